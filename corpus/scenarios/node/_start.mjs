// Starts the SDK in the same way in every scenario and every version.
import * as Sentry from "@sentry/node";

// Without the session of the whole process, which before 8 has an option of its own: only the session scenario speaks of
// sessions.
export function start({ integrations = [], ...options } = {}) {
  Sentry.init({
    dsn: process.env.SCENARIO_DSN,
    release: "shop@1.4.0+57",
    environment: "staging",
    serverName: "web-1",
    autoSessionTracking: false,
    integrations: (defaults) => [...defaults.filter(({ name }) => name !== "ProcessSession"), ...integrations],
    ...options,
  });
  return Sentry;
}
