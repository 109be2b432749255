// The queue while people work on it: says how much is new and shows it on request only, so that nothing moves under a
// cursor; marks what others are at work on; keeps the claim on the entry that is open, and lets go of it on leaving.
const NEWS = 5_000; // ms between looks
const RENEW = 25_000; // ms, well within the 60 s that a claim lives
const PASSING = 30_000; // ms that what was done stands there
const BACK = 15 * 60; // s: what is told late, as by a slow network, has its place before what was told sooner
const FILTERS = ["question", "kind", "source", "state", "assigned_to"]; // the API refuses what else an address may hold
const list = document.querySelector("[data-queue]");
const mine = document.querySelector("[data-mine]");
const known = new Set(); // what was there when the page came, of the last minutes
let fresh = []; // what has come since
const title = document.title;

if (list) look(true);
if (mine) keep();
setTimeout(pass, PASSING);
document.querySelector("[data-second]")?.focus();

async function look(first) {
  try {
    if (first || document.visibilityState === "visible") await tell(first);
    first = false;
  } catch {
    // the next round asks again
  } finally {
    setTimeout(look, NEWS, first);
  }
}

async function tell(first) {
  const shown = new URLSearchParams(location.search);
  const asked = new URLSearchParams([...shown].filter(([name]) => FILTERS.includes(name)));
  const newest = Number.parseInt(list.dataset.newest || "0", 10); // microseconds
  asked.set("after", `${Math.max(0, newest - BACK * 1e6)}~`);
  asked.set("limit", "500");
  const answer = await fetch(`${list.dataset.queue}?${asked}`);
  if (!answer.ok) throw new Error(`queue: ${answer.status}`);
  const queue = await answer.json();
  const said = queue.contributions.map((it) => it.contribution);
  if (first) for (const it of said) if (Date.parse(it.said_at) * 1e3 <= newest) known.add(it.id);
  fresh = said.filter((it) => !known.has(it.id) && !row(it.id));
  announce();
  mark(queue.claims);
}

function row(id) {
  return document.getElementById(`c-${id}`);
}

// The link stands outside the status: what is told there is read out, and cannot be pressed.
function announce() {
  const [link, news] = ["show-new", "news"].map((it) => document.getElementById(it));
  const says = fresh.length ? `${fresh.length} new` : "";
  if (news.textContent !== says) news.textContent = says;
  document.title = (says && `(${says}) `) + title;
  link.hidden = !fresh.length;
  link.textContent = `Show ${says}`;
  if (!fresh.length) return;
  const address = new URL(link.href);
  address.searchParams.set("after", `${Math.min(...fresh.map((it) => Date.parse(it.said_at) * 1e3)) - 1}~`);
  link.href = address;
}

// A line for this stands in each entry already: nothing moves when it is filled.
function mark(claims) {
  const others = claims.filter((it) => it.holder !== list.dataset.me);
  const names = new Map(others.map((it) => [it.id, it.label || "a colleague"]));
  for (const line of document.querySelectorAll("[data-claim]")) {
    const says = names.has(line.dataset.claim) ? `Being looked at by ${names.get(line.dataset.claim)}` : "";
    if (line.textContent.trim() !== says) line.textContent = says;
  }
}

// On the last page what is new goes in below, and the reader with it; elsewhere the link leads there.
document.getElementById("show-new")?.addEventListener("click", async (event) => {
  if (!("ends" in list.dataset)) return;
  event.preventDefault();
  const address = event.currentTarget.href;
  const answer = await fetch(address);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const wanted = new Set(fresh.map((it) => `c-${it.id}`));
  const rows = [...page.querySelectorAll("[data-queue] > li")].filter((it) => wanted.has(it.id));
  if (!answer.ok || !rows.length) return location.assign(address);
  list.append(...rows);
  fresh = fresh.filter((it) => !row(it.id));
  announce();
  const first = rows[0].querySelector("h3");
  first.tabIndex = -1;
  first.focus();
});

function claim(method, more) {
  const body = JSON.stringify({ ids: [mine.dataset.mine] });
  const campaign = encodeURIComponent(mine.dataset.campaign);
  return fetch(`/v1/claims?campaign=${campaign}`, { method, body, ...more }).catch(() => {}); // it expires by itself
}

function keep() {
  setInterval(() => document.visibilityState === "visible" && claim("POST"), RENEW);
  addEventListener("pagehide", () => claim("DELETE", { keepalive: true }));
  addEventListener("pageshow", (event) => event.persisted && claim("POST"));
}

// Not from under somebody who is about to press its button.
function pass() {
  const done = document.querySelector("[data-passing]");
  const wait = done && (done.matches(":hover") || done.querySelector(":focus"));
  if (wait) setTimeout(pass, 1_000);
  else done?.classList.add("bridge-done--past"); // its place stays: nothing below it moves
}
