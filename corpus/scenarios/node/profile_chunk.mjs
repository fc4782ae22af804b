// A profile that runs on, in chunks of its own.
import { nodeProfilingIntegration } from "@sentry/profiling-node";
import { start } from "./_start.mjs";

const Sentry = start({
  integrations: [nodeProfilingIntegration()],
  tracesSampleRate: 1,
  profileSessionSampleRate: 1,
  profileLifecycle: "manual",
});
Sentry.profiler.startProfiler();
Sentry.startSpan({ name: "count the stock", op: "task" }, () => {
  const end = performance.now() + 60;
  while (performance.now() < end) {
    [...Array(1000).keys()].sort();
  }
});
Sentry.profiler.stopProfiler();
await Sentry.flush(2000);
