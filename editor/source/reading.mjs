// Reads HTML into what the editor holds, exactly or not at all: what it would change by a hair is refused, with the
// part that it would change.
import { Mark } from "prosemirror-model";
import { TableMap } from "prosemirror-tables";
import { SPANS, attributesOf } from "./schema.mjs";
import { written } from "./writing.mjs";

const ELEMENT = 1;
const TEXT = 3;
const SHOWN_CHARACTERS = 40;

// A text that the editor cannot hold; the message is the part of it that it would change.
export class Unholdable extends Error {}

function refuse(node) {
  if (node.nodeType !== ELEMENT) throw new Unholdable(node.nodeValue.trim().slice(0, SHOWN_CHARACTERS));
  throw new Unholdable(node.cloneNode(false).outerHTML.replace(/<\/[^<]*>$/, ""));
}

function tagOf(node) {
  return node.nodeType === ELEMENT ? node.localName : "";
}

// White space as a page shows it.
function collapsed(text) {
  return text.replace(/[ \t\n\r\f]+/g, " ");
}

function isBlank(node) {
  // Not a non-breaking space, which is a character like others.
  return node.nodeType === TEXT && ["", " "].includes(collapsed(node.nodeValue));
}

function fragmentOf(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

// Reads by one schema and one list.
class Reader {
  constructor(schema, rules) {
    this.schema = schema;
    this.rules = rules;
  }

  attrs(element) {
    const tag = tagOf(element);
    const allowed = attributesOf(tag, this.rules);
    const attrs = {};
    for (const { name, value } of element.attributes) {
      if (tag === "a" && name === "rel" && value === this.rules.rel) continue;
      if (!allowed.includes(name)) refuse(element);
      attrs[name] = SPANS.includes(name) ? Number(value) : value;
      if (String(attrs[name]) !== value) refuse(element);
    }
    return attrs;
  }

  made(element, type, attrs, content) {
    try {
      return type.createChecked(attrs, content);
    } catch (error) {
      return refuse(element);
    }
  }

  // Words, breaks and marks; `inPre` keeps white space as it stands.
  inline(nodes, marks, inPre) {
    const pieces = [];
    for (const node of nodes) {
      const tag = tagOf(node);
      const mark = this.schema.marks[tag];
      if (node.nodeType === TEXT) {
        const text = inPre ? node.nodeValue : collapsed(node.nodeValue);
        if (text) pieces.push(this.schema.text(text, marks));
      } else if (tag === "br" && this.schema.nodes.br && !node.attributes.length) {
        pieces.push(this.schema.nodes.br.create(null, null, marks));
      } else if (mark && !mark.isInSet(marks)) {
        const inner = this.inline(node.childNodes, mark.create(this.attrs(node)).addToSet(marks), inPre);
        if (!inner.length) refuse(node);
        pieces.push(...inner);
      } else refuse(node);
    }
    return pieces;
  }

  isInline(node) {
    return node.nodeType === TEXT || tagOf(node) === "br" || Boolean(this.schema.marks[tagOf(node)]);
  }

  // What stands in a box: blocks, and between them words without a paragraph, each run of them a line.
  flow(element) {
    const parts = [];
    let run = [];
    const end = () => {
      if (run.some((node) => !isBlank(node))) {
        parts.push(this.schema.nodes.line.create(null, this.inline(run, Mark.none, false)));
      }
      run = [];
    };
    for (const node of element.childNodes) {
      if (this.isInline(node)) run.push(node);
      else {
        end();
        parts.push(this.block(node));
      }
    }
    end();
    return parts.length ? parts : [this.schema.nodes.line.create()];
  }

  only(element, tags) {
    return [...element.childNodes]
      .filter((node) => !isBlank(node))
      .map((node) => (tags.includes(tagOf(node)) ? node : refuse(node)));
  }

  rows(table) {
    const rows = [];
    let number = 0;
    for (const part of this.only(table, ["caption", "thead", "tbody", "tr"])) {
      const tag = tagOf(part);
      if (tag === "tr") rows.push(this.row(part, ""));
      else if (tag !== "caption") {
        if (part.attributes.length) refuse(part);
        number += 1;
        for (const row of this.only(part, ["tr"])) rows.push(this.row(row, `${tag} ${number}`));
      }
    }
    return rows;
  }

  row(element, section) {
    const cells = this.only(element, ["td", "th"]).map((cell) => this.block(cell));
    return this.made(element, this.schema.nodes.tr, { ...this.attrs(element), section }, cells);
  }

  table(element) {
    const { table, caption, grid } = this.schema.nodes;
    const parts = [];
    for (const one of element.children) {
      if (tagOf(one) !== "caption") continue;
      if (!caption) refuse(one);
      parts.push(this.made(one, caption, this.attrs(one), this.flow(one)));
    }
    const rows = this.made(element, grid, null, this.rows(element));
    // Rows of unlike lengths: the editor would fill them up.
    if (TableMap.get(rows).problems) refuse(element);
    return this.made(element, table, this.attrs(element), [...parts, rows]);
  }

  block(element) {
    const tag = tagOf(element);
    const type = this.schema.nodes[tag];
    if (!type || type.isInline || tag === "doc") return refuse(element);
    if (tag === "table") return this.table(element);
    let content;
    if (type.inlineContent) content = this.inline(element.childNodes, Mark.none, tag === "pre");
    else if (tag === "ul" || tag === "ol") content = this.only(element, ["li"]).map((one) => this.block(one));
    else content = this.flow(element);
    return this.made(element, type, this.attrs(element), content);
  }
}

// --- The same in other words: the order of marks, white space between blocks ---

function runsOf(nodes, marks, inPre, runs) {
  for (const node of nodes) {
    if (node.nodeType === TEXT) {
      const text = inPre ? node.nodeValue : collapsed(node.nodeValue);
      const last = runs[runs.length - 1];
      const key = [...marks].sort().join(" ");
      if (last && last[0] === key && last[1] !== "<br>") last[1] += text;
      else if (text) runs.push([key, text]);
    } else if (tagOf(node) === "br") runs.push([[...marks].sort().join(" "), "<br>"]);
    else runsOf(node.childNodes, [...marks, nameOf(node)], inPre, runs);
  }
  return runs;
}

// The opening tag, without what the site says of every link.
function nameOf(element) {
  const attributes = [...element.attributes].filter(({ name }) => name !== "rel");
  const said = attributes.map(({ name, value }) => `${name}=${JSON.stringify(value)}`).sort();
  return `<${[tagOf(element), ...said].join(" ")}>`;
}

const INLINE = ["a", "strong", "em", "sub", "sup", "code", "br"];

function shapeOf(element) {
  const parts = [];
  let run = [];
  const inPre = tagOf(element) === "pre";
  const end = () => {
    const isSaid = inPre || run.some((node) => !isBlank(node));
    if (isSaid) parts.push(runsOf(run, [], inPre, []));
    run = [];
  };
  for (const node of element.childNodes) {
    if (node.nodeType === TEXT || INLINE.includes(tagOf(node))) run.push(node);
    else {
      end();
      parts.push(shapeOf(node));
    }
  }
  end();
  return [element.attributes ? nameOf(element) : "", parts];
}

function isSame(element, html) {
  const other = fragmentOf(html);
  if (other.childNodes.length !== 1) return false;
  return JSON.stringify(shapeOf(element)) === JSON.stringify(shapeOf(other.firstChild));
}

// The document of an HTML text, and each of its blocks as it stands by how it would be written (a map), with what
// stands between them. Raises Unholdable for a text that is not the same afterwards.
export function read(html, schema, rules) {
  const reader = new Reader(schema, rules);
  const fragment = fragmentOf(html);
  const blocks = [];
  const originals = new Map();
  const between = new Set();
  for (const node of fragment.childNodes) {
    if (isBlank(node)) {
      if (blocks.length && node.nextSibling) between.add(node.nodeValue);
      continue;
    }
    if (node.nodeType !== ELEMENT || reader.isInline(node)) refuse(node);
    if (node.previousSibling && node.previousSibling.nodeType === ELEMENT) between.add("");
    const block = reader.block(node);
    const again = written(block, rules);
    if (!isSame(node, again)) refuse(node);
    if (!originals.has(again)) originals.set(again, node.outerHTML);
    blocks.push(block);
  }
  const content = blocks.length ? blocks : [schema.nodes.p.create()];
  let doc;
  try {
    doc = schema.nodes.doc.createChecked(null, content);
  } catch (error) {
    throw new Unholdable(html.trim().slice(0, SHOWN_CHARACTERS));
  }
  return { doc, originals, separator: between.size === 1 ? [...between][0] : "\n" };
}
