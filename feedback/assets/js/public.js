// One question to a screen. The page works whole without any of this.
import { countCharacters } from "./counting.js";
import { keepHelp } from "./helping.js";
import { keepListening } from "./listening.js";
import { keepReview } from "./review.js";
import { makeScreens } from "./screens.js";
import { keepSending } from "./sending.js";

// `again`: the server's page has taken the place of the one that was sent.
const start = (again) => {
  const form = document.getElementById("answers");
  if (!form) return;
  document.documentElement.classList.add("fb-js");
  const words = document.getElementById("words").dataset;
  countCharacters(form, words);
  const screens = makeScreens(form, words);
  keepReview(form, words, screens);
  keepSending(form, words, () => start(true));
  screens.open(again);
  keepListening(form, words);
  keepHelp(form); // after the screens, which take ticks away that do not go together
};

let gone = false; // what was answered went on from here: to another variant, or to somebody to talk to

addEventListener("submit", (event) => { if (!event.defaultPrevented) gone = true; });

// A page that the browser kept for Back must not show somebody else's answers. Whoever only looked at a page about this
// one, and has neither sent nor left, finds every answer where it was.
addEventListener("pageshow", (event) => {
  const form = document.getElementById("answers");
  if (event.persisted && (gone || !form || form.dataset.pending === "sent")) location.reload();
});

document.addEventListener("click", (event) => {
  const leave = event.target.closest(".govuk-exit-this-page__button");
  if (!leave) return;
  event.preventDefault();
  const form = document.getElementById("answers");
  if (window.speechSynthesis) speechSynthesis.cancel();
  if (form) form.reset();
  document.body.textContent = "";
  location.replace(leave.dataset.away);
});

start(false);
