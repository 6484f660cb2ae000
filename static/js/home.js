// The queue by keyboard: each key presses the button or follows the link that names it. Keys are told by their place on the
// keyboard, so that they work with every layout and input method; they rest while something is typed, and can be switched off.
(() => {
  "use strict";
  const OFF = "desk-keys-off";
  const CODES = { KeyJ: "j", KeyK: "k", KeyY: "y", KeyX: "x", KeyE: "e", KeyL: "l", KeyZ: "z" };
  const toggle = document.querySelector("[data-keys]");
  let isOff = false;
  let isSent = false;

  // The next item: what reads a page aloud begins with it, and its fields are the next stop.
  const title = document.querySelector(".has-item #todo-title");
  if (title) title.focus({ preventScroll: true });

  function show() {
    toggle.hidden = false;
    toggle.setAttribute("aria-pressed", String(!isOff));
  }

  try {
    isOff = localStorage.getItem(OFF) === "1";
  } catch (error) {
    // Storage may be forbidden; then the keys are on.
  }
  if (toggle) {
    show();
    toggle.addEventListener("click", () => {
      isOff = !isOff;
      show();
      try {
        localStorage.setItem(OFF, isOff ? "1" : "0");
      } catch (error) {
        // As above: it counts for this page.
      }
    });
  }

  document.addEventListener("submit", (event) => {
    // One decision a page: a second key that comes too soon would decide on what nobody has seen.
    if (isSent) event.preventDefault();
    isSent = true;
  });
  addEventListener("pageshow", () => {
    isSent = false;
  });

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.closest("input:not([type=hidden]), select, textarea");
    if (isOff || isTyping || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    const key = CODES[event.code];
    const target = key && document.querySelector(`[data-key="${key}"]`);
    if (!target) return;
    event.preventDefault();
    target.click();
  });
})();
