// A program that reports a message and a chained error, and dies of a third.
const Sentry = require("@sentry/node");

Sentry.init({ release: "shop@1.4.0", environment: "production" });

function unitPrice(order) {
  if (order.pieces === 0) {
    throw new RangeError(`order ${order.id} has no pieces`);
  }
  return order.total / order.pieces;
}

function checkout() {
  try {
    JSON.parse("{not json");
  } catch (cause) {
    throw new Error("checkout failed", { cause });
  }
}

Sentry.captureMessage("The stock is below the minimum", "warning");
try {
  checkout();
} catch (error) {
  Sentry.captureException(error);
}
unitPrice({ id: 2, total: 900, pieces: 0 });
