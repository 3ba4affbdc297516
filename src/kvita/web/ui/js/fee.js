// <form data-fee="120" data-fee-least="1000">: hundredths of a percent and kopecks of the contract. The sum, the fee and
// the total beside the form follow what is chosen or typed; rounded once, half up, as the server does, which decides.
// Without script the page says that the next step tells the exact fee.
const kopecks = (text) => {
  const match = /^(\d{1,13})(?:[.,](\d{0,2}))?$/.exec(text.replace(/\s/g, ""));
  return match ? BigInt(match[1] + (match[2] || "").padEnd(2, "0")) : 0n;
};
const money = (sum) => {
  const digits = String(sum).padStart(3, "0");
  return `${digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, "\u00a0")},${digits.slice(-2)}\u00a0₽`;
};
const chosen = (form) => {
  const what = form.querySelector("[name=what]:checked");
  if (!what) return 0n;
  if (what.value === "other") return kopecks(form.elements.sum.value);
  const parts = what.value === "some" ? form.querySelectorAll("[name=services]:checked") : [what];
  return [...parts].reduce((sum, part) => sum + BigInt(part.dataset.kopecks), 0n);
};
for (const form of document.querySelectorAll("form[data-fee]")) {
  const least = BigInt(form.dataset.feeLeast);
  const show = (name, text) => {
    for (const place of form.querySelectorAll(`[data-fee-${name}]`)) place.textContent = text || place.getAttribute(`data-fee-${name}`);
  };
  const follow = () => {
    const sum = chosen(form);
    const rounded = (sum * BigInt(form.dataset.fee) + 5000n) / 10000n;
    const fee = rounded > least ? rounded : least;
    show("sum", sum ? money(sum) : "");
    for (const link of form.querySelectorAll("[data-fee-link]")) {
      const rubles = money(sum).replace(/[^\d,]/g, "").replace(",", ".");
      link.href = link.dataset.feeLink.replaceAll("{sum}", rubles).replaceAll("{kopecks}", String(sum));
    }
    show("own", sum ? money(fee) : "");
    show("way", sum && fee ? `+\u00a0${money(fee)}` : "");
    show("total", money(sum + fee));
    form.querySelector("[data-fee-last]").hidden = !sum;
  };
  for (const later of form.querySelectorAll("[data-fee-later]")) later.hidden = true;
  form.addEventListener("input", follow);
  // The browser may bring the choice back with the page.
  addEventListener("pageshow", follow);
  follow();
}
