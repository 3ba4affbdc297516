// <button type="button" data-print hidden>: printing needs script, so the button shows itself only with it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
