// The consumption under a meter while its value is typed. The server decides; this only shows a slip early.
const SCALE = 7;
const parse = (text) => {
  const match = /^(\d{1,12})(?:[.,](\d{0,7}))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, ""));
  return match ? BigInt(match[1] + (match[2] || "").padEnd(SCALE, "0")) : null;
};
const format = (value) => {
  const digits = String(value).padStart(SCALE + 1, "0");
  const whole = digits.slice(0, -SCALE).replace(/\B(?=(\d{3})+$)/g, "\u00a0");
  const rest = digits.slice(-SCALE).replace(/0+$/, "");
  return rest ? `${whole},${rest}` : whole;
};
document.addEventListener("input", (event) => {
  const input = event.target;
  const was = input.dataset && input.dataset.was ? parse(input.dataset.was) : null;
  const message = document.getElementById(`${input.id}-m`);
  if (was === null || !message) return;
  const now = parse(input.value);
  const row = input.closest(".meter");
  const text = message.querySelector("span");
  row.classList.remove("meter--good", "meter--bad");
  row.classList.toggle("meter--idle", !input.value.trim());
  message.classList.remove("good", "bad", "warn");
  message.classList.add("mute");
  if (now === null) text.textContent = input.value.trim() ? "Введите число, как на счётчике" : "Ещё не передано";
  else if (now < was && input.dataset.digits && 2n * (was - now) >= 10n ** BigInt(Number(input.dataset.digits) + SCALE)) {
    const used = now - was + 10n ** BigInt(Number(input.dataset.digits) + SCALE);
    text.textContent = `Счётчик прошёл через ноль? Расход ${format(used)}\u00a0${input.dataset.unit || ""}, ещё не сохранено`;
  } else if (now < was) text.textContent = `Меньше прошлого показания ${input.dataset.was}. Проверьте цифры`;
  else text.textContent = `Расход ${format(now - was)}\u00a0${input.dataset.unit || ""}, ещё не сохранено`;
});
