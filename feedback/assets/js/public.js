// One question to a screen. The page works whole without any of this.
import { countCharacters } from "./counting.js";
import { keepHelp } from "./helping.js";
import { keepLeaving } from "./leaving.js";
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

keepLeaving();
start(false);
