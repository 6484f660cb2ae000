import assert from "node:assert/strict";
import { test } from "node:test";

import { element, run, storage } from "./browser.mjs";

const OFF = "desk-keys-off";

// The queue with a button a key, and what was pressed.
function home({ kept = {}, broken = false } = {}) {
  const pressed = [];
  const finds = Object.fromEntries(
    ["j", "y", "z"].map((key) => [`[data-key="${key}"]`, { click: () => pressed.push(key) }]),
  );
  const toggle = element();
  const page = element({ finds: { ...finds, "[data-keys]": toggle } });
  const localStorage = storage(kept, broken);
  const window = {};
  run("static/js/home.js", {
    document: page,
    localStorage,
    addEventListener: (name, listener) => (window[name] = listener),
  });
  function press(code, { typing = null, ...held } = {}) {
    let prevented = false;
    const target = { closest: () => typing };
    page.fire("keydown", { code, target, preventDefault: () => (prevented = true), ...held });
    return prevented;
  }
  function submit() {
    let prevented = false;
    page.fire("submit", { preventDefault: () => (prevented = true) });
    return prevented;
  }
  return { pressed, press, submit, toggle, localStorage, shown: () => window.pageshow() };
}

test("a key presses the button that names it, by its place on the keyboard", () => {
  const { pressed, press } = home();
  assert.equal(press("KeyY", { key: "н" }), true);
  press("KeyZ");
  // No button has this one, and the browser keeps it.
  assert.equal(press("KeyX"), false);
  assert.equal(press("KeyA"), false);
  assert.deepEqual(pressed, ["y", "z"]);
});

test("who types, holds a key down, or calls the browser decides nothing", () => {
  const { pressed, press } = home();
  for (const held of [
    { typing: {} },
    { repeat: true },
    { ctrlKey: true },
    { altKey: true },
    { metaKey: true },
  ]) {
    press("KeyY", held);
  }
  assert.deepEqual(pressed, []);
});

test("keys are switched off and on, and the browser remembers it", () => {
  const { pressed, press, toggle, localStorage } = home();
  assert.equal(toggle.hidden, false);
  assert.equal(toggle.getAttribute("aria-pressed"), "true");
  toggle.fire("click");
  press("KeyJ");
  assert.equal(toggle.getAttribute("aria-pressed"), "false");
  assert.equal(localStorage.getItem(OFF), "1");
  toggle.fire("click");
  press("KeyJ");
  assert.deepEqual(pressed, ["j"]);
  const later = home({ kept: { [OFF]: "1" } });
  later.press("KeyJ");
  assert.deepEqual(later.pressed, []);
});

test("without storage keys are on, and can be switched off for the page", () => {
  const { pressed, press, toggle } = home({ broken: true });
  press("KeyJ");
  toggle.fire("click");
  press("KeyJ");
  assert.deepEqual(pressed, ["j"]);
});

test("a page sends one decision, and another one after going back to it", () => {
  const { submit, shown } = home();
  assert.deepEqual([submit(), submit()], [false, true]);
  shown();
  assert.equal(submit(), false);
});
