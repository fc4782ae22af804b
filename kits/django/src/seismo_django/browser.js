// Starts the browser's SDK with what `{% seismo_browser %}` left in the page.
(() => {
  const told = document.getElementById("seismo-browser");
  if (!told || !window.Sentry) return;
  const settings = JSON.parse(told.textContent);
  const tracing = window.Sentry.browserTracingIntegration;
  window.Sentry.init({ ...settings, integrations: tracing ? [tracing()] : [] });
})();
