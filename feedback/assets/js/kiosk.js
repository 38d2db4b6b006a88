// A tablet for one person after the other: it hides what waits to be sent, empties what nobody touches, and goes back to
// its first page by itself. Nothing is remembered but what is on the screen.
import { tell } from "./leaving.js";

const TICK = 1000; // milliseconds
const QUIET = 100; // seconds without a touch, then it asks
const PATIENCE = 20; // seconds to say "I am still here", and to read that it is finished
const AGAIN = 5; // seconds until it is tried again to open the first page
const STALE = 3600; // seconds after which a first page that nobody touched is fetched anew

const seconds = (since) => (Date.now() - since) / 1000;
const one = (id) => document.getElementById(id);

let touched = Date.now();
let asked = 0; // when it was asked whether somebody is still here
let going = false;
let before; // what had the focus before it was covered

const words = () => one("kiosk");
const home = () => words().dataset.home;
const covered = () => document.querySelector("#main > [data-cover]");
const waits = () => {
  const form = one("answers");
  return form ? form.dataset.pending || "" : "";
};

// Help numbers stay; what was answered is not on the screen, and nothing there takes it along or leaves it behind.
const cover = (name) => {
  const now = covered();
  if (now && now.dataset.cover === name) return now;
  if (now) now.remove();
  else before = document.activeElement;
  const part = words().content.querySelector(`[data-cover=${name}]`).cloneNode(true);
  one("main").prepend(part);
  document.body.classList.add("fb-covered");
  document.querySelector(".govuk-exit-this-page__button").hidden = name === "not-sent";
  (part.querySelector("button") || part.querySelector("h2")).focus();
  return part;
};

const uncover = () => {
  const now = covered();
  if (!now) return;
  now.remove();
  document.body.classList.remove("fb-covered");
  document.querySelector(".govuk-exit-this-page__button").hidden = false;
  touched = Date.now();
  if (before && before.isConnected) before.focus();
};

// Only a server that answers is gone to: the browser's own page of "no signal" has no way back.
const goHome = async () => {
  going = true;
  try {
    const answer = await fetch(home(), { method: "HEAD", credentials: "same-origin", cache: "no-store" });
    if (answer.status < 500) return location.replace(home());
  } catch {
    // no signal
  }
  return setTimeout(goHome, AGAIN * 1000);
};

// First the answers are gone, then the page.
const empty = () => {
  const form = one("answers");
  if (form) {
    tell(form);
    form.reset();
    cover("over");
    form.remove();
  }
  return goHome();
};

const ask = () => {
  asked = Date.now();
  cover("still-here");
};

const stay = () => {
  asked = 0;
  touched = Date.now();
  const finished = document.querySelector("[data-finished]");
  if (finished) finished.hidden = true;
  uncover();
};

// Nobody has begun: the first page waits for whoever comes, for as long as it takes.
const isFresh = (form) => form && location.pathname + location.search === home()
  && form.querySelector("[data-screen=start]:not([hidden])")
  && ![...new FormData(form)].some(([name, value]) => value && name !== "token" && name[0] !== "_");

const wait = () => {
  const said = cover("not-sent").querySelector("[data-said]");
  const sentence = document.querySelector("[data-status]").textContent;
  if (said.textContent !== sentence) said.textContent = sentence;
  asked = 0;
};

const tick = () => {
  if (going) return undefined;
  if (waits()) return wait();
  if (covered() && covered().dataset.cover === "not-sent") uncover();
  if (asked) return seconds(asked) >= PATIENCE ? empty() : undefined;
  if (isFresh(one("answers"))) return seconds(touched) > STALE ? goHome() : undefined;
  // A tablet that slept showed nothing to press.
  if (seconds(touched) > QUIET + 2 * PATIENCE) return empty();
  return seconds(touched) >= QUIET ? ask() : undefined;
};

for (const kind of ["pointerdown", "touchstart", "keydown", "input", "scroll"]) {
  addEventListener(kind, () => { touched = Date.now(); }, { capture: true, passive: true });
}

addEventListener("click", ({ target }) => {
  if (target.closest("[data-stay]")) stay();
  // The pages around the questions know in this way that they are on this tablet.
  const link = target.closest('a[href^="/"]');
  if (!link || link.pathname.startsWith("/q/")) return;
  const query = new URLSearchParams(link.search);
  query.set("kiosk", home().slice(3));
  link.search = query;
}, true);

// Before the script that shows the screens hears of it: while an answer waits there is no way back into it.
addEventListener("popstate", (event) => {
  if (!waits()) return;
  event.stopImmediatePropagation();
  history.forward();
}, true);

addEventListener("beforeunload", (event) => {
  if (!waits() || waits() === "sent") return;
  event.preventDefault();
  event.returnValue = "";
});

addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
document.addEventListener("visibilitychange", tick);
setInterval(tick, TICK);

const finished = document.querySelector("[data-finished]");
if (finished) {
  asked = Date.now();
  finished.hidden = false;
}
