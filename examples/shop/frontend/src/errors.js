// The page carries what `{% seismo_browser %}` wrote: the DSN, the release, the environment.
import * as Sentry from "@sentry/react";

const told = document.getElementById("seismo-browser");
if (told) {
  Sentry.init({
    ...JSON.parse(told.textContent),
    integrations: [Sentry.browserTracingIntegration()],
  });
}

export { Sentry };
