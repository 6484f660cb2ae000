import assert from "node:assert/strict";
import { test } from "node:test";

import { element, run } from "./browser.mjs";

// A page with two features in one slot and an empty slot below them, and what was pressed.
function composer({ hash = "" } = {}) {
  const pressed = [];
  let under = null;
  const window = {};
  const classList = { add: () => {}, remove: () => {} };
  const button = (name) => ({ click: () => pressed.push(name) });

  function list(slot, items) {
    return Object.assign(element({ finds: { "[data-feature]": items } }), { dataset: { slot }, classList });
  }

  function feature(number) {
    const field = { value: "" };
    const slot = { value: "" };
    const acts = Object.fromEntries(
      ["up", "down", "off", "drop"].map((act) => [`[data-act="${act}"]`, button(`${act} ${number}`)]),
    );
    const item = element({ finds: { ...acts, "[name=place]": field, "[name=slot]": slot } });
    item.dataset = { feature: number };
    item.focus = () => pressed.push(`focus ${number}`);
    item.getBoundingClientRect = () => ({ top: number * 100, height: 100 });
    return Object.assign(item, { field, slot, classList });
  }

  const features = [feature(0), feature(1)];
  const lists = [list("lead", []), list("second", features)];
  features.forEach((one) => {
    one.closest = (name) => (name === "[data-slot]" ? lists[1] : name === "[data-feature]" ? one : null);
  });
  lists[0].closest = (name) => (name === "[data-slot]" ? lists[0] : null);
  const handle = element();
  handle.closest = () => features[0];
  handle.setPointerCapture = () => {};
  const page = element({
    finds: {
      "[data-feature]": features,
      "[data-handle]": [handle],
      "[data-key=z]": button("z"),
    },
  });
  page.elementFromPoint = () => under;
  page.getElementById = () => features[1];
  run("static/js/composer.js", {
    document: page,
    location: { hash },
    innerHeight: 800,
    scrollBy: (_x, y) => pressed.push(`scrolled ${y}`),
    addEventListener: (name, listener) => (window[name] = listener),
  });

  function press(code, { item = features[0], typing = false, ...held } = {}) {
    let prevented = false;
    const closest = (names) => {
      if (names === "[data-feature]") return item;
      return typing ? {} : null;
    };
    page.fire("keydown", { code, target: { closest }, preventDefault: () => (prevented = true), ...held });
    return prevented;
  }

  function drag(to, clientY) {
    under = to;
    handle.fire("pointerdown", { button: 0, pointerId: 1, preventDefault: () => {} });
    handle.fire("pointermove", { clientX: 1, clientY });
    handle.fire("pointerup", {});
  }
  return { pressed, features, lists, press, drag };
}

test("keys on a feature press its buttons, by their place on the keyboard", () => {
  const { pressed, features, press } = composer();
  assert.equal(press("ArrowUp", { altKey: true }), true);
  press("ArrowDown", { altKey: true });
  press("Delete");
  press("Digit3");
  press("ArrowDown");
  press("KeyZ");
  assert.deepEqual(pressed, ["up 0", "down 0", "off 0", "drop 0", "focus 1", "z"]);
  assert.equal(features[0].field.value, "3");
});

test("who types, or calls the browser, moves nothing", () => {
  const { pressed, press } = composer();
  press("Delete", { typing: true });
  press("KeyZ", { typing: true });
  press("Delete", { ctrlKey: true });
  press("Delete", { repeat: true });
  assert.equal(press("KeyA"), false);
  assert.deepEqual(pressed, []);
});

test("what was moved is in focus again", () => {
  assert.deepEqual(composer({ hash: "#feature-1" }).pressed, ["focus 1"]);
  assert.deepEqual(composer({ hash: "#else" }).pressed, []);
});

test("a feature is dropped below another, or into a slot that is empty", () => {
  const { pressed, features, lists, drag } = composer();
  drag(features[1], 180);
  assert.deepEqual([features[0].slot.value, features[0].field.value], ["second", 2]);
  drag(features[1], 120);
  assert.deepEqual([features[0].slot.value, features[0].field.value], ["second", 1]);
  drag(lists[0], 100);
  assert.deepEqual([features[0].slot.value, features[0].field.value], ["lead", 1]);
  // At the edge of the window it scrolls; beside the slots nothing is dropped.
  drag(null, 10);
  drag(null, 790);
  assert.deepEqual(pressed, ["drop 0", "drop 0", "drop 0", "scrolled -16", "scrolled 16"]);
});
