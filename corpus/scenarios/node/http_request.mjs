// A plain HTTP server that fails on a request with a query, a JSON body, cookies and headers.
import { start } from "./_start.mjs";

const Sentry = start({ sendDefaultPii: true, tracesSampleRate: 1 });
const http = await import("node:http");

const server = http.createServer((request, response) => {
  request.on("data", () => {});
  request.on("end", () => {
    Sentry.captureException(new Error("customer 42 may not order"));
    response.statusCode = 500;
    response.end("sorry");
  });
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const url = `http://127.0.0.1:${server.address().port}/customers/42/orders?coupon=SPRING&token=fake-token-456`;
await new Promise((resolve) => {
  const request = http.request(url, {
    method: "POST",
    headers: {
      host: "shop.example",
      "content-type": "application/json",
      authorization: "Bearer fake-bearer-789",
      cookie: "sessionid=fake-session-id; theme=dark",
      "user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    },
  });
  request.on("response", (response) => response.resume().on("end", resolve));
  request.end('{"sku": "tea-1", "pieces": 2, "card_number": "4111 1111 1111 1111"}');
});
server.close();
await Sentry.flush(2000);
