// Passkeys. A form with data-key signs in: its hidden field "credential" gets what the phone or computer signs. What to
// sign comes from the element #key-options (JSON) or, without it, from the address in data-key. A form with data-new-key
// makes a new key from #key-options. Browsers without keys, and pages without script, never see these forms.
const KEYS = "PublicKeyCredential" in window;
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const named = (list) => (list || []).map((item) => ({ ...item, id: bytes(item.id) }));
const parsed = ({ publicKey }) => ({
  publicKey: {
    ...publicKey,
    challenge: bytes(publicKey.challenge),
    ...(publicKey.user ? { user: { ...publicKey.user, id: bytes(publicKey.user.id) } } : {}),
    ...(publicKey.allowCredentials ? { allowCredentials: named(publicKey.allowCredentials) } : {}),
    excludeCredentials: named(publicKey.excludeCredentials),
  },
});
const FIELDS = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
const written = (made) => ({
  id: made.id,
  rawId: text(made.rawId),
  type: made.type,
  clientExtensionResults: made.getClientExtensionResults(),
  response: Object.fromEntries(FIELDS.filter((name) => made.response[name]).map((name) => [name, text(made.response[name])])),
});
const asked = async (form) => {
  const inPage = document.getElementById("key-options");
  if (inPage) return JSON.parse(inPage.textContent);
  return (await fetch(form.dataset.key, { headers: { Accept: "application/json" } })).json();
};
// While the browser waits for a key the other way in stays open: whoever sends a form gives it up.
let waiting;
addEventListener("submit", () => waiting?.abort(), true);
for (const form of KEYS ? document.querySelectorAll("form[data-key], form[data-new-key]") : []) {
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (form.elements.credential.value) return;
    event.preventDefault();
    const failed = form.querySelector("[data-key-failed]") || {};
    failed.hidden = true;
    const { signal } = waiting = new AbortController();
    try {
      const options = await asked(form);
      const made = "newKey" in form.dataset
        ? await navigator.credentials.create({ ...parsed(options.creation_options), signal })
        : await navigator.credentials.get({ ...parsed(options.request_options), signal });
      form.elements.credential.value = JSON.stringify(written(made));
      form.requestSubmit();
    } catch (error) {
      failed.hidden = error.name === "AbortError";
    }
  });
}
