/* A button that copies the reference. Without this script the page says the same, and one click selects it. */
(() => {
  "use strict";
  const place = document.querySelector(".reference");
  const code = place?.querySelector("code");
  if (!code) return;

  const button = document.createElement("button");
  button.type = "button";
  button.className = "button copy";
  button.textContent = "Copy";
  button.setAttribute("aria-live", "polite");

  const byHand = () => {
    getSelection().selectAllChildren(code);
    return document.execCommand("copy"); /* for pages without https, where there is no other way */
  };

  const copied = async () => {
    try {
      await navigator.clipboard.writeText(code.textContent.trim());
      return true;
    } catch {
      return byHand();
    }
  };

  button.addEventListener("click", async () => {
    button.textContent = (await copied()) ? "Copied" : "Selected";
    setTimeout(() => { button.textContent = "Copy"; }, 2000);
  });
  place.append(button);
})();
