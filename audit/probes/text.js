// Lines of text as they are drawn: each with its words and the box of its ink, and what cuts into them.
//
// The box of a range says how high the font may be; the ink is measured on a canvas, because fonts such as those of
// Khmer draw far higher than Latin ones, and lines collide by their ink. Gives {clipped: [...], overlapping: [...]}.
() => {
  const INK = 1.5; // pixels that hinting and rounding may add on either side
  const canvas = document.createElement("canvas").getContext("2d");
  const fonts = new Map();
  const tell = (one) => one.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const tiny = (one) => one.clientWidth <= 2 || one.clientHeight <= 2;
  const hides = (value) => value === "hidden" || value === "clip";

  // Hidden on purpose: not shown at all, or kept for screen readers in a box of a pixel or cut to nothing.
  const concealed = (element) => {
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return true;
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      if (style.clipPath !== "none" || style.clip !== "auto") return true;
      if (style.position === "absolute" && hides(style.overflowX) && tiny(one)) return true;
    }
    return false;
  };
  const scrolls = (element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      if (["auto", "scroll"].includes(getComputedStyle(one).overflowX)) return true;
    }
    return false;
  };
  // The end of a text that was cut to a chosen number of lines: what lies below is not drawn.
  const clampOf = (element) => {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      if (getComputedStyle(one).webkitLineClamp !== "none") return one.getBoundingClientRect().bottom;
    }
    return Infinity;
  };
  const inkOf = (words, style) => {
    const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    const key = font + words;
    if (!fonts.has(key)) {
      canvas.font = font;
      fonts.set(key, canvas.measureText(words));
    }
    return fonts.get(key);
  };

  const lines = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(element.tagName)) continue;
    if (concealed(element)) continue;
    const style = getComputedStyle(element);
    const range = document.createRange();
    const mine = [];
    const end = clampOf(element);
    for (const part of new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(node.data)) {
      range.setStart(node, part.index);
      range.setEnd(node, part.index + part.segment.length);
      const box = range.getBoundingClientRect();
      // Above or before the page stands what only the keyboard brings in, such as links that skip.
      if (!box.width || box.bottom + scrollY <= 0 || box.right <= 0) continue;
      if (box.top + box.height / 2 >= end) continue;
      const last = mine.at(-1);
      if (last && Math.abs(last.top - box.top) < 2) {
        last.left = Math.min(last.left, box.left);
        last.right = Math.max(last.right, box.right);
        last.words += part.segment;
      } else mine.push({ top: box.top, left: box.left, right: box.right, words: part.segment });
    }
    for (const line of mine) {
      const ink = inkOf(line.words, style);
      const base = line.top + ink.fontBoundingBoxAscent;
      lines.push({
        element,
        words: line.words.trim(),
        left: line.left,
        right: line.right,
        top: base - ink.actualBoundingBoxAscent,
        bottom: base + ink.actualBoundingBoxDescent,
      });
    }
  }

  const clipped = [];
  for (const element of new Set(lines.map((line) => line.element))) {
    for (let one = element; one && one !== document.body; one = one.parentElement) {
      const style = getComputedStyle(one);
      // A number of lines is chosen for headlines that lead on; an ellipsis at the end of a box is what did not fit.
      if (style.webkitLineClamp !== "none" || tiny(one)) continue;
      const box = one.getBoundingClientRect();
      for (const line of lines.filter((other) => other.element === element)) {
        const across = hides(style.overflowX) && (line.right > box.right + INK || line.left < box.left - INK);
        const along = hides(style.overflowY) && (line.bottom > box.bottom + INK || line.top < box.top - INK);
        if (across || along) clipped.push(`"${line.words.slice(0, 40)}" is cut by ${tell(one)}`);
      }
    }
  }
  const width = document.documentElement.clientWidth;
  for (const line of lines) {
    if ((line.right > width + INK || (line.left < -INK && line.right > 0)) && !scrolls(line.element)) {
      clipped.push(`"${line.words.slice(0, 40)}" leaves the screen: ${tell(line.element)}`);
    }
  }

  const overlapping = [];
  lines.sort((a, b) => a.top - b.top);
  for (let i = 0; i < lines.length; i++) {
    for (let j = i + 1; j < lines.length && lines[j].top < lines[i].bottom - INK; j++) {
      const a = lines[i];
      const b = lines[j];
      if (Math.min(a.right, b.right) - Math.max(a.left, b.left) <= INK) continue;
      if (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) <= INK) continue;
      if (scrolls(a.element) !== scrolls(b.element)) continue;
      overlapping.push(
        `"${a.words.slice(0, 30)}" and "${b.words.slice(0, 30)}" by ` +
          `${Math.round(10 * (Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top))) / 10} px in ${tell(b.element)}`,
      );
    }
  }
  return { clipped, overlapping, lines: lines.length };
};
