import assert from "node:assert/strict";
import { test } from "node:test";

import { element, run, storage } from "./browser.mjs";

// The page with these elements by selector, in a system that is dark or not, at an address with this path.
function page(finds, { kept = {}, broken = false, dark = false, pathname = "", dataset = {} } = {}) {
  const root = { dataset };
  const localStorage = storage(kept, broken);
  run("static/js/site.js", {
    document: element({ finds, documentElement: root, createElement: () => ({}) }),
    localStorage,
    location: { pathname },
    navigator: {},
    addEventListener: () => {},
    matchMedia: () => ({ matches: dark, addEventListener: () => {} }),
  });
  return { root, localStorage };
}

test("larger text is chosen, kept and taken back", () => {
  const button = element();
  const { root, localStorage } = page({ '[data-tool="text"]': button });
  assert.equal(button.attributes["aria-pressed"], "false");
  button.fire("click");
  assert.equal(root.dataset.text, "large");
  assert.equal(localStorage.getItem("text"), "large");
  assert.equal(button.attributes["aria-pressed"], "true");
  button.fire("click");
  assert.equal(root.dataset.text, undefined);
  assert.equal(localStorage.getItem("text"), null);
});

for (const dark of [false, true]) {
  test(`colours equal to those of a ${dark ? "dark" : "light"} system are no choice`, () => {
    const button = element();
    const { root, localStorage } = page({ '[data-tool="theme"]': button }, { dark });
    button.fire("click");
    assert.equal(root.dataset.theme, dark ? "light" : "dark");
    assert.equal(localStorage.getItem("theme"), dark ? "light" : "dark");
    button.fire("click");
    assert.equal(root.dataset.theme, undefined);
    assert.equal(localStorage.getItem("theme"), null);
  });
}

test("a choice works where the browser keeps nothing", () => {
  const button = element();
  const { root } = page({ '[data-tool="text"]': button }, { broken: true });
  button.fire("click");
  assert.equal(root.dataset.text, "large");
});

const DRAFTS = {
  "what was typed comes back": { written: "", kept: "Half a thought", expected: "Half a thought" },
  "what stands there already stays": { written: "Sent, refused", kept: "Old", expected: "Sent, refused" },
};

for (const [name, { written, kept, expected }] of Object.entries(DRAFTS)) {
  test(`the draft of a comment: ${name}`, () => {
    const field = element({ value: written });
    const writer = element({ value: "" });
    const form = element({
      attributes: { action: "/vi/comment/on/1/" },
      finds: { textarea: field, '[name="writer"]': writer },
    });
    const { localStorage } = page(
      { "[data-comment-form]": form },
      { kept: { "draft:/vi/comment/on/1/": kept, writer: "mark:signed" } },
    );
    assert.equal(field.value, expected);
    assert.equal(writer.value, "mark:signed");
    field.value = "More";
    field.fire("input");
    assert.equal(localStorage.getItem("draft:/vi/comment/on/1/"), "More");
  });
}

const FORM = "/vi/comment/on/1/";
const OWN = "/vi/comment/7/own/key/";

test("a comment that was sent: its draft goes, its private address and its writer's mark stay", () => {
  const sent = element({ dataset: { commentSent: FORM, writer: "mark:signed" } });
  const { localStorage } = page(
    { "[data-comment-sent]": sent },
    { kept: { [`draft:${FORM}`]: "Sent", [`own:${FORM}`]: "/vi/comment/5/own/other/" }, pathname: OWN },
  );
  assert.equal(localStorage.getItem(`draft:${FORM}`), null);
  assert.equal(localStorage.getItem("writer"), "mark:signed");
  assert.equal(localStorage.getItem(`own:${FORM}`), `/vi/comment/5/own/other/ ${OWN}`);
});

const KEPT = {
  "the private addresses of an article's comments are offered": [`${OWN} /vi/comment/8/own/key/`, 2],
  "what leads away from this site is not": [
    "https://elsewhere.example/ //elsewhere.example/ javascript:x",
    0,
  ],
  "nothing was sent": ["", 0],
};

for (const [name, [kept, number]] of Object.entries(KEPT)) {
  test(name, () => {
    const links = [];
    const place = element({ dataset: { commentOwn: FORM }, append: (_space, link) => links.push(link.href) });
    page({ "[data-comment-own]": place }, { kept: { [`own:${FORM}`]: kept } });
    assert.equal(links.length, number);
    assert.equal(place.hidden, number === 0);
  });
}

test("no button to share where the device cannot", () => {
  const button = element();
  page({ '[data-tool="share"]': button });
  assert.equal(button.hidden, true);
});

const HOUR = 3600000;

