// <span data-countdown="59" data-countdown-for="id">с 18:21:30</span>: counts to zero, then shows the element with that id
// (a link or button to ask for a new code) and hides itself. Without script both are there from the start.
const countDown = (root) => {
  for (const clock of root.querySelectorAll("[data-countdown]")) {
    const target = document.getElementById(clock.dataset.countdownFor);
    const end = Date.now() + Number(clock.dataset.countdown) * 1000;
    const tick = () => {
      if (!clock.isConnected) return;
      const left = Math.ceil((end - Date.now()) / 1000);
      if (left <= 0) {
        clock.hidden = true;
        if (target) target.hidden = false;
        return;
      }
      clock.textContent = `через ${left > 90 ? `${Math.ceil(left / 60)}\u00a0мин` : `${left}\u00a0с`}`;
      setTimeout(tick, 250);
    };
    clock.hidden = false;
    if (target) target.hidden = true;
    tick();
  }
};
countDown(document);
document.addEventListener("htmx:afterSettle", (event) => countDown(event.detail.elt.parentElement || document));
