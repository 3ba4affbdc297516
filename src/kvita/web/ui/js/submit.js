// A form is sent once: a second tap while the first request is under way does nothing. The server keeps that promise
// on its own; this spares the person a page of "already sent".
const QUIET = 10000;
const reopen = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-disabled=true]")) button.removeAttribute("aria-disabled");
};
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if ("sent" in form.dataset) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "";
  if (event.submitter) event.submitter.setAttribute("aria-disabled", "true");
  // A download leaves the page where it is, and a lost request must not lock it.
  setTimeout(reopen, QUIET, form);
});
// The page may come back from the browser's memory.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(reopen));
