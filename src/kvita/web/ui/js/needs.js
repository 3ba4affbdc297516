// <button data-needs="id of a tick">: the button is asleep until the tick is set (a portal may want it so). Without script
// it is awake, and the server says what is missing.
for (const button of document.querySelectorAll("button[data-needs]")) {
  const tick = document.getElementById(button.dataset.needs);
  if (!tick) continue;
  const follow = () => { button.disabled = !tick.checked; };
  tick.addEventListener("change", follow);
  // The browser may bring the tick back with the page.
  window.addEventListener("pageshow", follow);
  follow();
}
