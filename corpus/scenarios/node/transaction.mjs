// A trace with two spans, one of which fails.
import { start } from "./_start.mjs";

const Sentry = start({ tracesSampleRate: 1 });
Sentry.startSpan({ name: "close the day", op: "task", attributes: { "shop.region": "eu" } }, () => {
  Sentry.startSpan({ name: "SELECT sum(total) FROM orders", op: "db.query" }, (span) => {
    span.setAttribute("db.system", "postgresql");
  });
  Sentry.startSpan({ name: "POST https://bank.example/", op: "http.client" }, (span) => {
    span.setStatus({ code: 2, message: "internal_error" });
  });
});
await Sentry.flush(2000);
