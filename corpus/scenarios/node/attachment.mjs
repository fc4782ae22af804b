// An error with a text file and a binary file.
import { start } from "./_start.mjs";

const Sentry = start();
Sentry.withScope((scope) => {
  scope.addAttachment({ filename: "basket.csv", data: "tea-1;2\ncup-3;1\n", contentType: "text/csv" });
  scope.addAttachment({ filename: "receipt.bin", data: Uint8Array.from({ length: 256 }, (_, byte) => byte) });
  Sentry.captureException(new Error("the printer is out of paper"));
});
await Sentry.flush(2000);
