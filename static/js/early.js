// Before the first paint: the reader's own colours and text size, so that nothing flashes or moves.
((root) => {
  "use strict";
  root.classList.add("js");
  try {
    const theme = localStorage.getItem("theme");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    if (localStorage.getItem("text") === "large") root.dataset.text = "large";
  } catch (error) {
    // A browser that keeps nothing shows the page as its system says.
  }
})(document.documentElement);
