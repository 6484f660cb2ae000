// What the editor can hold, made of the one list of what the site shows (`articles/markup.py`), which the page carries.
// An element that the list does not name is not in the schema, and one that the list names but this module does not
// know is not either: a text with it is left to the text area.
import { Schema } from "prosemirror-model";

// How an element behaves; whether it may stand is the list's business. `line` is a text that stands in a list item, a
// cell or a quotation without a paragraph of its own, `grid` are a table's rows.
const KINDS = {
  p: { group: "block celled", content: ["inline*"] },
  h2: { group: "block celled", content: ["inline*"], defining: true },
  h3: { group: "block celled", content: ["inline*"], defining: true },
  h4: { group: "block celled", content: ["inline*"], defining: true },
  blockquote: { group: "block celled", some: ["block", "line"], defining: true },
  ul: { group: "block celled", some: ["li"] },
  ol: { group: "block celled", some: ["li"] },
  li: { some: ["line", "block"], defining: true },
  pre: { group: "block celled", content: ["inline*"], code: true, defining: true },
  figure: { group: "block", some: ["figcaption", "block", "line"] },
  figcaption: { some: ["line", "p"], defining: true, isolating: true },
  table: { group: "block", content: ["caption?", "grid"], isolating: true },
  caption: { content: ["line"], isolating: true },
  tr: { content: ["(td | th)*"], tableRole: "row" },
  td: { some: ["line", "celled"], tableRole: "cell", isolating: true },
  th: { some: ["line", "celled"], tableRole: "header_cell", isolating: true },
};
// A table without one of these is none.
const OF_TABLES = ["table", "tr", "td", "th", "tbody"];
// The link first: with the same words under two of them it is the outer one.
const MARKS = ["a", "strong", "em", "sub", "sup", "code"];

export const SPANS = ["colspan", "rowspan"];

// The names of the attributes that may stand on an element.
export function attributesOf(tag, rules) {
  return [...(rules.attributes["*"] || []), ...(rules.attributes[tag] || [])];
}

// The value of an attribute of a pasted element, null where the site would drop it.
function pastedValue(name, value, rules) {
  if (value === null) return null;
  if (name === "dir") return rules.directions.includes(value.toLowerCase()) ? value.toLowerCase() : null;
  if (name === "lang") return /^[a-z0-9-]{1,35}$/i.test(value) ? value : null;
  return value;
}

function spanOf(element, name) {
  const number = Number(element.getAttribute(name));
  return Number.isInteger(number) && number > 1 && number <= 100 ? number : 1;
}

function pasted(tag, rules) {
  const names = attributesOf(tag, rules);
  return (element) => {
    const values = {};
    for (const name of names) {
      values[name] = SPANS.includes(name)
        ? spanOf(element, name)
        : pastedValue(name, element.getAttribute(name), rules);
    }
    return tag === "a" && !mayLead(element, values.href || "", rules) ? false : values;
  };
}

// Whether the site lets a link to this address stand: a whole one, of a scheme of the list.
export function isAddress(text, rules) {
  let address;
  try {
    address = new URL(text);
  } catch (error) {
    return false;
  }
  if (!rules.schemes.includes(address.protocol.slice(0, -1)) || /\s/.test(text)) return false;
  return address.protocol === "mailto:" ? address.pathname.includes("@") : /^https?:\/\/[^/]/i.test(text);
}

