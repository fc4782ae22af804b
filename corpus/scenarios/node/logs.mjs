// Structured logs of two levels.
import { start } from "./_start.mjs";

const Sentry = start({ enableLogs: true });
Sentry.logger.info("counted 12 pieces", { pieces: 12 });
Sentry.logger.warn(Sentry.logger.fmt`shelf ${"A-7"} needs ${4} pieces`);
await Sentry.flush(2000);
