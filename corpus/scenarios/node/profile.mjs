// A profiled transaction: its profile comes in the same envelope.
import { nodeProfilingIntegration } from "@sentry/profiling-node";
import { start } from "./_start.mjs";

const Sentry = start({
  integrations: [nodeProfilingIntegration()],
  tracesSampleRate: 1,
  profilesSampleRate: 1,
});
Sentry.startSpan({ name: "count the stock", op: "task" }, () => {
  const end = performance.now() + 60;
  while (performance.now() < end) {
    [...Array(1000).keys()].sort();
  }
});
await Sentry.flush(2000);
