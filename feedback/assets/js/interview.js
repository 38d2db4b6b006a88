// Somebody asks and types: one question to a screen, and keys that choose and go on. Nothing is kept after Save.
import { countCharacters } from "./counting.js";
import { keepHelp } from "./helping.js";
import { keepReview } from "./review.js";
import { makeScreens } from "./screens.js";
import { keepSending } from "./sending.js";

const ALIVE = 5 * 60 * 1000; // milliseconds: an interview is longer than a session that nobody uses
let asked = Date.now();

// Whoever chooses, types or goes on is there: their session goes on, or Save would be refused at the end.
const stayAlive = () => {
  if (Date.now() - asked < ALIVE) return;
  asked = Date.now();
  fetch("/staff/interviews", { credentials: "same-origin" }).catch(() => {});
};

// Somebody listened for longer than a session lasts, and has signed in again in another tab.
const renew = (form) => async () => {
  const answer = await fetch(location.href, { credentials: "same-origin" });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const proof = page.querySelector("#answers [name=csrf_token]");
  if (proof) form.elements.csrf_token.value = proof.value;
  return Boolean(proof);
};

// Back takes a moment: a key that is pressed meanwhile is for the question that it leads to.
const keepOrder = (form) => {
  let held = null;
  let patience;
  const isOurs = ({ key, ctrlKey, altKey, metaKey }) => !altKey && !metaKey
    && (key === "Enter" || (!ctrlKey && (key === "Escape" || key.length === 1)));

  const press = ({ key, ctrlKey }) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, ctrlKey, bubbles: true, cancelable: true }),
  );
  const release = () => {
    const keys = held || [];
    held = null;
    clearTimeout(patience);
    keys.forEach(press);
  };

  form.addEventListener("keydown", (event) => {
    if (!held || !isOurs(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held.push(event);
  });
  form.addEventListener("screen", () => {
    if (held) queueMicrotask(release); // once the focus is on it
  });

  form.addEventListener("click", ({ target }) => {
    if (!target.closest("[data-back]")) return;
    held = [];
    patience = setTimeout(release, 1000); // milliseconds, should Back lead nowhere
  });
};

// Keys work only inside the questions, where the focus is, and never in a text box.
const keepKeys = (form) => {
  const shown = () => form.querySelector("[data-screen]:not([hidden])");
  const click = (wanted) => {
    const found = shown().querySelector(wanted);
    if (found) found.click();
  };
  const goOn = () => click("[data-next]");

  const choose = (input) => {
    input.click();
    input.focus();
    const help = shown().querySelector("[data-help]:not([hidden])");
    if (input.type === "radio" && !help) goOn();
  };

  form.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (key === "Escape") {
      event.preventDefault();
      click("[data-back]");
    } else if (key === "Enter" && event.ctrlKey) {
      goOn();
    } else if (event.ctrlKey || event.altKey || event.metaKey || target.matches("textarea")) {
      return;
    } else if (key === "Enter" && target.matches("legend, h2")) {
      event.preventDefault();
      goOn();
    } else if (key.length === 1) {
      const wanted = key.toUpperCase();
      const input = [...shown().querySelectorAll("input[data-keys]")]
        .find((one) => one.dataset.keys.includes(wanted));
      if (!input || key === " ") return;
      event.preventDefault();
      choose(input);
    }
  });
};

const start = (again) => {
  const form = document.getElementById("answers");
  if (!form) return;
  document.documentElement.classList.add("fb-js");
  const words = document.getElementById("words").dataset;
  countCharacters(form, words);
  const screens = makeScreens(form, words);
  keepReview(form, words, screens);
  keepSending(form, words, () => start(true), renew(form));
  keepOrder(form);
  keepKeys(form);
  for (const kind of ["screen", "input", "pointerdown", "keydown"]) form.addEventListener(kind, stayAlive);
  screens.open(again);
  keepHelp(form);
  if (!again) form.querySelector("[data-next]").focus();
};

addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});

start(false);
