// The cursor and the selection in the list of issues, and the one action on an issue.
import {all, one, say} from './dom.js';

const rows = () => all('.issues li');
const box = (row) => one('input[type="checkbox"]', row);
let anchor = 0;

function current() {
  return rows().findIndex((row) => row.classList.contains('current'));
}

function mark(list, index) {
  for (const row of list) row.classList.remove('current');
  list[index].classList.add('current');
  list[index].scrollIntoView({block: 'nearest'});
  one('a', list[index]).focus({preventScroll: true});
}

export function move(step) {
  const list = rows();
  if (!list.length) return;
  const at = current();
  mark(list, at < 0 ? 0 : Math.max(0, Math.min(list.length - 1, at + step)));
}

export function openCurrent() {
  const row = rows()[current()];
  if (row) one('a', row).click();
}

export function toggle() {
  const list = rows();
  if (!list.length) return;
  if (current() < 0) mark(list, 0);
  anchor = current();
  box(list[anchor]).checked = !box(list[anchor]).checked;
  count();
}

export function toggleRange() {
  const list = rows();
  const at = current();
  if (at < 0) return;
  for (const row of list.slice(Math.min(anchor, at), Math.max(anchor, at) + 1)) box(row).checked = true;
  count();
}

export function clearSelection() {
  for (const checked of all('.issues input:checked')) checked.checked = false;
  count();
}

// On an issue's page its own button; in the list what is selected, else the row under the cursor.
export function act() {
  const own = one('[data-act]');
  if (own) {
    own.click();
    return;
  }
  const list = rows();
  const at = current();
  if (!one('.issues input:checked') && at >= 0) box(list[at]).checked = true;
  if (!one('.issues input:checked')) return;
  one('.bulk button[value="resolved"]:not([hidden]), .bulk button[value="unresolved"]')?.click();
}

function count() {
  const selected = all('.issues input:checked').length;
  const bar = one('.bulk');
  if (!bar) return;
  bar.toggleAttribute('data-on', selected > 0);
  const label = one('[data-count]', bar);
  if (label) label.textContent = `${selected} selected`;
  const every = one('[data-select-all]');
  if (every) every.checked = selected > 0 && selected === rows().length;
  if (selected) say(`${selected} selected`);
}

document.addEventListener('change', (event) => {
  if (event.target.matches('[data-select-all]')) {
    for (const row of rows()) box(row).checked = event.target.checked;
  }
  if (event.target.closest('.issues')) count();
});
document.addEventListener('click', (event) => {
  if (event.target.closest('[data-clear]')) clearSelection();
});

// After a row has gone, the cursor stays where it was.
let kept = -1;
document.addEventListener('htmx:before:swap', () => { kept = current(); });
document.addEventListener('htmx:after:swap', () => {
  const list = rows();
  if (kept >= 0 && list.length && current() < 0) mark(list, Math.min(kept, list.length - 1));
  count();
});
count();
