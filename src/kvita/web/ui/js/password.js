// Adds "Показать" beside every password field; without script the field is as the browser makes it.
for (const input of document.querySelectorAll("input[type=password]")) {
  const box = input.closest(".input-with");
  if (!box) continue;
  const button = document.createElement("button");
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "Скрыть" : "Показать";
    button.setAttribute("aria-label", shown ? "Скрыть пароль" : "Показать пароль");
    button.setAttribute("aria-pressed", String(shown));
  };
  button.type = "button";
  if (input.id) button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => show(input.type === "password"));
  // A shown password must not stay in the form history of the browser.
  if (input.form) input.form.addEventListener("submit", () => show(false));
  box.append(button);
  show(false);
}
