import htmx from 'htmx.org/dist/htmx.esm.js';
import './complete.js';
import './copy.js';
import {all} from './dom.js';
import './frames.js';
import './keys.js';
import './menus.js';
import './palette.js';
import './passkeys.js';
import './settings.js';
import './stream.js';
import './times.js';

window.htmx = htmx;

// A tab that nobody looks at asks for nothing.
document.addEventListener('htmx:before:request', (event) => {
  const polls = event.target.getAttribute?.('hx-trigger')?.includes('every ');
  if (polls && document.hidden) event.preventDefault();
});

// On a phone sections and tabs stand in one row: the one that is open is brought into view.
for (const open of all('.sections [aria-current], .tabs [aria-current]')) {
  const row = open.parentElement;
  const [inner, outer] = [open.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += inner.left - outer.left - (outer.width - inner.width) / 2;
}

// A link to a frame, a line or a breadcrumb opens what it is folded into.
function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (const part of target.children) if (part.localName === 'details') part.open = true;
  for (let part = target; part; part = part.parentElement) if (part.localName === 'details') part.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', reveal);
reveal();

// An address names only what is filtered.
document.addEventListener('htmx:config:request', ({detail: {ctx: {request}}}) => {
  if (request.method !== 'GET' || !request.body) return;
  for (const [name, value] of [...request.body]) if (!value) request.body.delete(name);
  if (request.body.get('period') !== 'between') for (const name of ['start', 'end', 'zone']) request.body.delete(name);
});

// Back shows a page as it was left. After a sign-out it has to be asked for again, which leads to the sign-in.
const SIGNED_OUT_AT = 'signed-out-at';
document.addEventListener('submit', ({target}) => {
  if (new URL(target.action).pathname === '/logout/') localStorage.setItem(SIGNED_OUT_AT, Date.now());
});
addEventListener('pageshow', ({persisted}) => {
  if (persisted && Number(localStorage.getItem(SIGNED_OUT_AT)) > performance.timeOrigin) location.reload();
});
