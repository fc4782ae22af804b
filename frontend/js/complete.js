// Completion of the search. Without it the field is a plain one.
import {all, make, one} from './dom.js';

const DELAY = 80;
const MOST_BEACON = 500;
let latest;
let timer;
let chosen = -1;
let answer = {start: 0, end: 0, offers: []};

const field = () => one('[data-complete]');
const list = () => one('#completions');

function close() {
  clearTimeout(timer);
  latest?.abort();
  chosen = -1;
  answer = {start: 0, end: 0, offers: []};
  const box = list();
  if (!box || box.hidden) return;
  box.hidden = true;
  box.replaceChildren();
  field().setAttribute('aria-expanded', 'false');
  field().removeAttribute('aria-activedescendant');
}

function choose(index) {
  chosen = index;
  const rows = all('li', list());
  rows.forEach((row, at) => row.setAttribute('aria-selected', String(at === chosen)));
  rows[chosen]?.scrollIntoView({block: 'nearest'});
  if (chosen < 0) field().removeAttribute('aria-activedescendant');
  else field().setAttribute('aria-activedescendant', rows[chosen].id);
}

function accept(index) {
  const {text, is_whole: isWhole} = answer.offers[index];
  const input = field();
  const isKey = !isWhole && text.endsWith(':');
  const rest = input.value.slice(answer.end);
  const space = isWhole || isKey || rest.startsWith(' ') || rest.startsWith(']') || rest.startsWith(',') ? '' : ' ';
  const before = input.value.slice(0, answer.start) + text + space;
  input.value = before + rest;
  input.setSelectionRange(before.length, before.length);
  input.focus();
  close();
  // One more round: what follows a key is its value; and the list of issues follows the text.
  input.dispatchEvent(new Event('input', {bubbles: true}));
}

function draw() {
  const box = list();
  const rows = answer.offers.map(({text, hint}, index) => {
    const row = make('li', '', '');
    row.id = `completion-${index}`;
    row.role = 'option';
    row.ariaSelected = 'false';
    row.append(make('code', '', text), make('span', 'hint', hint));
    row.addEventListener('pointerdown', (event) => {
      event.preventDefault();
      accept(index);
    });
    return row;
  });
  chosen = -1;
  box.replaceChildren(...rows);
  box.hidden = !rows.length;
  field().setAttribute('aria-expanded', String(Boolean(rows.length)));
  field().removeAttribute('aria-activedescendant');
}

// The answer is JSON: {start, end, offers: [{text, hint, is_whole}]}.
async function ask() {
  const input = field();
  latest?.abort();
  latest = new AbortController();
  const form = new FormData(input.form);
  const query = new URLSearchParams({q: input.value, caret: input.selectionStart});
  for (const name of ['project', 'environment']) if (form.get(name)) query.set(name, form.get(name));
  const response = await fetch(`${input.dataset.complete}?${query}`, {signal: latest.signal, headers: {Accept: 'application/json'}});
  if (!response.ok || document.activeElement !== input) return;
  answer = await response.json();
  const typed = input.value.slice(answer.start, answer.end);
  answer.offers = answer.offers.filter(({text}) => text !== typed);
  draw();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(() => ask().catch(() => {}), DELAY);
}

function remember() {
  const text = field()?.value.trim();
  if (!text || text.length > MOST_BEACON || one('#search-problem')) return;
  navigator.sendBeacon(field().dataset.remember, new URLSearchParams({q: text}));
}

// What is typed in part is no search yet: a key without its value, an open quote or list.
function isUnfinished(text) {
  const quotes = text.replaceAll(/\\./g, '').split('"').length - 1;
  return /[\w\]]:[<>=!]*$/.test(text) || quotes % 2 === 1 || /:\[[^\]]*$/.test(text);
}

// Whether something of the key or the value that is completed stands there already.
function isInside() {
  return /[^\s(]$/.test(field().value.slice(0, field().selectionStart));
}

document.addEventListener('input', (event) => {
  if (event.target === field()) soon();
});
document.addEventListener('focusin', (event) => {
  if (event.target === field() && !field().value) soon();
});
document.addEventListener('focusout', (event) => {
  if (event.target === field()) close();
});
document.addEventListener('click', (event) => {
  if (event.target === field()) soon();
});
document.addEventListener('keydown', (event) => {
  if (event.target !== field() || event.isComposing) return;
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  const isOpen = !list().hidden;
  if (step && isOpen) {
    event.preventDefault();
    const count = answer.offers.length;
    choose(chosen < 0 && step < 0 ? count - 1 : (chosen + step + count) % count);
  } else if ((event.key === 'Enter' && chosen >= 0) || (event.key === 'Tab' && isOpen && !event.shiftKey && (chosen >= 0 || isInside()))) {
    event.preventDefault();
    accept(Math.max(0, chosen));
  } else if (event.key === 'Enter') {
    close();
    remember();
  } else if (event.key === 'Escape' && isOpen) {
    event.preventDefault(); // which would empty the field
    event.stopImmediatePropagation();
    close();
  }
}, true);
document.addEventListener('htmx:before:request', (event) => {
  const asked = event.detail?.ctx?.sourceEvent?.type === 'submit';
  if (!asked && event.target.id === 'filters' && document.activeElement === field() && isUnfinished(field().value)) event.preventDefault();
});
// The list changes in place; what is saved is what stands in the address.
document.addEventListener('submit', (event) => {
  if (event.target.matches('[data-current-view]')) one('[name=query]', event.target).value = location.search.slice(1);
}, true);
// Whoever opens an issue has found what they searched for.
document.addEventListener('click', (event) => {
  if (event.target.closest('.issues .title')) remember();
});
