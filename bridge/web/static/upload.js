// Sends the upload form and says how far it is. What the answer complains of is laid in, and the chosen files stay.
const EVERY = 2000; // milliseconds between two percentages that are told

document.addEventListener("submit", (event) => {
  if (event.target.id !== "upload" || event.defaultPrevented) return;
  event.preventDefault();
  send(event.target);
});

function send(form) {
  const [said, button] = [form.querySelector("#sending"), form.querySelector("button[type=submit], button.nhsuk-button")];
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  bar.setAttribute("aria-label", "Sent");
  said.after(bar);
  button.disabled = true;
  const request = new XMLHttpRequest();
  let told = -EVERY;
  request.upload.addEventListener("progress", (it) => {
    const percent = it.lengthComputable ? Math.floor((100 * it.loaded) / it.total) : 0;
    bar.value = percent;
    if (performance.now() - told < EVERY) return;
    told = performance.now();
    said.textContent = percent < 100 ? `${percent} % is sent` : "All is sent";
  });
  request.addEventListener("load", () => answered(form, request));
  for (const failed of ["error", "abort", "timeout"]) {
    request.addEventListener(failed, () => {
      bar.remove();
      button.disabled = false;
      said.textContent = `It could not be sent. Check your connection, and that the files are no larger than ${form.dataset.limits}. Then press Upload again: nothing doubles.`;
    });
  }
  request.open("POST", form.action);
  request.responseType = "document";
  request.send(new FormData(form));
}

function answered(form, request) {
  const next = request.response;
  if (request.responseURL !== form.action || !next?.getElementById("upload")) {
    if (request.status < 400) location.assign(request.responseURL);
    else document.documentElement.replaceWith(next.documentElement);
    return;
  }
  const files = request.status === 422 && !next.querySelector(".bridge-banner--done") ? form.querySelector("input[type=file]").files : null;
  document.title = next.title;
  document.querySelector("main").replaceWith(next.querySelector("main"));
  import("./vendor/nhsuk-frontend.min.js").then(({ initAll }) => {
    initAll({ scope: document.querySelector("main") });
    const input = document.querySelector("#upload input[type=file]");
    if (files?.length) {
      input.files = files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
    document.querySelector(".nhsuk-error-summary")?.focus();
  });
}
