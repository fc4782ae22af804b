// A session with an error in it.
import { start } from "./_start.mjs";

const Sentry = start();
Sentry.startSession();
Sentry.captureException(new Error("the till is stuck"));
Sentry.endSession();
await Sentry.flush(2000);
