// @ts-check
// Puts the code of an invitation from behind the # of the address into the form, and out of the address.

const field = /** @type {HTMLInputElement | null} */ (document.querySelector('input[name=invitation]'))
const code = location.hash.slice(1)
if (field && /^[A-Za-z0-9_-]{43}$/.test(code)) {
  history.replaceState(null, '', location.pathname)
  field.value = code
  field.form?.submit()
}
