// Leave now, and what a browser kept for Back.
const FIELDS = ["token", "_key"]; // what a page is known by

// The server must not give back what this page or one before it had sent, when the browser sends that again.
export const tell = (form) => {
  const keys = FIELDS.map((name) => form.elements[name]).filter(Boolean);
  if (keys.length && navigator.sendBeacon) {
    navigator.sendBeacon("/leave", new URLSearchParams(keys.map(({ name, value }) => [name, value])));
  }
};

export const keepLeaving = () => {
  let gone = false; // what was typed went on from here: to another variant, language or page

  addEventListener("submit", (event) => { if (!event.defaultPrevented) gone = true; });

  // A page that the browser kept must not show somebody else's answers. Whoever only looked at a page about this one, and
  // has neither sent nor left, finds every answer where it was.
  addEventListener("pageshow", (event) => {
    const form = document.getElementById("answers");
    if (!event.persisted || (!gone && form && form.dataset.pending !== "sent")) return;
    document.body.textContent = "";
    location.reload();
  });

  document.addEventListener("click", (event) => {
    const leave = event.target.closest(".govuk-exit-this-page__button");
    if (!leave) return;
    event.preventDefault();
    const form = document.getElementById("answers");
    if (window.speechSynthesis) speechSynthesis.cancel();
    if (form) {
      tell(form);
      form.reset();
    }
    document.body.textContent = "";
    location.replace(leave.dataset.away);
  });
};
