// The moderators' queue by keyboard: J and K go down and up, X ticks, A, D and S decide on the one in focus.
(() => {
  "use strict";
  const entries = [...document.querySelectorAll("[data-entry]")];
  const actions = { a: "approve", d: "decline", s: "spam" };

  function go(step) {
    const at = entries.indexOf(document.activeElement.closest("[data-entry]"));
    const next = entries[at < 0 ? 0 : at + step];
    if (next) next.focus();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input[type=text], select, textarea");
    if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = event.key.toLowerCase();
    const entry = document.activeElement.closest("[data-entry]");
    if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "x" && entry) entry.querySelector("input").click();
    else if (actions[key] && entry) entry.querySelector(`[data-action="${actions[key]}"]`).click();
  });
})();
