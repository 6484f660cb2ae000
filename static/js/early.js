// Before the first paint: the reader's own colours and text size, so that nothing flashes or moves.
(function (root) {
  "use strict";
  root.classList.add("js");
  try {
    var theme = localStorage.getItem("theme"), text = localStorage.getItem("text");
    if (theme === "dark" || theme === "light") root.dataset.theme = theme;
    if (text === "large") root.dataset.text = text;
  } catch (error) {
    // A browser that keeps nothing shows the page as its system says.
  }
})(document.documentElement);
