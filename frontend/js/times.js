import {all, one} from './dom.js';

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;
const day = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', timeZone: 'UTC'});
const dayAndYear = new Intl.DateTimeFormat('en-GB', {day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC'});
const {zone} = document.documentElement.dataset;
const local = inZone(zone) ?? inZone();

// Nothing where the browser does not know the zone: lists of zones differ in age.
function inZone(timeZone) {
  try {
    return new Intl.DateTimeFormat('en-GB', {dateStyle: 'medium', timeStyle: 'long', timeZone});
  } catch {
    return undefined;
  }
}

// The same words as the server's, so that nothing jumps when the page has loaded.
function age(when, now) {
  const seconds = (now - when) / 1000;
  if (seconds < 45) return 'now';
  if (seconds < HOUR) return `${Math.max(1, Math.round(seconds / MINUTE))}m ago`;
  if (seconds < DAY) return `${Math.round(seconds / HOUR)}h ago`;
  if (seconds < 14 * DAY) return `${Math.round(seconds / DAY)}d ago`;
  return (when.getUTCFullYear() === now.getUTCFullYear() ? day : dayAndYear).format(when);
}

function refresh() {
  const now = new Date();
  for (const element of all('time[data-ago]')) {
    const when = new Date(element.dateTime);
    const text = age(when, now);
    if (element.textContent !== text) element.textContent = text;
    if (!element.dataset.local) {
      element.dataset.local = local.format(when);
      element.title = `${element.dataset.local} (${element.title})`;
    }
  }
}

// Who chose no zone names moments in that of the browser too, until an address names another.
function nameZone() {
  const {timeZone} = Intl.DateTimeFormat().resolvedOptions();
  if (zone || !timeZone) return;
  for (const field of all('[data-zone-unset]')) {
    field.value = timeZone;
    one('[data-zone-name]', field.parentElement).textContent = timeZone;
  }
}

// Who chose no zone reads moments in that of the browser, which the server does not know.
function localize() {
  for (const element of zone ? [] : all('time[data-at]')) element.textContent = local.format(new Date(element.dateTime));
}

setInterval(refresh, 30_000);
document.addEventListener('visibilitychange', refresh);
document.addEventListener('htmx:after:swap', refresh);
document.addEventListener('htmx:after:swap', localize);
refresh();
localize();
nameZone();
