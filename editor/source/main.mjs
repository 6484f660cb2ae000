// The editor of an article's text, over the text area that the desk's form has without it. The text area stays what is
// sent, kept as a draft and compared: the editor writes into it what changed, and nothing while nothing changed.
import { baseKeymap } from "prosemirror-commands";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import { keymap } from "prosemirror-keymap";
import { EditorState } from "prosemirror-state";
import { isInTable, tableEditing } from "prosemirror-tables";
import { EditorView } from "prosemirror-view";
import { commandsOf, hasMark, keysOf, linesApart } from "./commands.mjs";
import { linkDialog } from "./links.mjs";
import { cleanedPaste, pasteWhole } from "./pasting.mjs";
import { Unholdable, read } from "./reading.mjs";
import { schemaOf } from "./schema.mjs";
import { toolbar } from "./toolbar.mjs";
import { textOf, written } from "./writing.mjs";

const CHOICE = "desk-editor";
const SOURCE = "source";

function chosen() {
  try {
    return localStorage.getItem(CHOICE);
  } catch (error) {
    return null;
  }
}

function choose(value) {
  try {
    localStorage.setItem(CHOICE, value);
  } catch (error) {
    // Without storage the choice lasts as long as the page.
  }
}

class HtmlEditor {
  constructor(area, template) {
    this.area = area;
    this.rules = JSON.parse(area.dataset.editor);
    this.schema = schemaOf(this.rules);
    this.view = null;
    // The text as it came, its document, and its blocks as they stood.
    this.opened = null;
    this.originals = new Map();
    this.separator = "\n";
    this.last = null;
    this.isSource = chosen() === SOURCE;
    this.build(template);
    this.show();
    // A draft that is brought back, or any other script.
    area.addEventListener("change", (event) => {
      if (!event.isTrusted && !this.isSource && area.value !== this.last) this.show();
    });
  }

  build(template) {
    this.box = template.content.querySelector(".html-editor").cloneNode(true);
    this.bar = this.box.querySelector("[role=toolbar]");
    this.place = this.box.querySelector("[data-place]");
    this.reason = this.box.querySelector("[data-reason]");
    this.switch = this.box.querySelector("[data-switch]");
    this.help = this.box.querySelector("[data-help]");
    this.area.before(this.box);
    this.place.after(this.area);
    const viewOf = () => this.view;
    this.commands = commandsOf(this.schema);
    const dialog = template.content.querySelector("dialog").cloneNode(true);
    this.askLink = this.schema.marks.a ? linkDialog(dialog, this.rules, viewOf) : () => false;
    if (this.schema.marks.a) {
      document.body.append(dialog);
      this.commands.a = { run: this.askLink, isOn: (state) => hasMark(state, this.schema.marks.a) };
    }
    this.refresh = toolbar(this.bar, this.commands, viewOf);
    this.switch.addEventListener("click", () => {
      this.isSource = !this.place.hidden;
      choose(this.isSource ? SOURCE : "formatted");
      this.show();
      if (this.place.hidden) this.area.focus();
      else this.view.focus();
    });
    const label = this.area.labels[0];
    if (label) {
      label.id = label.id || `${this.area.id}-label`;
      label.addEventListener("click", (event) => {
        if (this.place.hidden) return;
        event.preventDefault();
        this.view.focus();
      });
    }
  }

  // Shows the text formatted, or as HTML where that was chosen or must be.
  show() {
    let refused = null;
    if (!this.isSource) {
      try {
        this.open(this.area.value);
      } catch (error) {
        if (!(error instanceof Unholdable)) throw error;
        refused = error.message;
      }
    }
    const isFormatted = !this.isSource && refused === null;
    this.place.hidden = !isFormatted;
    this.bar.hidden = !isFormatted;
    this.help.hidden = !isFormatted;
    this.area.hidden = isFormatted;
    this.reason.hidden = refused === null;
    this.reason.querySelector("code").textContent = refused || "";
    this.switch.textContent = isFormatted ? this.switch.dataset.toSource : this.switch.dataset.toFormatted;
  }

  open(value) {
    if (this.view && value === this.last) return;
    const { doc, originals, separator } = read(value, this.schema, this.rules);
    for (const [html, original] of originals) this.originals.set(html, original);
    if (!this.view) {
      this.opened = { value, doc };
      this.separator = separator;
      this.last = value;
      this.view = this.viewOf(doc);
      this.refresh(this.view.state, false);
      return;
    }
    // Typed as HTML meanwhile, or a draft: one step, that can be undone as all others.
    this.last = value;
    this.isOwn = true;
    this.view.dispatch(this.view.state.tr.replaceWith(0, this.view.state.doc.content.size, doc.content));
    this.isOwn = false;
  }

  viewOf(doc) {
    const { area } = this;
    const plugins = [
      keymap({
        ...keysOf(this.schema, this.commands, this.askLink),
        "Alt-F10": () => {
          this.bar.querySelector("button[tabindex='0']").focus();
          return true;
        },
      }),
      keymap(baseKeymap),
      history(),
      gapCursor(),
      linesApart(),
      ...(this.schema.nodes.table ? [tableEditing()] : []),
    ];
    const attributes = {
      role: "textbox",
      "aria-multiline": "true",
      class: "html-editor-text",
      spellcheck: "true",
      lang: area.dataset.language,
      dir: area.dataset.direction,
    };
    if (area.labels[0]) attributes["aria-labelledby"] = area.labels[0].id;
    const described = [area.getAttribute("aria-describedby"), this.help.id].filter(Boolean).join(" ");
    if (described) attributes["aria-describedby"] = described;
    return new EditorView(this.place, {
      state: EditorState.create({ doc, plugins }),
      attributes,
      transformPastedHTML: (html) => cleanedPaste(html, this.rules, area.dataset.direction),
      handlePaste: (view, event, slice) => pasteWhole(view, slice),
      dispatchTransaction: (transaction) => this.changed(transaction),
    });
  }

  changed(transaction) {
    const state = this.view.state.apply(transaction);
    this.view.updateState(state);
    if (transaction.docChanged && !this.isOwn) {
      const isUntouched = state.doc.eq(this.opened.doc);
      this.area.value = isUntouched ? this.opened.value : textOf(state.doc, this);
      this.last = this.area.value;
    }
    this.refresh(state, isInTable(state));
  }

  // What would be written if no block were as it was.
  written() {
    const blocks = [];
    this.view.state.doc.forEach((node) => blocks.push(written(node, this.rules)));
    return blocks.join(this.separator);
  }
}

const template = document.getElementById("html-editor");
if (template) {
  for (const area of document.querySelectorAll("textarea[data-editor]")) {
    area.htmlEditor = new HtmlEditor(area, template);
  }
}
