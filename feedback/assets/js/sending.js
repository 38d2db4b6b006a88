// Sending by hand of the script: a failed send keeps everything and tries again, with the same token.
const WAITS = [2, 5, 10, 20, 30]; // seconds

export const keepSending = (form, words, screens, restart) => {
  const status = form.querySelector("[data-status]");
  const button = form.querySelector("[data-send]");
  let tries = 0;
  let waiting;
  let busy = false;

  const tell = (sentence, kind) => {
    status.textContent = sentence;
    status.className = kind;
    status.hidden = false;
  };

  const again = (sentence) => {
    tell(sentence, "fb-unsent");
    const wait = WAITS[Math.min(tries, WAITS.length - 1)];
    tries += 1;
    waiting = setTimeout(send, wait * 1000);
  };

  // A page that says what to put right takes the place of this one, answers and all.
  const replaceBy = (text) => {
    const page = new DOMParser().parseFromString(text, "text/html");
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    restart();
  };

  const send = async () => {
    clearTimeout(waiting);
    if (busy) return;
    busy = true;
    button.disabled = true;
    tell(words.sending, "fb-sending");
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
      if (answer.redirected && answer.ok) location.replace(answer.url);
      else if (answer.status === 503) again(words.busy);
      else replaceBy(await answer.text());
    } catch {
      again(words.unsent);
    } finally {
      busy = false;
      button.disabled = false;
    }
  };

  addEventListener("online", () => { if (waiting && form.isConnected) send(); });

  form.addEventListener("submit", (event) => {
    const by = event.submitter;
    // The switches, and Enter in a field, go the ordinary way or nowhere; only Send is ours.
    if (by && by.name === "_show" && by.tabIndex >= 0) return;
    event.preventDefault();
    if (by === button) { tries = 0; send(); }
  });
};
