// A message of the application's own.
import { start } from "./_start.mjs";

const Sentry = start();
Sentry.captureMessage("The stock is below the minimum", "warning");
await Sentry.flush(2000);
