// What readers of a front page or an article meet first: where the text begins, what stands there twice, what stands
// alone, what ends a line that should begin the next.
() => {
  const tell = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const shown = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  const all = (selector) => [...document.querySelectorAll(selector)].filter(shown);
  const paragraph = all(".prose p").find((one) => one.innerText.trim().length > 20);

  const links = all("main .headline a").map((one) => one.getAttribute("href"));
  const repeats = links.filter((link, at) => links.indexOf(link) !== at);
  const undated = all(".top-lead .card").filter((card) => !card.querySelector("time"));
  const cut = all(".top-lead .headline").filter((one) => /(…|\.\.\.)$/.test(one.innerText.trim()));
  // Filters that are set are chips too, and one may be set alone.
  const lonely = all("main .chips:not(.active-filters), .topics-of-week ul").filter(
    (one) => one.children.length < 2,
  );

  // A separator that is text, at the end of a line: what follows it stands further down.
  const dangling = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.parentElement || !/[·|]/.test(node.data) || !shown(node.parentElement)) continue;
    for (const sign of node.data.matchAll(/[·|]/g)) {
      range.setStart(node, sign.index);
      range.setEnd(node, sign.index + 1);
      const here = range.getBoundingClientRect();
      const block = node.parentElement.closest("p, li, div, td, dd, h1, h2, h3");
      if (!here.width || !block) continue;
      const after = document.createRange();
      after.setStart(node, sign.index + 1);
      after.setEnd(block, block.childNodes.length);
      const next = [...after.getClientRects()].find((box) => box.width > 1 && after.toString().trim());
      if (next && next.top > here.bottom - 1) dangling.push(tell(block));
    }
  }
  return {
    first: paragraph ? Math.round(paragraph.getBoundingClientRect().top + scrollY) : null,
    repeats,
    undated: [...undated, ...cut].map(tell),
    lonely: lonely.map(tell),
    dangling,
    sections: all(".sections a").map((one) => one.getAttribute("href")),
  };
};
