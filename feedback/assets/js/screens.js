// Which screen is shown: routing, Back and Next, progress, focus, one history entry each.
import { excessOf } from "./counting.js";

const copy = (id) => document.getElementById(id).content.cloneNode(true);

export const makeScreens = (form, words) => {
  const all = [...form.querySelectorAll("[data-screen]")];
  let now = all[0];

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

  // The questions about the service are counted; the few after them are "nearly done".
  const tellProgress = (screen) => {
    const bar = screen.querySelector("progress");
    if (!bar) return;
    const count = screen.querySelector("[data-count]");
    const counted = asked().filter((s) => isQuestion(s) && partOf(s).dataset.part === "service");
    const place = counted.indexOf(screen) + 1;
    const put = (text) => text.replace("{n}", place).replace("{all}", counted.length);
    bar.max = counted.length;
    bar.value = place || counted.length;
    count.textContent = place ? put(words.count) : nameOf(screen) === "check" ? "" : words.last;
    count.setAttribute("aria-hidden", String(Boolean(place)));
    bar.setAttribute("aria-label", place ? put(words.question) : words.last);
    bar.hidden = nameOf(screen) === "check";
  };

  // The whole page takes the colour of the section.
  const tint = (screen) => {
    const part = partOf(screen);
    document.body.classList.remove("fb-tint-1", "fb-tint-2", "fb-tint-3");
    document.body.classList.add(part ? part.dataset.tint : "fb-tint-1");
  };

  const show = (screen, { focus = true } = {}) => {
    now = screen;
    for (const other of all) other.hidden = other !== screen;
    for (const part of form.querySelectorAll("[data-part]")) part.hidden = part !== partOf(screen);
    tint(screen);
    tellProgress(screen);
    form.elements._at.value = nameOf(screen);
    form.dispatchEvent(new CustomEvent("screen", { detail: nameOf(screen) }));
    scrollTo(0, 0);
    if (focus) screen.querySelector("legend, h2").focus({ preventScroll: true });
  };

  const go = (screen) => {
    if (!screen || screen === now) return;
    history.pushState({ screen: nameOf(screen) }, "");
    show(screen);
  };

  const tooLong = (screen) => {
    const box = screen.querySelector("textarea[data-most]");
    if (!box || excessOf(box) <= 0) return false;
    box.setAttribute("aria-invalid", "true");
    box.focus();
    return true;
  };

  const next = () => { if (!tooLong(now)) go(near(now, 1)); };

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

  const open = () => {
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
      else if (field && field.closest("[data-screen]")) { go(field.closest("[data-screen]")); field.focus(); }
    });
    onpopstate = ({ state }) => {
      const screen = byName((state && state.screen) || "start");
      if (screen && form.isConnected) show(isAsked(screen) ? screen : near(screen, -1) || all[0]);
    };
    form.addEventListener("keydown", (event) => {
      const plain = event.target.matches("input[type=radio], input[type=checkbox]");
      if (event.key !== "Enter" || !plain) return;
      event.preventDefault();
      next();
    });
    first();
  };

  // Where a page begins: at what is to be put right, where the person was before a switch, or at the start.
  const first = () => {
    const wanted = document.getElementById("put-right") || document.getElementById("asked-again");
    const at = !wanted && byName(form.dataset.at);
    history.replaceState({ screen: "start" }, "");
    if (at && isAsked(at) && at !== all[0]) {
      show(all[0], { focus: false });
      go(at);
    } else {
      show(all[0], { focus: false });
      if (wanted) { wanted.tabIndex = -1; wanted.focus(); }
    }
  };

  return { open, go, asked, byName, isQuestion, nameOf };
};
