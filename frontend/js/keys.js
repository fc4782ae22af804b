// One key, one action. Keys are matched by what they write, so every keyboard layout works.
import {copy, copyFrom} from './copy.js';
import {all, one, say} from './dom.js';
import {clearSelection, move, openCurrent, press, toggle, toggleRange} from './stream.js';

const SEQUENCE_TIMEOUT = 900;
let prefix = '';
let forget;

function focusSearch() {
  const field = one('input[type="search"]');
  if (field) {
    field.focus();
    field.select();
  } else {
    location.assign(one('[data-go="i"]').href);
  }
}

function go(key) {
  const link = one(`[data-go="${CSS.escape(key)}"]`);
  if (link) location.assign(link.href);
}

function follow(selector) {
  const link = one(selector);
  if (link) link.click();
}

async function copyPermalink() {
  const link = one('[data-permalink]');
  if (!link) return;
  await copy(link.href);
  say('Link copied');
}

const actions = {
  '/': focusSearch,
  '?': () => one('#shortcuts')?.showModal(),
  j: () => (one('#around') ? follow('[data-next-issue]') : move(1)),
  k: () => (one('#around') ? follow('[data-previous-issue]') : move(-1)),
  o: openCurrent,
  x: toggle,
  X: toggleRange,
  z: () => follow('[data-undo]'),
  Escape: clearSelection,
  '[': () => follow('[data-older]'),
  ']': () => follow('[data-newer]'),
  '{': () => follow('[data-oldest]'),
  '}': () => follow('[data-newest]'),
  '*': () => follow('[data-recommended]'),
  y: copyPermalink,
  c: () => {
    const button = one('[data-copy="#markdown"]');
    if (button) copyFrom(button);
  },
};

function typing(event) {
  return event.target.closest('input:not([type="checkbox"]),textarea,select,[contenteditable]');
}

document.addEventListener('keydown', (event) => {
  if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing) return;
  if (typing(event)) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  if (all('dialog[open]').length || 'noKeys' in document.body.dataset) return;
  if (prefix === 'g') {
    prefix = '';
    go(event.key);
    return;
  }
  if (event.key === 'g') {
    prefix = 'g';
    clearTimeout(forget);
    forget = setTimeout(() => { prefix = ''; }, SEQUENCE_TIMEOUT);
    return;
  }
  const action = actions[event.key] ?? (one(`[data-key="${CSS.escape(event.key)}"]`) && (() => press(event.key)));
  if (!action) return;
  event.preventDefault();
  action();
});
