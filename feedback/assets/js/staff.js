// Puts a page away that nobody used for as long as a session lasts, so that it is not there for whoever comes by.
// It asks the server nothing: that would keep the session alive. What somebody typed and did not send stays.
const { idle } = document.body.dataset;
const opened = Date.now();

const isTyping = () =>
  [...document.querySelectorAll("input, textarea")].some(
    (box) => box.value !== box.defaultValue || box.checked !== box.defaultChecked,
  );

const putAway = () => {
  const note = document.getElementById("put-away");
  if (!note || Date.now() - opened < idle * 1000 || isTyping()) return;
  const [main, heading] = ["main", "h1"].map((name) => document.createElement(name));
  document.title = heading.textContent = note.dataset.title;
  main.className = note.className;
  main.append(heading, note.content.cloneNode(true));
  document.body.replaceChildren(main);
};

setInterval(putAway, 10000);
document.addEventListener("visibilitychange", putAway); // a computer that slept
addEventListener("pageshow", putAway);

// A box of the bar shuts again with Escape, and when somebody goes on elsewhere.
const shut = (event) => {
  const box = document.querySelector("details[data-shuts][open]");
  if (!box || (event.key ? event.key !== "Escape" : box.contains(event.target))) return;
  if (event.key) box.firstElementChild.focus();
  box.open = false;
};

for (const name of ["keydown", "click", "focusin"]) document.addEventListener(name, shut);
