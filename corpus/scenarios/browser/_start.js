// Starts the SDK in the same way on every page.
"use strict";

// Without the session of the whole page, which before 8 has an option of its own: only the session scenario speaks of
// sessions.
function start({ integrations = [], session = false, ...options } = {}) {
  Sentry.init({
    dsn: window.SCENARIO_DSN,
    release: "shop-web@2.1.0",
    environment: "staging",
    autoSessionTracking: session,
    integrations: (defaults) => [
      ...defaults.filter(({ name }) => session || name !== "BrowserSession"),
      ...integrations,
    ],
    ...options,
  });
}

// The recorder closes a page when it says that it has finished.
async function finish() {
  await Sentry.flush(2000);
  window.finished = true;
}
