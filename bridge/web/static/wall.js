// Keeps the wall up to date: follows the feed, asks the server to draw what changed, and lays it in.
// What the reader is at stays where it is: focus is kept, and so is the place on the page.

const GATHER = 1000; // ms between two looks at what changed
const TELL = 5000; // ms between two announcements
const AT_ONCE = 50; // cards per request
const RETRY = [2000, 5000, 15000, 30000]; // ms until a refused feed is tried again

const ideas = document.getElementById("ideas");
const pause = document.getElementById("pause");
const state = document.getElementById("state");
const told = document.getElementById("told");
const { campaign, challenge } = ideas.dataset;

let after = ideas.dataset.after;
let feed;
let tries = 0;
let paused = false;
let laying = false;
let untold = 0;
const changed = new Set(); // ids of ideas
let stirred = false; // something else changed that the wall shows

function listen() {
  const asked = new URLSearchParams({ campaign, after, ...(challenge && { challenge }) });
  feed = new EventSource(`/v1/feed/events?${asked}`);
  feed.addEventListener("open", () => {
    tries = 0;
    show();
  });
  feed.addEventListener("change", hear);
  feed.addEventListener("place", (message) => (after = message.lastEventId || after));
  feed.addEventListener("reset", () => location.reload());
  feed.addEventListener("error", () => {
    show();
    if (feed.readyState !== EventSource.CLOSED) return; // the browser tries again by itself
    setTimeout(listen, RETRY[Math.min(tries++, RETRY.length - 1)]);
  });
}

function hear(message) {
  const { entity, value } = JSON.parse(message.data);
  after = message.lastEventId || after;
  if (entity === "idea") changed.add(value.id);
  else stirred = true;
  if (value.gone || value.state === "withdrawn") keepingPlace(() => cardOf(ideas, value.id)?.remove()); // paused or not
  show();
}

async function layIn() {
  if (paused || laying || (!changed.size && !stirred)) return;
  const ids = [...changed].slice(0, AT_ONCE);
  ids.forEach((id) => changed.delete(id));
  stirred = false;
  laying = true;
  try {
    const asked = new URLSearchParams({ campaign, ids: ids.join(","), ...(challenge && { challenge }) });
    const answer = await fetch(`/cards?${asked}`);
    if (!answer.ok || answer.redirected) throw new Error(`cards: ${answer.status}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    keepingPlace(() => merge(page, ids));
  } catch {
    ids.forEach((id) => changed.add(id)); // the next round asks again
  } finally {
    laying = false;
    show();
  }
}

function merge(page, ids) {
  for (const next of page.querySelectorAll("[data-live]")) {
    const part = document.getElementById(next.id);
    if (part && part.outerHTML !== next.outerHTML) part.replaceWith(next);
  }
  const next = page.getElementById("ideas");
  for (const id of ids) {
    const before = cardOf(ideas, id);
    const card = cardOf(next, id);
    if (!before && card) untold += 1;
    if (before?.isEqualNode(card)) card.remove(); // said again, the same
    else before?.remove();
    if (card) card.classList.add("bridge-idea--fresh");
  }
  for (const section of [...next.children]) layGroup(ideas, section, "[data-groups]");
  ideas.querySelectorAll("[data-cards]:not(:has(li))").forEach((list) => list.closest(".bridge-group").remove());
  ideas.querySelectorAll(".bridge-challenge:not(:has(.bridge-group))").forEach((section) => section.remove());
}

// Lay what a group holds into the same group here; one that is not here yet goes in at its place in the order.
function layGroup(parent, group, inner) {
  const same = [...parent.children].find((it) => it.dataset.key === group.dataset.key);
  if (!same) {
    const later = [...parent.children].find((it) => it.dataset.order > group.dataset.order);
    parent.insertBefore(group, later ?? null);
  } else if (inner === "[data-cards]") {
    for (const card of [...group.querySelector(inner).children]) layCard(same.querySelector(inner), card);
  } else {
    for (const it of [...group.querySelector(inner).children]) layGroup(same.querySelector(inner), it, "[data-cards]");
  }
}

function layCard(list, card) {
  const older = [...list.children].find((it) => Number(it.dataset.at) <= Number(card.dataset.at));
  list.insertBefore(card, older ?? null);
}

function cardOf(root, id) {
  return root.querySelector(`[data-idea="${CSS.escape(id)}"]`);
}

// Focus goes back to the same link if its card was drawn anew; who has scrolled down keeps what they read in sight.
function keepingPlace(change) {
  const focused = document.activeElement?.closest("[data-idea]");
  const href = focused && document.activeElement.getAttribute("href");
  const seen = focused ?? (scrollY > 0 && [...ideas.querySelectorAll("[data-idea]")].find((it) => it.getBoundingClientRect().bottom > 0));
  const top = seen && seen.getBoundingClientRect().top;
  change();
  const now = seen && cardOf(ideas, seen.dataset.idea);
  if (href && now && !now.contains(document.activeElement)) {
    (now.querySelector(`[href="${CSS.escape(href)}"]`) ?? now.querySelector("a")).focus({ preventScroll: true });
  }
  if (now && scrollY > 0) scrollBy({ top: now.getBoundingClientRect().top - top, behavior: "instant" });
}

function show() {
  const waiting = changed.size;
  pause.textContent = paused ? `Resume live updates (${waiting} new)` : "Pause live updates";
  const lost = feed.readyState !== EventSource.OPEN;
  const now = paused ? "Paused" : lost ? "Connecting again…" : "Live";
  if (state.textContent !== now) state.textContent = now;
  state.dataset.now = paused ? "paused" : lost ? "lost" : "live";
}

function tell() {
  if (!untold || paused) return;
  told.textContent = untold === 1 ? "1 new idea" : `${untold} new ideas`;
  untold = 0;
}

pause.addEventListener("click", () => {
  paused = !paused;
  show();
  layIn();
});
pause.hidden = false;
document.getElementById("refresh").hidden = true;
setInterval(layIn, GATHER);
setInterval(tell, TELL);
listen();
show();
