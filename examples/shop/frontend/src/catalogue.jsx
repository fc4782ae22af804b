import { StrictMode, useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { Sentry } from "./errors.js";

const ROASTS = ["all", "light", "medium", "dark"];

function Card({ coffee }) {
  return (
    <li className={`card ${coffee.roast}`}>
      <a href={`/coffee/${coffee.slug}/`}>
        <span className="tile" aria-hidden="true"><span>{coffee.name[0]}</span></span>
        <b>{coffee.name}</b>
        <small>{coffee.notes}</small>
        <span className="price">€ {coffee.price}</span>
      </a>
    </li>
  );
}

function Catalogue({ wanted }) {
  const [coffees, setCoffees] = useState([]);
  const [roast, setRoast] = useState("all");
  useEffect(() => {
    fetch("/api/products/").then((answer) => answer.json()).then(setCoffees);
  }, []);
  const text = wanted.toLowerCase();
  const shown = coffees.filter(
    (coffee) =>
      (roast === "all" || coffee.roast === roast) &&
      `${coffee.name} ${coffee.notes}`.toLowerCase().includes(text),
  );
  return (
    <>
      <div className="roasts" role="group" aria-label="Roast">
        {ROASTS.map((each) => (
          <button key={each} type="button" aria-pressed={each === roast} onClick={() => setRoast(each)}>
            {each}
          </button>
        ))}
        <button type="button" onClick={() => surprise(shown)}>surprise me</button>
      </div>
      <ul className="grid">{shown.map((coffee) => <Card key={coffee.slug} coffee={coffee} />)}</ul>
    </>
  );
}

// The bug of this page: with nothing to choose from, there is no coffee to go to.
function surprise(coffees) {
  const chosen = coffees[Math.floor(Math.random() * coffees.length * 1.3)];
  window.location.assign(`/coffee/${chosen.slug}/`);
}

const place = document.getElementById("catalogue");
createRoot(place, { onUncaughtError: Sentry.reactErrorHandler() }).render(
  <StrictMode><Catalogue wanted={place.dataset.wanted} /></StrictMode>,
);
