/* Clicks and forms become breadcrumbs of the next error. Labels and names, never what was typed. */
(() => {
  "use strict";
  const MOST = 5, LONGEST = 40;

  const tidy = (text) => (text || "").replace(/[\s|]+/g, " ").trim().slice(0, LONGEST);

  const kept = () => {
    const found = document.cookie.match(/(?:^|; )seismo_crumbs=([^;]*)/);
    try {
      return found ? decodeURIComponent(found[1]).split("\n") : [];
    } catch {
      return [];
    }
  };

  const note = (kind, text) => {
    if (!text) return;
    const seconds = Math.floor(Date.now() / 1000).toString(36);
    const crumbs = [...kept(), [kind, seconds, text].join("|")].slice(-MOST).join("\n");
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie =
      `seismo_crumbs=${encodeURIComponent(crumbs)}; Path=/; SameSite=Lax; Max-Age=600${secure}`;
  };

  const labelOf = (element) =>
    tidy(element.dataset.seismoLabel || element.getAttribute("aria-label") || element.textContent);

  const nameOf = (form) =>
    tidy(form.dataset.seismoLabel || form.getAttribute("aria-label") || form.getAttribute("name") || form.id)
      .replace(/[-_]+/g, " ")
      .replace(/ ?form$/i, "");

  addEventListener("click", (event) => {
    const element = event.target.closest?.("a[href], button, [role=button]");
    if (!element || (element.form && element.type === "submit")) return;
    note(element.matches("a") ? "l" : "b", labelOf(element));
  }, true);

  addEventListener("submit", (event) => note("f", nameOf(event.target)), true);
})();
