// What the buttons and keys do.
import { chainCommands, exitCode, lift, setBlockType, toggleMark, wrapIn } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import { liftListItem, sinkListItem, splitListItem, wrapInList } from "prosemirror-schema-list";
import { Plugin, TextSelection } from "prosemirror-state";
import {
  addColumnAfter,
  addRowAfter,
  deleteColumn,
  deleteRow,
  deleteTable,
  goToNextCell,
  isInTable,
} from "prosemirror-tables";

const TEXTS = ["p", "h2", "h3", "h4", "pre"];
const LISTS = ["ul", "ol"];
const MARKS = ["strong", "em", "sub", "sup", "code"];
// Where a new line is a line break, as there is one text.
const ONE_TEXT = ["td", "th", "caption", "figcaption"];
const NEW_TABLE = { rows: 2, columns: 2 };

function isWithin(state, tag) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) if ($from.node(depth).type.name === tag) return true;
  return false;
}

function nearestList(state) {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    const node = $from.node(depth);
    if (LISTS.includes(node.type.name)) return { node, pos: $from.before(depth) };
  }
  return null;
}

// Makes a list of the selected paragraphs, whose texts stand in the items without a paragraph around them.
function makeList(tag) {
  return (state, dispatch) => {
    const { nodes } = state.schema;
    return wrapInList(nodes[tag])(
      state,
      dispatch &&
        ((tr) => {
          const { from, to } = tr.selection;
          tr.doc.nodesBetween(from, to, (node, pos, parent) => {
            if (node.type === nodes.p && parent.type === nodes.li && parent.childCount === 1) {
              tr.setNodeMarkup(pos, nodes.line, null);
            }
          });
          dispatch(tr);
        }),
    );
  };
}

function toggleList(tag) {
  return (state, dispatch) => {
    const list = nearestList(state);
    if (!list) return makeList(tag)(state, dispatch);
    if (list.node.type.name === tag) return liftListItem(state.schema.nodes.li)(state, dispatch);
    if (dispatch) dispatch(state.tr.setNodeMarkup(list.pos, state.schema.nodes[tag], list.node.attrs));
    return true;
  };
}

function toggleText(tag) {
  return (state, dispatch) => {
    const { nodes } = state.schema;
    const { parent } = state.selection.$from;
    const isOn = parent.type.name === tag;
    if (tag === "p" && (isOn || parent.type === nodes.line)) return false;
    return setBlockType(isOn ? nodes.p : nodes[tag])(state, dispatch);
  };
}

function toggleQuotation(state, dispatch) {
  if (isWithin(state, "blockquote")) return lift(state, dispatch);
  return wrapIn(state.schema.nodes.blockquote)(state, dispatch);
}

function insertTable(state, dispatch) {
  const { table, grid, tr, td, line } = state.schema.nodes;
  // Nor in a caption, which it would cut in two with what that belongs to.
  if (["table", "figcaption"].some((tag) => isWithin(state, tag))) return false;
  if (!dispatch) return true;
  const cells = () => Array.from({ length: NEW_TABLE.columns }, () => td.create(null, line.create()));
  const rows = Array.from({ length: NEW_TABLE.rows }, () => tr.create(null, cells()));
  const change = state.tr.replaceSelectionWith(table.create(null, grid.create(null, rows)));
  const place = change.mapping.map(state.selection.from, -1);
  dispatch(change.setSelection(TextSelection.near(change.doc.resolve(place), 1)).scrollIntoView());
  return true;
}

// A table is a `grid` with its caption: both go.
function removeTable(state, dispatch) {
  if (!isInTable(state)) return false;
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if ($from.node(depth).type.name !== "table") continue;
    if (dispatch) dispatch(state.tr.delete($from.before(depth), $from.after(depth)).scrollIntoView());
    return true;
  }
  return deleteTable(state, dispatch);
}

function lineBreak(state, dispatch) {
  const { br } = state.schema.nodes;
  if (!br) return false;
  if (dispatch) dispatch(state.tr.replaceSelectionWith(br.create(), true).scrollIntoView());
  return true;
}

