import assert from "node:assert/strict";
import { test } from "node:test";

import { element, run } from "./browser.mjs";

const VOICES = [
  { lang: "en-US", localService: true },
  { lang: "zh_TW", localService: true },
  { lang: "zh-CN", localService: true },
  { lang: "pt-BR", localService: true },
  { lang: "th-TH", localService: false },
];

// An article in a language on a device with these voices, and what it speaks.
function article(lang, lines = ["Title"], voices = VOICES) {
  const said = [];
  const parts = lines.map((line) => ({ innerText: line }));
  const story = { lang, querySelectorAll: () => parts };
  const button = element({ closest: () => story });
  const pause = element();
  run("static/js/aloud.js", {
    document: element({ finds: { '[data-tool="aloud"]': button, '[data-tool="aloud-pause"]': pause } }),
    addEventListener: () => {},
    speechSynthesis: { getVoices: () => voices, speak: (one) => said.push(one), cancel: () => {} },
    SpeechSynthesisUtterance: class {
      constructor(text) {
        this.text = text;
      }
    },
  });
  return { button, pause, said };
}

const CHOSEN = { en: "en-US", "zh-hant": "zh_TW", "zh-hans": "zh-CN", pt: "pt-BR" };

for (const [lang, expected] of Object.entries(CHOSEN)) {
  test(`an article in ${lang} is read by the voice ${expected}`, () => {
    const { button, said } = article(lang);
    assert.equal(button.hidden, false);
    button.fire("click");
    assert.equal(said[0].voice.lang, expected);
    assert.equal(said[0].lang, lang);
  });
}

for (const lang of ["th", "vi", "e"]) {
  test(`nothing is offered in ${lang}: no voice of the device itself`, () => {
    assert.equal(article(lang).button.hidden, true);
  });
}

test("a text is read piece by piece, each short enough for an engine", () => {
  const sentence = "Na Mau village gives land for a road, and its produce reaches the valley sooner. ";
  const { button, pause, said } = article("en", ["Title", `${sentence.repeat(5)}\n\n  Last line `]);
  button.fire("click");
  for (let at = 0; at < said.length; at += 1) said[at].onend();
  const texts = said.map((one) => one.text);
  assert.equal(texts.join("").replace(/\s/g, ""), `Title${sentence.repeat(5)}Last line`.replace(/\s/g, ""));
  assert.ok(texts.every((text) => text.length <= 200));
  assert.equal(button.attributes["aria-pressed"], "false");
  assert.equal(pause.hidden, true);
});

test("a pause begins the same piece again", () => {
  const { button, pause, said } = article("en", ["One", "Two"]);
  button.fire("click");
  said[0].onend();
  pause.fire("click");
  pause.fire("click");
  assert.deepEqual(
    said.map((one) => one.text),
    ["One", "Two", "Two"],
  );
});
