// Follows uploads while they are being read, and lays in what changed until all have ended.
const shown = document.getElementById("progress");
// What each part was, as it came: a part that did not change keeps its focus and what is folded out in it.
const came = new WeakMap(parts(shown).map((it) => [it, it.outerHTML]));

async function look() {
  try {
    const answer = await fetch(location.href);
    if (answer.ok) show(new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("progress"));
  } finally {
    if ("working" in shown.dataset) setTimeout(look, 2000);
  }
}

function show(next) {
  // The status line stays the same element: its change is then told to those who listen.
  const [line, after] = [shown, next].map((it) => it.querySelector("[role=status]"));
  if (line.innerHTML !== after.innerHTML) {
    line.className = after.className;
    line.replaceChildren(...after.childNodes);
  }
  const [old, fresh] = [parts(shown), parts(next)];
  fresh.forEach((part, at) => {
    const html = part.outerHTML;
    if (!old[at]) shown.append(part);
    else if (came.get(old[at]) !== html) replace(old[at], part);
    else return;
    came.set(part, html);
  });
  old.slice(fresh.length).forEach((it) => it.remove());
  if (!("working" in next.dataset)) delete shown.dataset.working;
}

// Everything below the status line.
function parts(all) {
  const children = [...all.children];
  return children.slice(children.findIndex((it) => it.getAttribute("role") === "status") + 1);
}

function replace(old, part) {
  const focused = old.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  for (const it of old.querySelectorAll("details[open][id]")) part.querySelector(`#${CSS.escape(it.id)}`)?.setAttribute("open", "");
  old.replaceWith(part);
  if (focused) part.querySelector(`[href="${CSS.escape(focused)}"]`)?.focus();
}

if ("working" in shown.dataset) setTimeout(look, 2000);
