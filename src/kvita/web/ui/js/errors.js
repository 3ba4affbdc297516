// A summary of errors takes the focus, so that it is read out and the links in it are one Tab away.
const focusErrors = (root) => {
  const summary = root.querySelector(".errors");
  if (summary) summary.focus();
};
focusErrors(document);
document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.target));
