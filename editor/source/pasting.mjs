// What is pasted: its text and what the site shows of its form; the furniture of word processors and pages is dropped.

// Attributes that may say something; `style` alone says it of word processors' bold and slanted words.
const TELLING = ["href", "lang", "dir", "colspan", "rowspan"];
const TAG = /<[a-z][^>]*>/gi;
const STYLE = /(\s)style(\s*=)/i;
const ELEMENT = 1;

function replaceBy(element, tag) {
  const other = element.ownerDocument.createElement(tag);
  other.append(...element.childNodes);
  element.replaceWith(other);
  return other;
}

function wrapInside(element, tag) {
  const inner = element.ownerDocument.createElement(tag);
  inner.append(...element.childNodes);
  element.append(inner);
}

function weight(style) {
  const found = /(?:^|;)\s*font-weight\s*:\s*([a-z0-9]+)/i.exec(style);
  if (!found) return null;
  return /^bold|^[6-9]00/i.test(found[1]);
}

// Bold and slanted words that only a style tells; Google Docs writes all of a text within a `b` that is not bold.
function tellByTags(element, isSpan) {
  const style = element.getAttribute("data-style") || "";
  const isBold = weight(style);
  const isSlanted = /(?:^|;)\s*font-style\s*:\s*italic/i.test(style);
  if (/^(b|strong)$/.test(element.localName) && isBold === false) {
    replaceBy(element, "span");
    return;
  }
  if (isSpan && isSlanted) wrapInside(element, "em");
  if (isSpan && isBold) wrapInside(element, "strong");
}

function drop(body, tags) {
  for (const one of body.querySelectorAll(tags.join(","))) one.remove();
  // The bullet that Word writes as text before an item, and the break by which browsers mark what was copied.
  for (const one of body.querySelectorAll(
    "[data-style*='mso-list:Ignore' i], br.Apple-interchange-newline",
  )) {
    one.remove();
  }
}

// The one text of a cell or an item needs no paragraph around it.
function unwrapLone(body) {
  for (const one of body.querySelectorAll("td > p:only-child, th > p:only-child, li > p:only-child")) {
    const rest = [...one.parentNode.childNodes].filter((node) => node !== one && node.nodeValue.trim());
    if (!rest.length) one.replaceWith(...one.childNodes);
  }
}

// Of the text's own direction (`direction`) word processors tell on each paragraph.
function bare(element, direction) {
  if (element.getAttribute("dir") === direction) element.removeAttribute("dir");
  for (const { name } of [...element.attributes]) {
    if (!TELLING.includes(name)) element.removeAttribute(name);
  }
}

// Word says of each span in which language it was typed.
function withoutTypedLanguages(element) {
  if (element.localName === "span" || element.hasAttribute("data-style")) element.removeAttribute("lang");
}

// Pasted HTML without what the site drops. What was copied in an editor like this one stays as it is: its schema is
// asked in any case.
export function cleanedPaste(html, rules, direction) {
  if (/<[^>]* data-pm-slice=/.test(html)) return html;
  // The browser would read styles, which the desk's policy forbids, and say so each time. A style sheet becomes what is
  // read as one text too, and dropped.
  const unstyled = html
    .replace(/<(\/?)style\b/gi, "<$1script")
    .replace(TAG, (tag) => tag.replace(STYLE, "$1data-style$2"));
  const { body } = new DOMParser().parseFromString(unstyled, "text/html");
  drop(body, [...rules.withoutProse, "meta", "link"]);
  for (const element of body.querySelectorAll("*")) {
    withoutTypedLanguages(element);
    tellByTags(element, element.localName === "span");
  }
  for (const element of body.querySelectorAll("*")) bare(element, direction);
  unwrapLone(body);
  const comments = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const found = [];
  while (comments.nextNode()) found.push(comments.currentNode);
  for (const one of found) one.remove();
  // White space between the blocks of a source text is layout.
  for (const node of [...body.childNodes]) {
    if (node.nodeType !== ELEMENT && !node.nodeValue.trim() && node.nodeValue.includes("\n")) node.remove();
  }
  return body.innerHTML;
}

// Pastes into an empty paragraph as whole blocks where the first is of a language or direction of its own: as the words
// of the paragraph that is there it would lose them. Returns whether it did.
export function pasteWhole(view, slice) {
  const { $from, empty } = view.state.selection;
  const first = slice.content.firstChild;
  const isPlace = empty && $from.depth === 1 && $from.parent.isTextblock && !$from.parent.content.size;
  if (!isPlace || slice.openStart !== 1 || !(first.attrs.lang || first.attrs.dir)) return false;
  const { tr } = view.state;
  tr.replaceWith($from.before(), $from.after(), slice.content);
  view.dispatch(tr.setMeta("paste", true).scrollIntoView());
  return true;
}
