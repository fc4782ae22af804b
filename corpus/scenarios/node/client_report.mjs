// Events that the application's own hook drops, and the SDK's report of it.
import { start } from "./_start.mjs";

const Sentry = start({ beforeSend: () => null });
Sentry.captureMessage("nobody hears this");
Sentry.captureMessage("nor this");
await Sentry.flush(2000);
