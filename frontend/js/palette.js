import {all, make, one} from './dom.js';

const dialog = one('#palette');
const input = dialog && one('input', dialog);
const list = dialog && one('ul', dialog);
let results = [];
let selected = 0;
let latest;

function pages() {
  return all('.nav a[data-go]').map((link) => ({label: one('span', link).textContent, url: link.href, hint: `g ${link.dataset.go}`}));
}

function matches(query, label) {
  let at = 0;
  for (const letter of label.toLowerCase()) if (letter === query[at]) at += 1;
  return at === query.length;
}

function draw() {
  selected = Math.max(0, Math.min(selected, results.length - 1));
  const rows = results.map((result, index) => {
    const row = make('li', '', '');
    row.id = `palette-${index}`;
    row.role = 'option';
    row.ariaSelected = String(index === selected);
    row.append(make('span', 'label', result.label), make('span', 'hint', result.hint ?? ''));
    row.addEventListener('click', () => location.assign(result.url));
    return row;
  });
  if (!rows.length) rows.push(Object.assign(make('li', 'none', 'Nothing found'), {role: 'option', ariaDisabled: 'true'}));
  list.replaceChildren(...rows);
  input.setAttribute('aria-activedescendant', results.length ? `palette-${selected}` : '');
  rows[selected]?.scrollIntoView({block: 'nearest'});
}

// The answer is JSON: {places: [{kind, label, hint, url}]}, best first.
async function ask(query) {
  latest?.abort();
  latest = new AbortController();
  const url = `${dialog.dataset.url}?${new URLSearchParams({q: query})}`;
  const response = await fetch(url, {signal: latest.signal, headers: {Accept: 'application/json'}});
  if (!response.ok) return;
  const {places: found} = await response.json();
  const known = new Set(results.map((result) => new URL(result.url, location).pathname));
  results = results.concat(found.filter((result) => !known.has(new URL(result.url, location).pathname)));
  draw();
}

function update() {
  const query = input.value.trim().toLowerCase();
  selected = 0;
  results = pages().filter((page) => matches(query, page.label));
  draw();
  ask(input.value.trim()).catch(() => {});
}

function open(event) {
  event?.preventDefault();
  if (dialog.open) return;
  input.value = '';
  dialog.showModal();
  update();
}

function navigate(event) {
  const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
  if (step && results.length) {
    event.preventDefault();
    selected = (selected + step + results.length) % results.length;
    draw();
  } else if (event.key === 'Enter' && results[selected]) {
    event.preventDefault();
    location.assign(results[selected].url);
  }
}

if (dialog) {
  input.addEventListener('input', update);
  input.addEventListener('keydown', navigate);
  document.addEventListener('click', (event) => {
    if (event.target.closest('[data-palette]')) open(event);
    else if (event.target.localName === 'dialog') event.target.close();
  });
  document.addEventListener('keydown', (event) => {
    if ((event.metaKey || event.ctrlKey) && event.key === 'k') open(event);
  });
}