// Whether a pasted link stays one: a whole address; within the site too where it was copied in an editor like this one.
function mayLead(element, href, rules) {
  if (isAddress(href, rules)) return true;
  const isOurs = element.getRootNode().querySelector("[data-pm-slice]") !== null;
  return isOurs && /^[/?#.]/.test(href);
}

function attrsOf(tag, rules) {
  const attrs = {};
  for (const name of attributesOf(tag, rules)) attrs[name] = { default: SPANS.includes(name) ? 1 : null };
  return attrs;
}

// What the editor's own element says of a node.
function shownAttributes(node) {
  const shown = {};
  for (const [name, value] of Object.entries(node.attrs)) {
    const isSaid = value !== null && name !== "section" && name !== "colwidth";
    if (isSaid && !(SPANS.includes(name) && value === 1)) shown[name] = value;
  }
  return shown;
}

function tagsFor(tag, rules) {
  const others = Object.entries(rules.counterparts).filter(([, one]) => one === tag);
  return [tag, ...others.map(([name]) => name)];
}

function nodeOf(tag, rules, has) {
  const { some, content, ...kind } = KINDS[tag];
  const inner = some
    ? `(${some.filter(has).join(" | ")})+`
    : content.filter((one) => has(one.replace("?", ""))).join(" ");
  return {
    ...kind,
    content: inner,
    attrs: attrsOf(tag, rules),
    parseDOM: tagsFor(tag, rules).map((name) => ({
      tag: name,
      getAttrs: pasted(tag, rules),
      ...(tag === "pre" ? { preserveWhitespace: "full" } : {}),
    })),
    toDOM: (node) => [tag, shownAttributes(node), 0],
  };
}

function tablesOf(nodes) {
  const { table, caption, tr, td, th } = nodes;
  nodes.grid = {
    content: "tr+",
    tableRole: "table",
    isolating: true,
    parseDOM: [{ tag: "figure.table > table", priority: 60 }],
    toDOM: () => ["table", ["tbody", 0]],
  };
  // A caption stands beside the rows here, as the rows are a node of their own.
  table.parseDOM = [{ tag: "figure.table", priority: 60 }, ...table.parseDOM];
  table.toDOM = (node) => ["figure", { ...shownAttributes(node), class: "table" }, 0];
  if (caption) {
    caption.parseDOM = [{ tag: "figure.table > figcaption", priority: 60 }, ...caption.parseDOM];
    caption.toDOM = (node) => ["figcaption", shownAttributes(node), 0];
  }
  // Which `thead` or `tbody` a row stands in; null for one that is new.
  tr.attrs.section = { default: null };
  for (const cell of [td, th]) {
    cell.attrs = {
      ...cell.attrs,
      colspan: { default: 1 },
      rowspan: { default: 1 },
      colwidth: { default: null },
    };
  }
}

function markOf(tag, rules) {
  return {
    attrs: attrsOf(tag, rules),
    inclusive: tag !== "a",
    parseDOM: tagsFor(tag, rules).map((name) => ({ tag: name, getAttrs: pasted(tag, rules) })),
    toDOM: (mark) => [tag, shownAttributes(mark), 0],
  };
}

// The schema of what the list lets through.
export function schemaOf(rules) {
  const allowed = new Set(rules.tags);
  if (!OF_TABLES.every((tag) => allowed.has(tag))) {
    for (const tag of [...OF_TABLES, "thead", "caption"]) allowed.delete(tag);
  }
  const groups = ["block", "celled", "line", "grid", "inline*", "(td | th)*"];
  const has = (name) => allowed.has(name) || groups.includes(name);
  const nodes = { doc: { content: "(block | line)+" } };
  for (const tag of Object.keys(KINDS).filter((one) => allowed.has(one))) {
    nodes[tag] = nodeOf(tag, rules, has);
  }
  nodes.line = { content: "inline*", toDOM: () => ["div", { class: "line" }, 0] };
  if (nodes.table) tablesOf(nodes);
  nodes.text = { group: "inline" };
  if (allowed.has("br")) {
    nodes.br = {
      group: "inline",
      inline: true,
      selectable: false,
      linebreakReplacement: true,
      parseDOM: [{ tag: "br" }],
      toDOM: () => ["br"],
      leafText: () => "\n",
    };
  }
  const marks = {};
  for (const tag of MARKS.filter((one) => allowed.has(one))) marks[tag] = markOf(tag, rules);
  return new Schema({ nodes, marks });
}
