import assert from "node:assert/strict";
import { test } from "node:test";

import { element, run, storage } from "./browser.mjs";

const KEY = "desk-draft:article 1";
const DAY_MS = 24 * 3600 * 1000;

// A form with a title, whose window keeps drafts; `tick` lets the time pass in which a draft is written.
function desk({ drafts = {}, isSaved = false, isRefused = false, sent = null } = {}) {
  const kept = Object.fromEntries(
    Object.entries(drafts).map(([name, draft]) => [name, JSON.stringify(draft)]),
  );
  const store = storage(kept);
  // Drafts are looked for among the names that a storage lists.
  const local = Object.assign(Object.create(store), kept);
  const session = storage(sent ? { "desk-sent": sent } : {});
  const title = { name: "title", type: "text", value: "As published", dispatchEvent: () => undefined };
  const buttons = { "[data-draft=back]": element(), "[data-draft=away]": element(), time: element() };
  const offers = [];
  const box = element({ finds: buttons, remove: () => offers.pop() });
  const fields = Object.assign([title], { _shown: { value: "shown now" } });
  const form = element({ elements: fields, before: (one) => offers.push(one) });
  const place = element({ dataset: { draft: "article 1" }, closest: () => form });
  const page = element({
    finds: {
      ".messagelist .success": isSaved ? element() : null,
      ".errornote": isRefused ? element() : null,
    },
    getElementById: (id) =>
      ({
        "desk-form": place,
        "draft-offer": { content: { firstElementChild: { cloneNode: () => box } } },
      })[id],
  });
  const ticks = [];
  const listeners = {};
  run("static/js/desk.js", {
    document: page,
    localStorage: local,
    sessionStorage: session,
    setInterval: (does) => ticks.push(does),
    addEventListener: (name, listener) => (listeners[name] = listener),
    Event: class {},
    Date,
  });
  function leave() {
    let isAsked = false;
    listeners.beforeunload({ preventDefault: () => (isAsked = true) });
    return isAsked;
  }
  return {
    buttons,
    fields,
    form,
    leave,
    offers,
    session,
    title,
    draft: () => JSON.parse(store.getItem(KEY)),
    tick: () => ticks.forEach((does) => does()),
  };
}

test("what is typed is kept with what the form showed, and leaving asks", () => {
  const window = desk();
  window.tick();
  assert.equal(window.draft(), null);
  assert.equal(window.leave(), false);
  window.title.value = "Better";
  window.tick();
  assert.deepEqual(window.draft().values, [["title", "Better"]]);
  assert.equal(window.draft().shown, "shown now");
  assert.equal(window.leave(), true);
});

test("a form that is sent does not ask, and its draft goes when it was saved", () => {
  const window = desk();
  window.title.value = "Better";
  window.form.fire("submit");
  assert.equal(window.leave(), false);
  assert.equal(window.session.getItem("desk-sent"), KEY);
  const draft = { at: Date.now(), shown: "", values: [["title", "Better"]] };
  assert.equal(desk({ drafts: { [KEY]: draft }, sent: KEY, isSaved: true }).draft(), null);
  assert.notEqual(desk({ drafts: { [KEY]: draft }, sent: KEY }).draft(), null);
});

test("a draft is offered, and brings back the words and what was shown when they were typed", () => {
  const draft = { at: Date.now(), shown: "shown then", values: [["title", "Better"]] };
  const window = desk({ drafts: { [KEY]: draft } });
  assert.equal(window.offers.length, 1);
  window.buttons["[data-draft=back]"].fire("click");
  assert.equal(window.title.value, "Better");
  assert.equal(window.fields._shown.value, "shown then");
  assert.equal(window.offers.length, 0);
});

test("a draft is thrown away when asked, when it says what stands, and when it is old", () => {
  const draft = { at: Date.now(), shown: "", values: [["title", "Better"]] };
  const window = desk({ drafts: { [KEY]: draft } });
  window.buttons["[data-draft=away]"].fire("click");
  assert.equal(window.draft(), null);
  assert.equal(desk({ drafts: { [KEY]: { ...draft, values: [["title", "As published"]] } } }).draft(), null);
  assert.equal(desk({ drafts: { [KEY]: { ...draft, at: Date.now() - 31 * DAY_MS } } }).draft(), null);
});

test("a refused form holds what was typed and offers nothing", () => {
  const draft = { at: Date.now(), shown: "", values: [["title", "Better"]] };
  const window = desk({ drafts: { [KEY]: draft }, isRefused: true });
  assert.equal(window.offers.length, 0);
  assert.equal(window.leave(), true);
});
