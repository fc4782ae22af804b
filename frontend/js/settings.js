import {all} from './dom.js';

// Settings that were changed and not saved: said beside the button, and before the page is left.
const changed = new Set();

for (const form of all('form[data-settings]')) {
  form.addEventListener('input', () => {
    form.dataset.unsaved = '';
    changed.add(form);
  });
  form.addEventListener('submit', () => changed.clear());
}

addEventListener('beforeunload', (event) => {
  if (changed.size) event.preventDefault();
});
