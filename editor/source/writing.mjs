// Writes what the editor holds as HTML, in the form in which the site's sanitiser writes it.
import { SPANS, attributesOf } from "./schema.mjs";

function escaped(text) {
  return text
    .replace(/&/g, "&amp;")
    .replace(/\u00a0/g, "&nbsp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}

function quoted(value) {
  return String(value)
    .replace(/&/g, "&amp;")
    .replace(/\u00a0/g, "&nbsp;")
    .replace(/"/g, "&quot;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;");
}

function opening(tag, attrs, rules) {
  const said = [...attributesOf(tag, rules)]
    .sort()
    .filter((name) => attrs[name] !== null && attrs[name] !== undefined)
    .filter((name) => !(SPANS.includes(name) && attrs[name] === 1))
    .map((name) => ` ${name}="${quoted(attrs[name])}"`);
  if (tag === "a" && rules.rel) said.push(` rel="${quoted(rules.rel)}"`);
  return `<${tag}${said.join("")}>`;
}

// How many of the pieces from `start` on stand under a mark.
function reach(mark, pieces, start) {
  let end = start;
  while (end < pieces.length && mark.isInSet(pieces[end].marks)) end += 1;
  return end - start;
}

// Words with their marks, each opened once for as long as it reaches: the one that reaches farthest is the outer one.
function inlineOf(node, rules) {
  const pieces = [];
  node.forEach((piece) => pieces.push(piece));
  const open = [];
  let html = "";
  const close = (left) => {
    while (open.length > left) html += `</${open.pop().type.name}>`;
  };
  pieces.forEach((piece, place) => {
    const staying = open.findIndex((mark) => !mark.isInSet(piece.marks));
    if (staying >= 0) close(staying);
    const more = piece.marks.filter((mark) => !mark.isInSet(open));
    const reaches = new Map(more.map((mark) => [mark, reach(mark, pieces, place)]));
    // Sorting is stable: of two that reach as far, the one that the schema names first is the outer one.
    for (const mark of more.sort((one, other) => reaches.get(other) - reaches.get(one))) {
      html += opening(mark.type.name, mark.attrs, rules);
      open.push(mark);
    }
    html += piece.isText ? escaped(piece.text) : "<br>";
  });
  close(0);
  return html;
}

function childrenOf(node, rules) {
  let html = "";
  node.forEach((child) => {
    html += written(child, rules);
  });
  return html;
}

// Rows, within the sections that they came in. A new row stands in that of the row before it, else of the row after.
function rowsOf(grid, rules) {
  const rows = [];
  grid.forEach((row) => rows.push(row));
  const first = rows.map((row) => row.attrs.section).find((section) => section !== null) || null;
  const isNew = first === null && !rows.some((row) => row.attrs.section === "");
  let now = isNew ? "tbody" : first || "";
  let opened = null;
  let html = "";
  for (const row of rows) {
    if (row.attrs.section !== null) now = row.attrs.section;
    if (now !== opened) {
      if (opened) html += `</${opened.split(" ")[0]}>`;
      if (now) html += `<${now.split(" ")[0]}>`;
      opened = now;
    }
    html += written(row, rules);
  }
  return opened ? `${html}</${opened.split(" ")[0]}>` : html;
}

// One node as HTML.
export function written(node, rules) {
  const tag = node.type.name;
  if (tag === "line") return inlineOf(node, rules);
  if (tag === "grid") return rowsOf(node, rules);
  const inner = node.isTextblock ? inlineOf(node, rules) : childrenOf(node, rules);
  // The first line break of a `pre` is dropped by who reads it.
  const guard = tag === "pre" && inner.startsWith("\n") ? "\n" : "";
  return `${opening(tag, node.attrs, rules)}${guard}${inner}</${tag}>`;
}

// Nodes never change: what a block was written as once it is written as again, so that a key in a long text is quick.
const writtenBlocks = new WeakMap();

function block(node, rules) {
  if (!writtenBlocks.has(node)) writtenBlocks.set(node, written(node, rules));
  return writtenBlocks.get(node);
}

function isEmptyParagraph(node) {
  return node.type.name === "p" && node.content.size === 0;
}

// A whole text. A block that `originals` knows by how it would be written (a map) stands as it was: who corrects one
// paragraph changes that one alone. A new paragraph without words is none.
export function textOf(doc, { rules, originals, separator }) {
  const blocks = [];
  doc.forEach((node) => {
    const html = block(node, rules);
    if (originals.has(html)) blocks.push(originals.get(html));
    else if (!isEmptyParagraph(node)) blocks.push(html);
  });
  return blocks.join(separator);
}
