// A menu is a <details>: one at a time is open, and a click elsewhere or Escape closes it.
import {all, one} from './dom.js';

const open = () => all('details.menu[open]');

document.addEventListener('click', (event) => {
  for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
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
