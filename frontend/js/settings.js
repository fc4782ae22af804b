// On a phone the sections stand in one row: the one that is open is brought into view.
import {all, one} from './dom.js';

one('.sections [aria-current]')?.scrollIntoView({block: 'nearest', inline: 'center'});

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