function breakInCell(state, dispatch) {
  const { $from } = state.selection;
  const isOne = $from.depth > 1 && ONE_TEXT.includes($from.node(-1).type.name);
  return isOne && $from.parent.type.name === "line" ? lineBreak(state, dispatch) : false;
}

// What each button does, by its name, and whether it is on. A name is that of an element where there is one.
export function commandsOf(schema) {
  const commands = {};
  const add = (name, run, isOn) => {
    commands[name] = { run, isOn };
  };
  for (const tag of TEXTS.filter((one) => schema.nodes[one])) {
    add(tag, toggleText(tag), (state) => {
      const name = state.selection.$from.parent.type.name;
      return name === tag || (tag === "p" && name === "line");
    });
  }
  if (schema.nodes.blockquote) {
    add("blockquote", toggleQuotation, (state) => isWithin(state, "blockquote"));
  }
  for (const tag of LISTS.filter((one) => schema.nodes[one] && schema.nodes.li)) {
    add(tag, toggleList(tag), (state) => {
      const list = nearestList(state);
      return Boolean(list) && list.node.type.name === tag;
    });
  }
  for (const tag of MARKS.filter((one) => schema.marks[one])) {
    add(tag, toggleMark(schema.marks[tag]), (state) => hasMark(state, schema.marks[tag]));
  }
  if (schema.nodes.table) {
    add("table", insertTable);
    add("row", addRowAfter);
    add("column", addColumnAfter);
    add("row-away", deleteRow);
    add("column-away", deleteColumn);
    add("table-away", removeTable);
  }
  add("undo", undo);
  add("redo", redo);
  return commands;
}

export function hasMark(state, mark) {
  const { from, to, empty, $from } = state.selection;
  if (empty) return Boolean(mark.isInSet(state.storedMarks || $from.marks()));
  return state.doc.rangeHasMark(from, to, mark);
}

// Keys beside those of all editors; `askLink` opens the dialog of the link.
export function keysOf(schema, commands, askLink) {
  const { li } = schema.nodes;
  const keys = {
    "Mod-z": undo,
    "Shift-Mod-z": redo,
    "Mod-y": redo,
    "Shift-Enter": chainCommands(exitCode, lineBreak),
    "Mod-k": askLink,
    Tab: goToNextCell(1),
    "Shift-Tab": goToNextCell(-1),
  };
  const named = {
    strong: "Mod-b",
    em: "Mod-i",
    p: "Mod-Alt-0",
    h2: "Mod-Alt-2",
    h3: "Mod-Alt-3",
    h4: "Mod-Alt-4",
    ol: "Mod-Shift-7",
    ul: "Mod-Shift-8",
    blockquote: "Mod-Shift-9",
  };
  for (const [name, key] of Object.entries(named)) if (commands[name]) keys[key] = commands[name].run;
  keys.Enter = li ? chainCommands(breakInCell, splitListItem(li)) : breakInCell;
  if (li) {
    keys["Mod-]"] = sinkListItem(li);
    keys["Mod-["] = liftListItem(li);
  }
  return keys;
}

// Lines that came to stand alone in the text, or beside each other, become paragraphs: as HTML they would run together.
export function linesApart() {
  return new Plugin({
    appendTransaction(transactions, before, state) {
      if (!transactions.some((one) => one.docChanged)) return null;
      const { line, p, doc } = state.schema.nodes;
      const { tr } = state;
      const look = (node, pos) => {
        if (node.inlineContent) return false;
        node.forEach((child, offset, index) => {
          if (child.type !== line) return;
          const isBeside = [index - 1, index + 1].some((one) => {
            const other = node.maybeChild(one);
            return other && other.type === line;
          });
          if (node.type === doc || isBeside) tr.setNodeMarkup(pos + offset, p, null);
        });
        return true;
      };
      look(state.doc, 0);
      state.doc.descendants((node, pos) => look(node, pos + 1));
      return tr.docChanged ? tr : null;
    },
  });
}
