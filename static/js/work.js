// The page of long work looks again every few seconds, and leaves the focus where it was; it is loaded only while the work
// is under way.
(() => {
  "use strict";
  const SECONDS = 4;
  const FOCUS = "desk-work-focus";
  const stops = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select")];
  // What is the same on the page that comes: where it leads, and its words.
  const name = (one) => `${one.href || one.name} ${one.textContent.trim() || one.value}`;

  try {
    const kept = sessionStorage.getItem(FOCUS);
    sessionStorage.removeItem(FOCUS);
    const stop = kept && stops.find((one) => name(one) === kept);
    if (stop) stop.focus({ preventScroll: true });
  } catch (error) {
    // Storage may be forbidden; then the page begins at its top.
  }

  setTimeout(() => {
    try {
      if (stops.includes(document.activeElement)) sessionStorage.setItem(FOCUS, name(document.activeElement));
    } catch (error) {
      // As above.
    }
    location.reload();
  }, SECONDS * 1000);
})();
