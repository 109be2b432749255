// Follows an upload while it is being read, and lays in what changed until it has ended.
const shown = document.getElementById("progress");

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
  while (line.nextSibling) line.nextSibling.remove();
  while (after.nextSibling) shown.append(after.nextSibling);
  if (!("working" in next.dataset)) delete shown.dataset.working;
}

setTimeout(look, 2000);
