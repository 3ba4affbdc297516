// <button data-needs="id of a tick">: the button is asleep until the tick is set (a portal may want it so). Without script
// it is awake, and the server says what is missing.
for (const button of document.querySelectorAll("[data-needs]")) {
  const tick = button.form[button.dataset.needs];
  const follow = () => { button.disabled = !tick.checked; };
  tick.onchange = follow;
  // After loading, and when the browser brings the tick back with the page.
  addEventListener("pageshow", follow);
}
