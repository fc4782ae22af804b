import {all, one} from './dom.js';

// A form asks the browser for a passkey before it is sent: [data-passkey] says whether to `create` or `get` one,
// [data-options] where the server's options are; without it they are fetched from the form's address.
const toBytes = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)))
  .replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');

const PROBLEMS = {
  NotAllowedError: 'Nothing was confirmed. Try again when you are ready.',
  InvalidStateError: 'This device has a passkey for your account already.',
  SecurityError: 'Passkeys work only at the address that the server is set up for.',
};

function decoded({publicKey}) {
  const withId = (list) => list?.map((each) => ({...each, id: toBytes(each.id)}));
  const {challenge, user, excludeCredentials, allowCredentials} = publicKey;
  return {
    ...publicKey,
    challenge: toBytes(challenge),
    ...(user && {user: {...user, id: toBytes(user.id)}}),
    ...(excludeCredentials && {excludeCredentials: withId(excludeCredentials)}),
    ...(allowCredentials && {allowCredentials: withId(allowCredentials)}),
  };
}

function encoded(credential) {
  const {response} = credential;
  const parts = ['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature', 'userHandle'];
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    response: Object.fromEntries(parts.filter((part) => response[part]).map((part) => [part, toText(response[part])])),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

async function optionsOf(form) {
  if (form.dataset.options) return JSON.parse(one(form.dataset.options).textContent);
  const answer = await fetch(form.action, {headers: {Accept: 'application/json'}});
  if (!answer.ok) throw new Error(`The server answers ${answer.status}. Load the page again.`);
  return (await answer.json()).request_options;
}

async function ask(form) {
  const problem = one('[data-problem]', form);
  problem.hidden = true;
  try {
    const publicKey = decoded(await optionsOf(form));
    const credential = await navigator.credentials[form.dataset.passkey]({publicKey});
    form.elements.credential.value = JSON.stringify(encoded(credential));
    form.submit();
  } catch (error) {
    problem.textContent = PROBLEMS[error.name] ?? error.message;
    problem.hidden = false;
  }
}

for (const form of window.PublicKeyCredential ? all('form[data-passkey]') : []) {
  form.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    ask(form);
  });
}
