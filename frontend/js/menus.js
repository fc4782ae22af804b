// A menu is a <details>: one at a time is open, and a click elsewhere or Escape closes it.
import {all, one} from './dom.js';

const open = () => all('details.menu[open]');

document.addEventListener('click', (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

// What a key opens, closes or does on the page of an issue.
export function press(key) {
  const target = one(`.action-bar [data-key="${CSS.escape(key)}"]`);
  if (!target) return false;
  target.click();
  if (target.localName === 'summary') one('button', target.parentElement.lastElementChild)?.focus();
  return true;
}

// Arrows walk through a menu that is open.
document.addEventListener('keydown', (event) => {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const [menu] = open();
  if (!step || !menu || event.target.matches('input,textarea,select')) return;
  const entries = all('.menu-body button, .menu-body a, .menu-body summary', menu).filter((each) => each.checkVisibility());
  const at = entries.indexOf(document.activeElement);
  entries[(at + step + entries.length) % entries.length]?.focus();
  event.preventDefault();
});

// Before the other keys: a menu that is open has Escape for itself.
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  const [menu] = open();
  if (!menu) return;
  event.stopImmediatePropagation();
  menu.open = false;
  one('summary', menu).focus();
}, true);
