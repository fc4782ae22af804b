// What a person says about an error they met.
import { start } from "./_start.mjs";

const Sentry = start();
const associatedEventId = Sentry.captureException(new Error("the basket is empty again"));
Sentry.captureFeedback({
  name: "Ada",
  email: "ada@shop.example",
  message: "my basket lost two cups",
  associatedEventId,
});
await Sentry.flush(2000);
