// The cursor and the selection in the list of issues, and what is done to them.
import {all, one, say} from './dom.js';
import {openMenu} from './menus.js';

const LONG_PRESS = 450;
const TOAST_SHOWN_FOR = 10_000;
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

function selectRange(list, from, to) {
  for (const row of list.slice(Math.min(from, to), Math.max(from, to) + 1)) box(row).checked = true;
  count();
}

export function toggleRange() {
  const at = current();
  if (at >= 0) selectRange(rows(), anchor, at);
}

export function clearSelection() {
  for (const checked of all('.issues input:checked')) checked.checked = false;
  count();
}

// In the list what is selected, else the row under the cursor.
function selectSomething() {
  const list = rows();
  const at = current();
  if (!one('.issues input:checked') && at >= 0) {
    box(list[at]).checked = true;
    count();
  }
  return Boolean(one('.issues input:checked'));
}

// Presses what a key stands for on this page: a button, a link, or a menu that opens.
export function press(key) {
  const target = one(`[data-key="${CSS.escape(key)}"]`);
  if (!target || (target.closest('.bulk') && !selectSomething())) return;
  if (target.localName === 'summary') openMenu(target.parentElement);
  else target.click();
}

function chooseAll(isChosen) {
  const bar = one('.bulk');
  if (!bar) return;
  const every = one('[data-all]', bar);
  one('[name=matching]', bar).disabled = !isChosen;
  if (every) every.hidden = isChosen || !one('[data-select-all]').checked;
}

function count() {
  const selected = all('.issues input[name=id]:checked').length;
  const bar = one('.bulk');
  if (!bar) return;
  bar.toggleAttribute('data-on', selected > 0);
  one('[data-count]', bar).textContent = `${selected} selected`;
  const whole = one('[data-select-all]');
  if (whole) whole.checked = selected > 0 && selected === rows().length;
  chooseAll(false);
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
  const every = event.target.closest('[data-all]');
  if (every) {
    chooseAll(true);
    one('.bulk [data-count]').textContent = every.dataset.all;
    say(every.dataset.all);
  }
  if (!event.target.matches('.issues input[name=id]')) return;
  const list = rows();
  const at = list.indexOf(event.target.closest('li'));
  if (event.shiftKey && event.target.checked) selectRange(list, anchor, at);
  anchor = at;
});

// On a phone the boxes are not shown: a long press selects, and while something is selected, a touch does.
let pressing;
let pressed = false;
document.addEventListener('pointerdown', (event) => {
  const row = event.pointerType === 'touch' && event.target.closest?.('.issues li');
  pressed = false;
  if (!row) return;
  pressing = setTimeout(() => {
    pressed = true;
    box(row).checked = !box(row).checked;
    count();
  }, LONG_PRESS);
});
for (const name of ['pointerup', 'pointercancel', 'pointermove', 'scroll']) {
  document.addEventListener(name, () => clearTimeout(pressing), {passive: true});
}
document.addEventListener('contextmenu', (event) => {
  if (pressed && event.target.closest?.('.issues li')) event.preventDefault();
});
document.addEventListener('click', (event) => {
  const row = event.target.closest?.('.issues .title') && event.target.closest('li');
  if (!row) return;
  const selects = !pressed && !box(row).checkVisibility() && one('.issues input[name=id]:checked');
  if (!pressed && !selects) return;
  event.preventDefault();
  pressed = false;
  if (!selects) return;
  box(row).checked = !box(row).checked;
  count();
}, true);

// What can be undone stays where `z` finds it when it is no longer shown.
let hiding;
function showToast() {
  clearTimeout(hiding);
  const toast = one('.toast[role=status]');
  if (toast) hiding = setTimeout(() => { if (!toast.matches(':hover, :focus-within')) toast.hidden = true; }, TOAST_SHOWN_FOR);
}

function tellInTitle() {
  const news = one('.live [data-news]');
  const plain = document.title.replace(/^\(\d+\) /, '');
  document.title = news ? `(${news.dataset.news}) ${plain}` : plain;
}

// The cursor stays on its row; when that has gone, it goes to the next one that is still there.
let kept = [];
document.addEventListener('htmx:before:swap', () => {
  const at = current();
  kept = at < 0 ? [] : rows().slice(at).map((row) => box(row).value);
});
document.addEventListener('htmx:after:swap', () => {
  const list = rows();
  if (kept.length && list.length && current() < 0) {
    const there = list.map((row) => box(row).value);
    const next = kept.find((name) => there.includes(name));
    mark(list, next ? there.indexOf(next) : list.length - 1);
  }
  kept = [];
  count();
  showToast();
  tellInTitle();
});
count();
showToast();
