// Reading comments by keys: each button and box with a data-key is pressed by it, in the comment that has the focus or
// else in the first. Keys do nothing while somebody types, and can be switched off for as long as the browser is open.
const OFF = "feedback-keys-off";
const SOON = 400; // milliseconds after a page is shown in which a key was meant for the page before
const PATIENCE = 10000; // milliseconds until a page that does not come is given up

let shownAt = performance.now();
let leaving = false; // a decision is on its way
let asked = null; // the button that was pressed by its key while something that was found still stands in the words

const isOff = () => sessionStorage.getItem(OFF) === "yes";

const cards = () => [...document.querySelectorAll("[data-comment], #reading")];

const current = () => {
  const focused = document.activeElement && document.activeElement.closest("[data-comment], #reading");
  const here = document.getElementById("here");
  const after = here && here.nextElementSibling;
  return focused || (after && after.matches("[data-comment]") ? after : cards()[0]);
};

const move = (by) => {
  const all = cards();
  const next = all[Math.min(Math.max(all.indexOf(current()) + by, 0), all.length - 1)];
  if (!next) return;
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: "nearest" });
};

const PARTICLE = 3; // letters: as in highlights.py, which decides the same without scripts
// Old browsers know no letters but these; of the others only what is no letter is told.
const isLetter = (sign) => /[0-9A-Z_a-z]|[^\u0000-\u00bf\u060c\u061b\u061f\u06d4\u2000-\u2bff\u3000-\u303f\ud800-\udfff]/.test(sign || "");

// Whether no letter is joined to what stands there. Where there are no capitals, short particles may stand before.
const isOwnWord = (text, start, words) => {
  const end = start + words.length;
  if (isLetter(text[end - 1]) && isLetter(text[end])) return false;
  let before = start;
  while (before && isLetter(text[start]) && isLetter(text[before - 1])) before -= 1;
  const capitals = words.toLowerCase() !== words.toUpperCase() || /^[0-9+(]/.test(words);
  return start - before <= (capitals ? 0 : PARTICLE);
};

// Words go out of the box at once. Without scripts the same button asks the server for the page without them, and so
// it does where they are no word of their own: only the server knows where they were found.
const takeOut = (button) => {
  const box = button.form.querySelector("textarea");
  const { words, instead } = button.dataset;
  const pieces = [];
  let from = 0;
  for (let at = box.value.indexOf(words); at >= 0; at = box.value.indexOf(words, at + words.length)) {
    if (!isOwnWord(box.value, at, words)) continue;
    pieces.push(box.value.slice(from, at));
    from = at + words.length;
  }
  if (!pieces.length && box.value.includes(words)) return false;
  box.value = [...pieces, box.value.slice(from)].join(instead);
  button.disabled = true;
  return true;
};

// No key decides about words that nobody can have read, and what was found and not taken out is let through by the
// second press only.
const mayPress = (button) => {
  if (button.name === "do" && performance.now() - shownAt < SOON) return false;
  const lets = ["release", "staff-only"].includes(button.value);
  const still = lets && button.form.querySelector("button[data-words]:enabled") && button.form.querySelector("[data-still]");
  if (!still || asked === button) return true;
  asked = button;
  still.textContent = still.dataset.still;
  return false;
};

const isTyping = (target) =>
  target.matches("textarea, select, input:not([type=checkbox]):not([type=radio])");

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (key === "Escape" && target.matches("textarea")) {
    target.closest("[data-comment]").tabIndex = -1;
    target.closest("[data-comment]").focus();
    return;
  }
  if (isOff() || event.ctrlKey || event.altKey || event.metaKey || isTyping(target)) return;
  if (leaving) return;
  const digit = event.shiftKey && /^Digit[1-9]$/.test(event.code) ? `out${event.code.slice(5)}` : "";
  const wanted = digit || key.toLowerCase();
  if (wanted === "j" || wanted === "k") return move(wanted === "j" ? 1 : -1);
  if (event.repeat) return; // a key that is held down decides once
  const card = current();
  const found = card && [...card.querySelectorAll("[data-key]")].find((one) => one.dataset.key === wanted);
  if (!found) return;
  event.preventDefault();
  if (found.matches("textarea")) found.focus();
  else if (mayPress(found)) found.click();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-words]");
  if (!button) return;
  if (takeOut(button)) event.preventDefault();
});

document.addEventListener("submit", (event) => {
  if (!event.submitter || event.submitter.name !== "do") return;
  if (leaving) return event.preventDefault();
  leaving = true;
  setTimeout(() => { leaving = false; }, PATIENCE);
});

addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  shownAt = performance.now();
  leaving = false;
});

const say = (button) => {
  button.textContent = isOff() ? button.dataset.on : button.dataset.off;
  document.documentElement.classList.toggle("fb-keys", !isOff());
};

const start = () => {
  shownAt = performance.now();
  const button = document.getElementById("keys");
  if (!button) return;
  button.hidden = false;
  button.dataset.off = button.textContent;
  say(button);
  button.addEventListener("click", () => {
    sessionStorage.setItem(OFF, isOff() ? "no" : "yes");
    say(button);
  });
};

// Not deferred: keys work from the moment there is something to see, so that no press is lost and the next one taken.
document.addEventListener("DOMContentLoaded", start);
