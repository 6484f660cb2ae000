import assert from "node:assert/strict";
import { test } from "node:test";

import { element, run, storage } from "./browser.mjs";

// The page of work with two links, one of which may have the focus; what has it is noted.
function work(sessionStorage, focused = -1) {
  const page = { waiting: [], reloads: 0, focused: [] };
  const links = ["Cancel", "Look again"].map((words) =>
    element({ href: `/${words}`, textContent: words, focus: () => page.focused.push(words) }),
  );
  run("static/js/work.js", {
    document: element({
      finds: { "a[href], button, input:not([type=hidden]), select": links },
      activeElement: links[focused] || null,
    }),
    sessionStorage,
    setTimeout: (then, milliseconds) => page.waiting.push([then, milliseconds]),
    location: { reload: () => (page.reloads += 1) },
  });
  return page;
}

test("the page of work looks again after four seconds", () => {
  const page = work(storage());
  assert.equal(page.waiting.length, 1);
  assert.equal(page.waiting[0][1], 4000);
  assert.equal(page.reloads, 0);
  page.waiting[0][0]();
  assert.equal(page.reloads, 1);
});

test("the focus stays where it was", () => {
  const kept = storage();
  work(kept, 1).waiting[0][0]();
  assert.deepEqual(work(kept).focused, ["Look again"]);
  assert.deepEqual(work(kept).focused, []);
});

test("without storage it looks again all the same", () => {
  const page = work(storage({}, true), 0);
  page.waiting[0][0]();
  assert.equal(page.reloads, 1);
});
