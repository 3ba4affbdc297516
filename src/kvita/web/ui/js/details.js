// What floats (account switch) closes on Escape and on a tap elsewhere; the focus goes back to what opened it.
const opened = () => document.querySelectorAll("details.switch[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const box of opened()) {
    box.open = false;
    box.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  for (const box of opened()) if (!box.contains(event.target)) box.open = false;
});
