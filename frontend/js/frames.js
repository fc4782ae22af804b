// Which frames a stack trace shows: the application's, all, or none but the text that the language prints.
import {all, one} from './dom.js';

const KEPT = 'frames-shown';
const stack = one('#stack-trace');
const choices = all('#stack-trace [name="frames"]');

function show(wanted) {
  stack.dataset.frames = wanted;
  for (const run of all('.run', stack)) run.open = wanted === 'all';
  const raw = one('.raw', stack);
  if (raw) raw.open = wanted === 'raw';
}

for (const choice of choices) {
  choice.addEventListener('change', () => {
    localStorage.setItem(KEPT, choice.value);
    show(choice.value);
  });
}

// A link to a frame is a wish to see it.
const kept = choices.find(({value}) => value === localStorage.getItem(KEPT));
if (kept && !(kept.value === 'raw' && location.hash)) {
  kept.checked = true;
  show(kept.value);
}
