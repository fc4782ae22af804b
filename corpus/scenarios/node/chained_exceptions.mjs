// An error whose cause has a cause, and an error made of two others.
import { start } from "./_start.mjs";

const Sentry = start();

class PaymentFailed extends Error {
  name = "PaymentFailed";
}

function charge(amount) {
  try {
    JSON.parse("{not json");
  } catch (cause) {
    throw new PaymentFailed(`cannot charge ${amount}`, { cause });
  }
}

function checkout() {
  try {
    charge(120);
  } catch (cause) {
    throw new Error("checkout failed", { cause });
  }
}

try {
  checkout();
} catch (error) {
  Sentry.captureException(error);
}
Sentry.captureException(
  new AggregateError([new Error("bank one is closed"), new TypeError("bank two is no bank")], "no bank left"),
);
await Sentry.flush(2000);
