import { StrictMode, useState } from "react";
import { createRoot } from "react-dom/client";
import { Sentry } from "./errors.js";

function csrf() {
  return document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
}

function Coupon({ total }) {
  const [code, setCode] = useState("");
  const [after, setAfter] = useState(null);
  // The bug of this page: an answer that is an error has no total.
  async function use(event) {
    event.preventDefault();
    const answer = await fetch("/api/coupons/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
      body: JSON.stringify({ code, total }),
    });
    const told = await answer.json();
    setAfter(told.total.padStart(5));
  }
  return (
    <form onSubmit={use}>
      <input value={code} onChange={(event) => setCode(event.target.value)} placeholder="Coupon, as in FIRST" aria-label="Coupon" />
      <button>{after ? `€ ${after}` : "Use"}</button>
    </form>
  );
}

const place = document.getElementById("coupon");
if (place) {
  createRoot(place, { onUncaughtError: Sentry.reactErrorHandler() }).render(
    <StrictMode><Coupon total={place.dataset.total} /></StrictMode>,
  );
}
