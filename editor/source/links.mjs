// The dialog that asks where words shall lead.
import { AllSelection, TextSelection } from "prosemirror-state";
import { isAddress } from "./schema.mjs";

// The link at the cursor, or in the selection: its mark and from where to where it reaches. Null without one.
function linkAt(state) {
  const type = state.schema.marks.a;
  const { $from, from, to, empty } = state.selection;
  if (!empty) {
    let found = null;
    state.doc.nodesBetween(from, to, (node) => {
      found = found || type.isInSet(node.marks) || null;
    });
    return found && { mark: found, from, to };
  }
  const { parent } = $from;
  const start = $from.start();
  let link = null;
  parent.forEach((child, offset) => {
    const end = offset + child.nodeSize;
    const mark = type.isInSet(child.marks);
    const place = $from.parentOffset;
    if (!mark) return;
    if (link && link.to === start + offset && link.mark.eq(mark)) link.to = start + end;
    else if (!link || link.to < start + place) link = { mark, from: start + offset, to: start + end };
  });
  return link && link.from <= from && from <= link.to ? link : null;
}

// A function that asks, as a command of the editor; null without links in the schema.
export function linkDialog(dialog, rules, viewOf) {
  const field = dialog.querySelector("input");
  const refusal = dialog.querySelector("[data-refusal]");
  const away = dialog.querySelector("[data-link=away]");

  function apply(href) {
    const view = viewOf();
    const { state } = view;
    const { a } = state.schema.marks;
    const found = linkAt(state);
    const { tr } = state;
    if (found) tr.removeMark(found.from, found.to, a);
    if (href) {
      const mark = a.create({ ...(found ? found.mark.attrs : {}), href });
      const { from, to, empty } = state.selection;
      if (found) tr.addMark(found.from, found.to, mark);
      else if (!empty) tr.addMark(from, to, mark);
      else tr.insert(from, state.schema.text(href, [...state.selection.$from.marks(), mark]));
    }
    view.dispatch(tr.scrollIntoView());
  }

  function refuse(isWrong) {
    refusal.hidden = !isWrong;
    field.setAttribute("aria-invalid", String(isWrong));
  }

  dialog.querySelector("form").addEventListener("submit", (event) => {
    const by = event.submitter ? event.submitter.dataset.link : "set";
    const href = field.value.trim();
    if (by === "set" && !isAddress(href, rules)) {
      event.preventDefault();
      refuse(true);
      field.focus();
    } else if (by === "set" || by === "away") apply(by === "set" ? href : null);
  });
  dialog.addEventListener("close", () => viewOf().focus());

  return (state, dispatch) => {
    const { $from, empty } = state.selection;
    const isWords = state.selection instanceof TextSelection || state.selection instanceof AllSelection;
    if (!isWords || (empty && !$from.parent.inlineContent)) return false;
    if (dispatch) {
      const found = linkAt(state);
      field.value = found ? found.mark.attrs.href || "" : "";
      away.hidden = !found;
      refuse(false);
      dialog.showModal();
      field.select();
    }
    return true;
  };
}
