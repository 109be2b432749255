// While a chat is on, looks every few seconds at what was heard of it and how its sources stand, and lays in what changed.
const EVERY = 10_000; // ms

async function look() {
  if (document.visibilityState === "visible") {
    try {
      const answer = await fetch(`${location.pathname}/coverage`);
      if (answer.ok && !answer.redirected) lay(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      // the next round asks again
    }
  }
  setTimeout(look, EVERY);
}

function lay(page) {
  for (const next of page.querySelectorAll("[data-live]")) {
    const part = document.getElementById(next.id);
    if (part && part.outerHTML !== next.outerHTML) part.replaceWith(next);
  }
}

setTimeout(look, EVERY);
