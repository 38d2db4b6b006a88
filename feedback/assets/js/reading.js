// Reading comments by keys: each button and box with a data-key is pressed by it, in the comment that has the focus or
// else in the first. Keys do nothing while somebody types, and can be switched off for as long as the browser is open.
const OFF = "feedback-keys-off";

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

// Words go out of the box at once. Without scripts the same button asks the server for the page without them.
const takeOut = (button) => {
  const box = button.form.querySelector("textarea");
  box.value = box.value.split(button.dataset.words).join(button.dataset.instead);
  button.disabled = true;
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
  const digit = event.shiftKey && /^Digit[1-9]$/.test(event.code) ? `out${event.code.slice(5)}` : "";
  const wanted = digit || key.toLowerCase();
  if (wanted === "j" || wanted === "k") return move(wanted === "j" ? 1 : -1);
  const card = current();
  const found = card && [...card.querySelectorAll("[data-key]")].find((one) => one.dataset.key === wanted);
  if (!found) return;
  event.preventDefault();
  if (found.matches("textarea")) found.focus();
  else found.click();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-words]");
  if (!button) return;
  event.preventDefault();
  takeOut(button);
});

const say = (button) => {
  button.textContent = isOff() ? button.dataset.on : button.dataset.off;
  document.documentElement.classList.toggle("fb-keys", !isOff());
};

const start = () => {
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

start();
