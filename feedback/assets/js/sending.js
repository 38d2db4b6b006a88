// Sending by hand of the script: a failed send keeps everything and tries again, with the same token.
const WAITS = [2, 5, 10, 20, 30]; // seconds
const PATIENCE = 30; // seconds without any answer, then it counts as no signal

// `renew`: gets a form of staff the proof of who has signed in meanwhile, and says whether it did.
export const keepSending = (form, words, restart, renew = async () => false) => {
  const status = form.querySelector("[data-status]");
  const button = form.querySelector("[data-send]");
  const unless = button.nextElementSibling; // "Or close this page": not while it is being sent
  let tries = 0;
  let waiting = 0;
  let busy = false;
  let wanted = false;
  let renewed = false; // once a press
  let pressed;

  const tell = (sentence, kind) => {
    status.className = kind;
    status.hidden = false;
    // The same sentence again would be read out again.
    if (status.textContent !== sentence) status.textContent = sentence;
  };

  // Said to the script of a shared tablet, which hides what waits and never empties it.
  const mark = (state) => { form.dataset.pending = state; };

  const again = (sentence) => {
    if (!wanted) return mark("");
    tell(sentence, "fb-unsent");
    const wait = WAITS[Math.min(tries, WAITS.length - 1)];
    tries += 1;
    waiting = setTimeout(send, wait * 1000);
    return undefined;
  };

  const post = () => {
    const body = new URLSearchParams(new FormData(form));
    // Some of the oldest phones have none; they wait as long as their browser does.
    const patience = window.AbortController && new AbortController();
    if (patience) setTimeout(() => patience.abort(), PATIENCE * 1000);
    return fetch(form.action, {
      method: "POST", body, credentials: "same-origin", signal: patience && patience.signal,
    });
  };

  const settle = async (answer) => {
    if (answer.redirected && answer.ok) {
      mark("sent");
      return location.replace(answer.url);
    }
    if (answer.status >= 500) return again(words.busy);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const main = page.getElementById("main");
    // Some networks answer everything with a page of their own.
    if (!main) return again(words.unsent);
    // What cannot be sent as it is says why, and nothing that was answered goes away.
    if (!page.getElementById("answers")) {
      if (answer.status === 400 && !renewed) {
        renewed = await renew();
        if (renewed) return settle(await post());
      }
      mark("");
      return tell(answer.status === 401 ? words.signedOut : main.textContent.trim(), "fb-unsent");
    }
    document.title = page.title;
    document.body.replaceWith(document.adoptNode(page.body));
    return restart();
  };

  const send = async () => {
    clearTimeout(waiting);
    waiting = 0;
    if (busy) return;
    busy = true;
    mark("waits");
    button.setAttribute("aria-disabled", "true");
    if (!tries) tell(words.sending, "fb-sending");
    try {
      await settle(await post());
    } catch {
      again(words.unsent);
    } finally {
      busy = false;
      button.removeAttribute("aria-disabled");
    }
  };

  addEventListener("online", () => { if (waiting && form.isConnected) send(); });

  // Whoever goes back to change something sends it again by hand.
  form.addEventListener("screen", () => {
    clearTimeout(waiting);
    waiting = 0;
    wanted = false;
    if (!busy) mark("");
    status.hidden = true;
    unless.hidden = false;
  });

  // Older browsers do not say which button sent a form.
  // The button to talk to somebody stands outside of the form.
  document.addEventListener("click", ({ target }) => { pressed = target.closest("[type=submit]"); }, true);

  form.addEventListener("submit", (event) => {
    const by = event.submitter || pressed;
    // The switches go the ordinary way and Enter in a field goes nowhere; only Send is ours.
    if (by && by.name === "_show" && by.tabIndex >= 0) return;
    event.preventDefault();
    if (by !== button) return;
    tries = 0;
    renewed = false;
    wanted = true;
    unless.hidden = true;
    send();
  });
};
