// A menu is a <details>: one at a time is open, arrows move in it, and a click elsewhere or Escape closes it.
import {all, one} from './dom.js';

const open = () => all('details.menu[open]');
const entries = (menu) => all('a[href], button:not([disabled]), input:not([type=hidden]), select, summary', one('.menu-body', menu)).filter((entry) => entry.checkVisibility());

export function openMenu(menu) {
  menu.open = true;
  entries(menu)[0]?.focus();
}

document.addEventListener('click', (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
});

// Before the other keys: a menu that is open has these for itself.
document.addEventListener('keydown', (event) => {
  const [menu] = open();
  if (!menu) return;
  const step = {ArrowDown: 1, ArrowUp: -1, j: 1, k: -1}[event.key];
  if (event.key === 'Escape') {
    event.stopImmediatePropagation();
    menu.open = false;
    one('summary', menu).focus();
  } else if (step && menu.contains(document.activeElement) && !document.activeElement.matches('input, select')) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const list = entries(menu);
    const at = list.indexOf(document.activeElement);
    list[(at + step + list.length) % list.length]?.focus();
  }
}, true);
