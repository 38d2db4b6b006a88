// Help lines under a question: open while an answer that calls for them is chosen, and closed when it is changed. A box
// that stayed would tell whoever looks over a shoulder what was chosen; the same numbers stand at the foot of every page.
const AIR = 16; // pixels
const SECOND_TAP = 400; // milliseconds: a page that moves at once puts another answer under a finger that taps twice

// As much of the box as fits below the answer that opened it: what was chosen stays in view, and so does the focus.
const bring = (box, answer) => {
  if (!box.getClientRects().length) return; // another screen, or another page in the place of this one
  const hidden = box.getBoundingClientRect().bottom + AIR - innerHeight;
  const above = answer.labels[0].getBoundingClientRect().top - AIR;
  if (hidden > 0 && above > 0) scrollBy(0, Math.min(hidden, above));
};

export const keepHelp = (form) => {
  for (const box of form.querySelectorAll("[data-help]")) {
    const codes = box.dataset.help.split(" ");
    const asks = box.closest("fieldset");
    const calls = () => [...asks.querySelectorAll("input:checked")].some((one) => codes.includes(one.value));
    // What was answered in other words, before a switch of variant, only the server knows.
    box.hidden = !("open" in box.dataset || calls());
    form.addEventListener("change", ({ target }) => {
      if (!asks.contains(target)) return;
      const opens = box.hidden && calls();
      box.hidden = !calls();
      if (opens) setTimeout(bring, SECOND_TAP, box, target);
    });
  }
};
