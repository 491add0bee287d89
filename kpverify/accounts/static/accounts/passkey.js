// @ts-check
// Asks the browser's passkeys, and sends their answer with the form around the button.
//
// <form data-passkey="create|prove|sign-in" data-origin="https://…" hidden>: shown only where passkeys work, that is at
// the one address they are bound to. Without this script the form stays hidden, and the code of an app is asked for.

/** @param {string} text base64url @returns {Uint8Array<ArrayBuffer>} */
function bytes(text) {
  const plain = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(plain, one => one.charCodeAt(0))
}

/** @param {ArrayBuffer | null | undefined} buffer @returns {string | undefined} base64url */
function text(buffer) {
  if (!buffer) return undefined
  const letters = Array.from(new Uint8Array(buffer), one => String.fromCharCode(one)).join('')
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

/** @param {any} options @returns {any} the same, with bytes where the browser wants bytes */
function read(options) {
  const key = options.publicKey
  /** @param {any} one */
  const named = one => ({ ...one, id: bytes(one.id) })
  return {
    publicKey: {
      ...key,
      challenge: bytes(key.challenge),
      ...(key.user && { user: named(key.user) }),
      ...(key.allowCredentials && { allowCredentials: key.allowCredentials.map(named) }),
      ...(key.excludeCredentials && { excludeCredentials: key.excludeCredentials.map(named) }),
    },
  }
}

/** @param {any} credential a PublicKeyCredential @returns {string} its JSON, as WebAuthn level 3 writes it */
function written(credential) {
  const answer = credential.response
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: {
      clientDataJSON: text(answer.clientDataJSON),
      attestationObject: text(answer.attestationObject),
      authenticatorData: text(answer.authenticatorData),
      signature: text(answer.signature),
      userHandle: text(answer.userHandle),
      transports: answer.getTransports?.(),
    },
  })
}

/** @param {HTMLFormElement} form @param {FormData} fields */
async function ask(form, fields) {
  const what = form.dataset.passkey
  const body = new URLSearchParams({ csrfmiddlewaretoken: String(fields.get('csrfmiddlewaretoken')) })
  const answer = await fetch(`/accounts/passkey/options/${what}/`, { method: 'POST', body })
  if (!answer.ok) throw new Error(String(answer.status))
  const options = read(await answer.json())
  return what === 'create' ? navigator.credentials.create(options) : navigator.credentials.get(options)
}

/** @param {HTMLFormElement} form */
function start(form) {
  const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('credential'))
  const said = /** @type {HTMLElement} */ (form.querySelector('[data-said]'))
  const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'))
  form.hidden = false
  form.addEventListener('submit', async event => {
    if (field.value) return
    event.preventDefault()
    button.disabled = true
    said.hidden = true
    try {
      field.value = written(await ask(form, new FormData(form)))
      form.submit()
    } catch {
      // Closed by its user, timed out, or refused by the browser: all are tried again with the same button.
      said.hidden = false
    } finally {
      button.disabled = false
    }
  })
}

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const here = /** @type {HTMLFormElement} */ (form)
  if (window.PublicKeyCredential && location.origin === here.dataset.origin) start(here)
}
