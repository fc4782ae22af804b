// A counter, a gauge and a distribution.
import { start } from "./_start.mjs";

const Sentry = start();
Sentry.metrics.count("orders", 2, { attributes: { region: "eu" } });
Sentry.metrics.gauge("queue.depth", 4.5, { unit: "item" });
Sentry.metrics.distribution("checkout", 187.5, { unit: "millisecond" });
await Sentry.flush(2000);
