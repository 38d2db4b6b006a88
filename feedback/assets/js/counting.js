// Characters left, counted as the server counts: code points, one for a line end.
export const lengthOf = (text) => [...text.replace(/\r\n?/g, "\n")].length;

export const excessOf = (box) => lengthOf(box.value) - Number(box.dataset.most);

export const countCharacters = (form, words) => {
  for (const box of form.querySelectorAll("textarea[data-most]")) {
    const message = document.getElementById(`${box.id}-count`);
    const fault = document.getElementById(`${box.id}-error`);
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
      box.closest(".govuk-form-group").classList.toggle("govuk-form-group--error", excess > 0);
      box.setAttribute("aria-invalid", String(excess > 0));
      return sentence;
    };
    box.addEventListener("input", () => {
      // What the server said of the text as it was sent is no longer true of this one.
      if (fault) fault.hidden = true;
      const sentence = tell();
      clearTimeout(pause);
      pause = setTimeout(() => { spoken.textContent = sentence; }, 1000);
    });
    tell();
  }
};
