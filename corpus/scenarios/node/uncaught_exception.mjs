// A program that dies of an exception, with secrets among its locals.
import { start } from "./_start.mjs";

start({ includeLocalVariables: true });

function unitPrice(order) {
  const password = "fake-password-123";
  const apiToken = "fake-token-456";
  if (order.pieces === 0) {
    throw new RangeError(`order ${order.id} has no pieces (${password.length + apiToken.length})`);
  }
  return order.total / order.pieces;
}

function printReceipt(orders) {
  for (const order of orders) {
    console.log(unitPrice(order));
  }
}

// The SDK's debugger needs a moment before it sees locals.
setTimeout(() => printReceipt([{ id: 1, total: 1200, pieces: 3 }, { id: 2, total: 900, pieces: 0 }]), 500);
