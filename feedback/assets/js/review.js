// "Read it through, then send": every answer with a way back to it.
export const keepReview = (form, words, screens) => {
  const list = form.querySelector("[data-review]");
  const template = document.getElementById("row");

  const textOf = (input) => {
    const label = input.labels[0].textContent.trim();
    const tens = input.closest(".fb-tens");
    if (!tens) return label;
    return words.outOf.replace("{n}", label).replace("{most}", tens.lastElementChild.textContent.trim());
  };

  const answerOf = (screen) => {
    const box = screen.querySelector("textarea");
    if (box) return box.value.trim();
    return [...screen.querySelectorAll("input:checked")].map(textOf).join(", ");
  };

  const row = (screen) => {
    const part = template.content.cloneNode(true);
    const asks = screen.querySelector(".fb-title").textContent;
    const answer = answerOf(screen);
    const value = part.querySelector("dd");
    const link = part.querySelector("a");
    part.querySelector("dt").textContent = asks;
    value.textContent = answer || words.blank;
    if (!answer) value.classList.add("fb-blank");
    else if (screen.querySelector("textarea")) value.classList.add("fb-words");
    link.textContent = answer ? words.change : words.answer;
    link.dataset.row = screens.nameOf(screen);
    const about = document.createElement("span");
    about.className = "govuk-visually-hidden";
    about.textContent = `: ${asks}`;
    link.append(about);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      screens.lookAt(screen);
    });
    return part;
  };

  form.addEventListener("screen", ({ detail }) => {
    if (detail !== "check") return;
    list.hidden = false;
    // What was skipped as a whole, or was not asked, is not held against anybody here.
    const shown = screens.asked().filter((screen) => screens.isQuestion(screen)
      && (answerOf(screen) || screen.closest("[data-part]").dataset.part === "service"));
    list.textContent = "";
    list.append(...shown.map(row));
  });
};
