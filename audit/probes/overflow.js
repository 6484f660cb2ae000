// By how many pixels the page is wider than the screen, and the element that reaches furthest.
() => {
  const root = document.documentElement;
  const width = root.clientWidth;
  const over = root.scrollWidth - width;
  if (over <= 0) return { over: 0, widest: "" };
  // What scrolls within its own box makes nothing wider.
  const within = (one) => {
    for (let above = one.parentElement; above && above !== document.body; above = above.parentElement) {
      if (getComputedStyle(above).overflowX !== "visible") return true;
    }
    return false;
  };
  const reach = (box) => Math.max(box.right - width, -box.left);
  const widest = [...document.body.querySelectorAll("*")]
    .filter((one) => !within(one))
    .map((one) => [reach(one.getBoundingClientRect()), one])
    .sort((a, b) => b[0] - a[0])[0];
  return { over, widest: widest[1].outerHTML.slice(0, 120) };
};
