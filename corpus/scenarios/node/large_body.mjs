// An error whose body is over 32 KiB, from where on this SDK compresses.
import { start } from "./_start.mjs";

const Sentry = start();
const shelves = Object.fromEntries(
  Array.from({ length: 6 }, (_, number) => [`shelf-${number}`, `tea ${number}, `.repeat(900)]),
);
Sentry.captureException(new Error("the stock list is too long"), { extra: shelves });
await Sentry.flush(2000);
