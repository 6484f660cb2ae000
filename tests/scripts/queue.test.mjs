import assert from "node:assert/strict";
import { test } from "node:test";

import { element, run } from "./browser.mjs";

// A queue of two comments, and a press of a key in it.
function queue() {
  const done = [];
  const page = element();
  const entries = ["one", "two"].map((name) => {
    const button = (action) => ({ click: () => done.push(`${name} ${action}`) });
    const entry = element({
      finds: {
        input: button("tick"),
        '[data-action="approve"]': button("approve"),
        '[data-action="decline"]': button("decline"),
        '[data-action="spam"]': button("spam"),
      },
      closest: () => entry,
      focus: () => (page.activeElement = entry),
    });
    return entry;
  });
  page.querySelectorAll = () => entries;
  page.activeElement = { closest: () => null };
  run("static/js/queue.js", { document: page });
  function press(key, { typing = false, ...held } = {}) {
    page.fire("keydown", { key, target: { closest: () => typing }, ...held });
  }
  return { done, press };
}

test("keys go through the queue and decide", () => {
  const { done, press } = queue();
  press("a");
  for (const key of ["j", "x", "a", "J", "s", "j", "D", "k", "d"]) press(key);
  assert.deepEqual(done, ["one tick", "one approve", "two spam", "two decline", "one decline"]);
});

test("who types, or calls the browser, decides nothing", () => {
  const { done, press } = queue();
  press("j");
  press("a", { typing: true });
  press("a", { ctrlKey: true });
  press("q");
  assert.deepEqual(done, []);
});
