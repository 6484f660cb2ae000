import assert from "node:assert/strict";
import { test } from "node:test";

import { run, storage } from "./browser.mjs";

function shown(kept, broken) {
  const classes = [];
  const root = { dataset: {}, classList: { add: (name) => classes.push(name) } };
  run("static/js/early.js", { document: { documentElement: root }, localStorage: storage(kept, broken) });
  assert.deepEqual(classes, ["js"]);
  return root.dataset;
}

const CHOICES = {
  "nothing chosen": [{}, {}],
  "dark colours": [{ theme: "dark" }, { theme: "dark" }],
  "light colours and large text": [
    { theme: "light", text: "large" },
    { theme: "light", text: "large" },
  ],
  "what the site never wrote": [{ theme: "blue", text: "huge" }, {}],
};

for (const [name, [kept, expected]] of Object.entries(CHOICES)) {
  test(`before the first paint: ${name}`, () => assert.deepEqual(shown(kept), expected));
}

test("a browser that keeps nothing shows the page all the same", () => assert.deepEqual(shown({}, true), {}));
