// Reads a screen aloud when its button is pressed: the council's recording where there is one, else a voice of the
// device itself. Voices of a far server are left out: what is asked here stays here. Without either there is no button.
const REST = ".fb-lines li, .fb-ours"; // of a question, what no recording says
const ALOUD = `.fb-title, .govuk-hint, .fb-body > p:not([hidden]), .fb-ends, label, ${REST}`;

const primary = (tag) => tag.replace("_", "-").split("-")[0].toLowerCase();

export const keepListening = (form, words) => {
  const speech = window.speechSynthesis;
  const tag = document.documentElement.lang;
  const buttons = new Map(); // screen: its button
  let playing = null; // the button that was pressed
  const soundOf = (screen) => screen.querySelector("audio");

  const findVoice = () => {
    const near = speech ? speech.getVoices().filter((one) => one.localService && primary(one.lang) === primary(tag)) : [];
    return near.find((one) => one.lang.toLowerCase() === tag.toLowerCase()) || near[0];
  };

  const say = (button) => {
    const on = button === playing;
    button.setAttribute("aria-pressed", String(on));
    button.lastElementChild.textContent = on ? words.quiet : words.listen;
  };

  const stop = () => {
    const before = playing;
    playing = null;
    if (speech) speech.cancel();
    for (const sound of form.querySelectorAll("audio")) sound.pause();
    if (before) say(before);
  };

  // One utterance a line: long ones are cut off by some browsers.
  const readOut = (screen, what, ended) => {
    const voice = findVoice();
    const lines = [...screen.querySelectorAll(what)]
      .filter((one) => voice && one.getClientRects().length)
      .map((one) => one.textContent.trim().replace(/\s+/g, " "))
      .filter(Boolean);
    if (!lines.length) ended();
    lines.forEach((line, place) => {
      const said = new SpeechSynthesisUtterance(line);
      said.voice = voice;
      said.lang = voice.lang;
      if (place === lines.length - 1) said.onend = ended;
      speech.speak(said);
    });
  };

  const start = (screen, button) => {
    stop();
    playing = button;
    say(button);
    const sound = soundOf(screen);
    const ended = () => playing === button && stop();
    const goOn = (what) => playing === button && readOut(screen, what, ended);
    if (!sound) return goOn(ALOUD);
    sound.currentTime = 0;
    sound.onended = () => goOn(REST);
    sound.onerror = null;
    sound.play().then(() => { sound.onerror = ended; }, () => goOn(ALOUD));
  };

  const offer = () => {
    if (!form.isConnected) return;
    const voice = findVoice();
    for (const screen of form.querySelectorAll("[data-screen]")) {
      const able = Boolean(voice || soundOf(screen));
      if (able && !buttons.has(screen)) {
        const copy = document.getElementById("listen").content.cloneNode(true);
        const button = copy.firstElementChild;
        (screen.querySelector(".fb-step") || screen.querySelector(".fb-switch") || screen).append(copy);
        button.addEventListener("click", () => (playing === button ? stop() : start(screen, button)));
        buttons.set(screen, button);
        say(button);
      }
      if (buttons.has(screen)) buttons.get(screen).hidden = !able;
    }
  };

  for (const sound of form.querySelectorAll("audio")) sound.controls = false;
  for (const event of ["screen", "submit"]) form.addEventListener(event, stop);
  addEventListener("pagehide", stop);
  document.addEventListener("visibilitychange", () => document.hidden && stop());
  if (speech && speech.addEventListener) speech.addEventListener("voiceschanged", offer);
  offer();
};
