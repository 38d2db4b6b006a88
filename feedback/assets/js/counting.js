// Characters left, counted as the server counts: code points, one for a line end.
export const lengthOf = (text) => [...text.replace(/\r\n?/g, "\n")].length;

export const excessOf = (box) => lengthOf(box.value) - Number(box.dataset.most);

export const countCharacters = (form, words) => {
  for (const box of form.querySelectorAll("textarea[data-most]")) {
    const message = document.getElementById(`${box.id}-count`);
    // Read out when the typing pauses, not at every key.
    const spoken = document.createElement("p");
    spoken.className = "govuk-visually-hidden";
    spoken.setAttribute("aria-live", "polite");
    message.after(spoken);
    let pause;
    const tell = () => {
      const excess = excessOf(box);
      const sentence = (excess > 0 ? words.over : words.left).replace("{n}", Math.abs(excess));
      message.textContent = sentence;
      message.classList.toggle("govuk-error-message", excess > 0);
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = sentence; }, 1000);
    };
    box.addEventListener("input", tell);
    tell();
    spoken.textContent = "";
  }
};
