// Which screen is shown: routing, Back and Next, progress, focus, one history entry each.
import { excessOf } from "./counting.js";

const HEADING = "legend, h2";
const copy = (id) => document.getElementById(id).content.cloneNode(true);

export const makeScreens = (form, words) => {
  const all = [...form.querySelectorAll("[data-screen]")];
  const title = document.title;
  let now = all[0];
  let home = 0; // how many steps back the list is from which somebody came to look at one question

  const nameOf = (screen) => screen.dataset.screen;
  const byName = (name) => all.find((screen) => nameOf(screen) === name);
  const partOf = (screen) => screen.closest("[data-part]");
  const isQuestion = (screen) => screen.querySelector("fieldset.fb-question") !== null;
  const chosen = (name) => new FormData(form).getAll(name).map(String);

  const isAsked = (screen) => {
    const { showIf, codes } = screen.dataset;
    if (!showIf) return true;
    const before = byName(showIf);
    return isAsked(before) && chosen(showIf).some((code) => codes.split(" ").includes(code));
  };
  const asked = () => all.filter(isAsked);
  const near = (screen, step) => {
    const list = asked();
    return list[list.indexOf(screen) + step];
  };

  // A question that may still be asked is counted until it turns out that it is not: a way that grows is tiring.
  const mayBeAsked = (screen, from) => isAsked(screen)
    || all.indexOf(byName(screen.dataset.showIf)) >= all.indexOf(from);

  // The questions about the service are counted; the few after them are "nearly done".
  const tellProgress = (screen) => {
    const bar = screen.querySelector("progress");
    document.title = title;
    if (!bar) return;
    const count = screen.querySelector("[data-count]");
    const counted = all.filter((s) => isQuestion(s) && partOf(s).dataset.part === "service"
      && mayBeAsked(s, screen));
    const place = counted.indexOf(screen) + 1;
    const put = (text) => text.replace("{n}", place).replace("{all}", counted.length);
    bar.max = counted.length;
    bar.value = place || counted.length;
    count.textContent = place ? put(words.count) : nameOf(screen) === "check" ? "" : words.last;
    count.setAttribute("aria-hidden", String(Boolean(place)));
    const where = place ? put(words.question) : words.last;
    bar.setAttribute("aria-label", where);
    bar.hidden = nameOf(screen) === "check";
    document.title = `${bar.hidden ? screen.querySelector(".fb-title").textContent : where} - ${title}`;
  };

  // The whole page takes the colour of the section.
  const tint = (screen) => {
    const part = partOf(screen);
    document.body.classList.remove("fb-tint-1", "fb-tint-2", "fb-tint-3");
    document.body.classList.add(part ? part.dataset.tint : "fb-tint-1");
  };

  // The screens from here back to the start: another variant opens the first of them that it has.
  const trail = (screen) => {
    const list = asked();
    return list.slice(0, list.indexOf(screen) + 1).reverse().map(nameOf).join(" ");
  };

  // `place` is where reading goes on; null leaves it where it is, as when a page has just come.
  const show = (screen, place = HEADING) => {
    now = screen;
    for (const other of all) other.hidden = other !== screen;
    for (const part of form.querySelectorAll("[data-part]")) part.hidden = part !== partOf(screen);
    tint(screen);
    tellProgress(screen);
    form.elements._at.value = trail(screen);
    form.dispatchEvent(new CustomEvent("screen", { detail: nameOf(screen) }));
    scrollTo(0, 0);
    if (!place) return;
    const target = screen.querySelector(place) || screen.querySelector(HEADING);
    target.focus({ preventScroll: target.matches(HEADING) });
  };

  const go = (screen, steps = 0) => {
    if (!screen || screen === now) return;
    home = steps;
    history.pushState({ screen: nameOf(screen), home }, "");
    show(screen);
  };

  // One question, to put right or to change; Next comes back from it.
  const lookAt = (screen) => go(screen, 1);

  const tooLong = (screen) => {
    const box = screen.querySelector("textarea[data-most]");
    if (!box || excessOf(box) <= 0) return false;
    box.focus();
    return true;
  };

  const next = () => {
    if (tooLong(now)) return;
    const after = near(now, 1);
    // A changed answer may bring a question that was not asked before.
    const brings = after.dataset.showIf === nameOf(now) && !chosen(nameOf(after)).some(Boolean);
    if (home && !brings) history.go(-home);
    else go(after, home && home + 1);
  };

  // Past the part whose introduction is shown, whatever it asks.
  const skip = () => {
    const part = partOf(now);
    const list = asked();
    go(list.slice(list.indexOf(now)).find((screen) => partOf(screen) !== part));
  };

  const dress = (screen) => {
    if (nameOf(screen) === "start") return;
    screen.prepend(copy("step"));
    const body = screen.querySelector(".fb-body");
    if (isQuestion(screen)) body.append(copy("next"));
  };

  // Choosing "None of these" or an escape takes the other ticks away, and the other way round.
  const keepAlone = ({ target }) => {
    if (target.type !== "checkbox" || !target.checked) return;
    const alone = "alone" in target.dataset;
    for (const box of form.elements[target.name]) {
      if (box !== target && (alone || "alone" in box.dataset)) box.checked = false;
    }
  };

  const open = (again) => {
    for (const button of form.querySelectorAll("[data-scripts]")) button.hidden = false;
    all.forEach(dress);
    form.addEventListener("change", keepAlone);
    form.addEventListener("click", ({ target }) => {
      if (target.closest("[data-next]")) next();
      if (target.closest("[data-skip]")) skip();
    });
    form.addEventListener("click", (event) => {
      const back = event.target.closest("[data-back]");
      const link = event.target.closest('a[href^="#"]');
      if (!back && !link) return;
      const field = link && document.getElementById(link.hash.slice(1));
      event.preventDefault();
      if (back) history.back();
      else if (field && field.closest("[data-screen]")) {
        lookAt(field.closest("[data-screen]"));
        field.focus();
      }
    });
    onpopstate = ({ state }) => {
      const screen = byName((state && state.screen) || "start");
      if (!screen || !form.isConnected) return;
      const place = home ? `[data-row="${nameOf(now)}"]` : HEADING;
      home = (state && state.home) || 0;
      // A question that is no longer asked gives way to the one before it.
      const before = asked().filter((other) => all.indexOf(other) <= all.indexOf(screen));
      show(before[before.length - 1], place);
    };
    form.addEventListener("keydown", (event) => {
      const plain = event.target.matches("input[type=radio], input[type=checkbox]");
      if (event.key !== "Enter" || !plain) return;
      event.preventDefault();
      next();
    });
    first(again);
  };

  // Where a page begins: at its end when something is to be put right before it can be sent, where the person was
  // before a switch, or at the start. What there is to say stands above it.
  const first = (again) => {
    const toDo = document.getElementById("put-right");
    const notice = toDo || document.getElementById("asked-again");
    const been = form.dataset.at.split(" ").map(byName).find((screen) => screen && isAsked(screen));
    const at = (toDo ? byName("check") : been) || all[0];
    if (!again) {
      history.replaceState({ screen: "start" }, "");
      show(all[0], null);
    }
    if (notice) at.querySelector(".fb-body").prepend(notice);
    if (again) show(at);
    else go(at);
    if (!notice) return;
    notice.tabIndex = -1;
    notice.focus();
  };

  return { open, lookAt, asked, isQuestion, nameOf };
};
