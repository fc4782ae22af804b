// Breadcrumbs, a user, tags, extra data, a context and a fingerprint.
import { start } from "./_start.mjs";

const Sentry = start({ dist: "57" });
Sentry.setUser({ id: 7, email: "ada@shop.example", username: "ada", plan: "gold" });
Sentry.setTag("shop.region", "eu");
Sentry.setTag("attempt", 2);
Sentry.setExtra("basket", { "tea-1": 2, cups: [1, 2, 3] });
Sentry.setContext("payment", { provider: "bank", retries: 2 });
Sentry.addBreadcrumb({ category: "basket", message: "added tea-1", level: "info" });
Sentry.addBreadcrumb({ type: "http", category: "http", data: { url: "/pay", status_code: 502 } });
console.warn("the bank is slow: %d ms", 812);
Sentry.withScope((scope) => {
  scope.setFingerprint(["{{ default }}", "bank"]);
  scope.setLevel("fatal");
  Sentry.captureException(new Error("the bank did not answer"));
});
await Sentry.flush(2000);
