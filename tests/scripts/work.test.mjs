import assert from "node:assert/strict";
import { test } from "node:test";

import { run } from "./browser.mjs";

test("the page of work looks again after four seconds", () => {
  const waiting = [];
  let reloads = 0;
  run("static/js/work.js", {
    setTimeout: (then, milliseconds) => waiting.push([then, milliseconds]),
    location: { reload: () => (reloads += 1) },
  });
  assert.equal(waiting.length, 1);
  assert.equal(waiting[0][1], 4000);
  assert.equal(reloads, 0);
  waiting[0][0]();
  assert.equal(reloads, 1);
});
