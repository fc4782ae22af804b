// A console call that becomes an event.
import { start } from "./_start.mjs";
import { captureConsoleIntegration } from "@sentry/node";

const Sentry = start({ integrations: [captureConsoleIntegration({ levels: ["error"] })] });
console.error("shelf %s holds %d pieces", "A-7", 3);
await Sentry.flush(2000);
