import {one, say} from './dom.js';

const SHOWN_FOR = 1500;

// The clipboard API exists only on https and localhost; a server in the office is neither.
function copyBySelection(text) {
  const area = document.createElement('textarea');
  area.value = text;
  area.readOnly = true;
  area.className = 'vh';
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  return copied;
}

export async function copy(text) {
  if (!navigator.clipboard) return copyBySelection(text);
  return navigator.clipboard.writeText(text).then(() => true, () => copyBySelection(text));
}

export async function copyFrom(button) {
  const source = button.dataset.copy;
  const copied = await copy(source ? one(source).textContent.trim() : button.dataset.copyText ?? location.href);
  const label = one('[data-label]', button) ?? button;
  const before = label.dataset.before ?? label.textContent;
  label.dataset.before = before;
  label.textContent = copied ? 'Copied' : 'Not copied';
  button.toggleAttribute('data-done', copied);
  say(label.textContent);
  setTimeout(() => {
    label.textContent = before;
    button.removeAttribute('data-done');
  }, SHOWN_FOR);
}

// A heading is a link to its block; a click also takes the link along.
async function copyAddressOf(heading) {
  const page = one('[data-permalink]')?.href ?? location.href;
  const copied = await copy(new URL(heading.hash, page).href);
  say(copied ? 'Link copied' : 'Not copied');
  heading.toggleAttribute('data-copied', copied);
  setTimeout(() => heading.removeAttribute('data-copied'), SHOWN_FOR);
}

document.addEventListener('click', (event) => {
  const heading = event.target.closest('a.anchor');
  if (heading) copyAddressOf(heading);
  const button = event.target.closest('[data-copy],[data-copy-text],[data-copy-link]');
  if (button) copyFrom(button);
});