// A page of these cards, by their times; what the browser kept of former visits; and its languages.
function visit(times, { kept = {}, lang = "en", Words = Intl.RelativeTimeFormat } = {}) {
  const localStorage = storage(kept);
  const marks = [];
  const cards = times.map((dateTime) => ({
    dateTime,
    textContent: "19 May 2024",
    closest: () => ({ prepend: () => marks.push(dateTime) }),
  }));
  const number = {};
  const span = { cloneNode: () => ({}) };
  const place = element({ dataset: { news: "en" }, finds: { b: number, span } });
  run("static/js/site.js", {
    document: element({
      finds: { "[data-news]": place, ".card time": cards },
      documentElement: { dataset: {}, lang },
    }),
    localStorage,
    location: { pathname: "" },
    navigator: {},
    addEventListener: () => {},
    matchMedia: () => ({ matches: false, addEventListener: () => {} }),
    Intl: { ...Intl, RelativeTimeFormat: Words },
  });
  return { cards, marks, place, number, kept: localStorage.getItem("seen:en") };
}

// The page of what is followed: the lists that it asked for, answered with these cards, and what it shows.
function followed(kept, answers) {
  const asked = [];
  const parts = [];
  const place = element({
    finds: {
      "[data-none]": element(),
      template: {
        content: {
          firstElementChild: {
            cloneNode: () => {
              const finds = { a: element(), button: element() };
              const part = element({ finds, cards: [], append: (...cards) => part.cards.push(...cards) });
              parts.push(part);
              return part;
            },
          },
        },
      },
    },
    append: () => {},
  });
  const localStorage = storage({ follow: kept });
  run("static/js/site.js", {
    document: element({ finds: { "[data-followed]": place }, documentElement: { dataset: {}, lang: "en" } }),
    localStorage,
    location: { pathname: "" },
    navigator: {},
    addEventListener: () => {},
    matchMedia: () => ({ matches: false, addEventListener: () => {} }),
    XMLHttpRequest: class {
      open(method, path) {
        asked.push(path);
        this.path = path;
      }
      send() {
        const cards = answers[this.path];
        const finds = { h1: { textContent: `Head of ${this.path}` }, ".grid .card": cards };
        this.status = cards ? 200 : 404;
        this.response = cards && element({ finds, documentElement: { lang: "vi", dir: "ltr" } });
        this.onloadend();
      }
    },
  });
  return { asked, parts, localStorage, none: place.querySelector("[data-none]") };
}

test("what is followed shows the newest four of each list under its name", () => {
  const cards = [1, 2, 3, 4, 5];
  const { asked, parts, none } = followed("/vi/topic/land/ /ar/source/paper/", { "/vi/topic/land/": cards });
  assert.deepEqual(asked, ["/vi/topic/land/", "/ar/source/paper/"]);
  assert.equal(parts[0].querySelector("a").textContent, "Head of /vi/topic/land/");
  assert.deepEqual([parts[0].cards, parts[0].lang], [[1, 2, 3, 4], "vi"]);
  // A list that is gone keeps its address and can be taken off.
  assert.equal(parts[1].querySelector("a").textContent, "/ar/source/paper/");
  assert.equal(parts[1].querySelector("button").attributes["aria-pressed"], "true");
  assert.equal(none.hidden, true);
});

test("only lists of this site are asked for, and none says so", () => {
  const { asked, none } = followed(
    "//elsewhere.example/ https://elsewhere.example/ /\\elsewhere.example",
    {},
  );
  assert.deepEqual(asked, []);
  assert.equal(none.hidden, false);
});

test("a list is followed and left", () => {
  const button = element({ dataset: { follow: "/en/topic/land/" } });
  const { localStorage } = page({ "[data-follow]": button }, { kept: { follow: "/vi/" } });
  assert.equal(button.attributes["aria-pressed"], "false");
  button.fire("click");
  assert.equal(localStorage.getItem("follow"), "/vi/ /en/topic/land/");
  button.fire("click");
  assert.equal(localStorage.getItem("follow"), "/vi/");
});

const at = (hours) => new Date(Date.now() - hours * HOUR - 1000).toISOString();

test("what was published within a day tells how long ago", () => {
  const shown = visit([at(0.5), at(3), at(30), "2024-05-19"]).cards.map((one) => one.textContent);
  assert.deepEqual(shown, ["30 minutes ago", "3 hours ago", "19 May 2024", "19 May 2024"]);
});

test("a date stays where the browser has no words for the language", () => {
  const Words = { supportedLocalesOf: () => [] };
  assert.equal(visit([at(3)], { lang: "lo", Words }).cards[0].textContent, "19 May 2024");
});

test("a first visit has nothing new", () => {
  const { marks, place, kept } = visit([at(1)]);
  assert.deepEqual(marks, []);
  assert.equal(place.hidden, true);
  assert.match(kept, /^0 \d+$/);
});

test("what came since the last visit is marked and counted", () => {
  const last = Date.now() - 5 * HOUR;
  const { marks, place, number, kept } = visit([at(1), at(9)], { kept: { "seen:en": `0 ${last}` } });
  assert.equal(marks.length, 1);
  assert.equal(number.textContent, 1);
  assert.equal(place.hidden, false);
  assert.ok(kept.startsWith(`${last} `));
});

test("a page loaded again within a visit shows what is new still", () => {
  const before = Date.now() - 5 * HOUR;
  const last = Date.now() - HOUR / 2;
  assert.equal(visit([at(1)], { kept: { "seen:en": `${before} ${last}` } }).marks.length, 1);
});
