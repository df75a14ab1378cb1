// Ties the button of a page to the passkey code of allauth, which asks for ids; nothing inline is needed for it.
"use strict";
for (const plek of document.querySelectorAll("[data-passkey]")) {
  const { passkey, knop, veld, zonder } = plek.dataset;
  const ids = { add: knop, login: knop, authenticate: knop, credential: veld, data: "js_data" };
  if (zonder) ids.passwordless = zonder;
  window.allauth.webauthn.forms[passkey]({ ids });
}
// Who closes the question of the browser changed his mind: no error.
document.addEventListener("allauth.error", (gebeurtenis) => gebeurtenis.preventDefault());
