// A promise that nobody waits for is rejected.
import { start } from "./_start.mjs";

const Sentry = start();

async function reserve(sku) {
  await Promise.resolve();
  throw new Error(`nothing left of ${sku}`);
}

reserve("tea-1");
setTimeout(() => Sentry.flush(2000), 50);
