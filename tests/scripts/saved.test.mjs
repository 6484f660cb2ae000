import assert from "node:assert/strict";
import { test } from "node:test";

import { cacheStorage, element, run, storage } from "./browser.mjs";

const FACTS = {
  id: "7",
  url: "/vi/article/7/na-mau/",
  title: "Na Mau",
  lang: "vi",
  dir: "ltr",
  source: "Paper",
};
const ADDRESSES = { worker: "/service-worker.js", offline: "/vi/offline/" };

// The button of an article, and what a press of it says and keeps.
function device({ list = [], fetch, worker = { active: true }, images = [], caches = cacheStorage() } = {}) {
  const sentences = ["saved", "removed", "full", "unreached", "no-room"].map((says) =>
    element({ dataset: { says } }),
  );
  const place = element({ finds: { "[data-says]": sentences } });
  const button = element({ dataset: { ...FACTS, ...ADDRESSES }, closest: () => place });
  const localStorage = storage({ saved: JSON.stringify(list) });
  run("static/js/saved.js", {
    document: element({ finds: { '[data-tool="save"]': button, ".story-picture img": images } }),
    addEventListener: () => {},
    localStorage,
    caches,
    fetch: fetch || (async () => ({ ok: true, redirected: false })),
    navigator: { serviceWorker: { register: async () => worker } },
  });
  async function press() {
    button.fire("click");
    for (let turn = 0; button.attributes["aria-busy"] && turn < 100; turn += 1) await null;
    return sentences.filter((one) => !one.hidden).map((one) => one.dataset.says);
  }
  const kept = () => JSON.parse(localStorage.getItem("saved"));
  return { button, caches, press, kept, ids: () => kept().map((one) => one.id) };
}

const SITE = "https://news.example";
const photo = (number) => ({ currentSrc: "", src: `${SITE}/media/${number}-640.jpg` });

const others = (count) =>
  Array.from({ length: count }, (_, number) => ({
    id: `other-${number}`,
    url: `/vi/article/${1000 + number}/`,
  }));

test("an article is saved before the others, under an address that outlives its headline", async () => {
  const { button, caches, ids, press } = device({ list: others(1) });
  assert.deepEqual(await press(), ["saved"]);
  assert.deepEqual(ids(), ["7", "other-0"]);
  assert.ok(caches.all.get("saved").has("/vi/article/7/"));
  assert.ok(caches.all.get("offline").has("/vi/offline/"));
  assert.equal(button.attributes["aria-pressed"], "true");
});

test("a second press removes it, page and all", async () => {
  const { caches, ids, press } = device();
  await press();
  assert.deepEqual(await press(), ["removed"]);
  assert.deepEqual(ids(), []);
  assert.equal(caches.all.get("saved").size, 0);
});

test("all pictures of an article are kept, each by the file that the browser chose", async () => {
  const images = [{ currentSrc: `${SITE}/media/1-1280.webp`, src: `${SITE}/media/1-640.jpg` }, photo(2)];
  const { caches, kept, press } = device({ images });
  assert.deepEqual(await press(), ["saved"]);
  assert.deepEqual(kept()[0].pictures, ["/media/1-1280.webp", "/media/2-640.jpg"]);
  assert.ok(caches.all.get("saved").has("/media/2-640.jpg"));
  await press();
  assert.equal(caches.all.get("saved").size, 0);
});

test("of a photo story the first twelve pictures are kept", async () => {
  const { kept, press } = device({ images: Array.from({ length: 30 }, (_, number) => photo(number)) });
  await press();
  assert.equal(kept()[0].pictures.length, 12);
});

test("a picture that does not come is not missed", async () => {
  const caches = cacheStorage();
  const cache = await caches.open("saved");
  const add = cache.add;
  const failing = (asked) => (asked.includes("/2-") ? Promise.reject(new TypeError()) : add(asked));
  const open = async (name) =>
    Object.assign(await caches.open(name), name === "saved" ? { add: failing } : {});
  const { kept, press } = device({ images: [photo(1), photo(2)], caches: { ...caches, open } });
  assert.deepEqual(await press(), ["saved"]);
  assert.deepEqual(kept()[0].pictures, ["/media/1-640.jpg"]);
});

test("a picture of another saved article stays when this one goes", async () => {
  const list = [
    { id: "1", url: "/vi/article/1/", pictures: ["/media/1-640.jpg"] },
    { id: "2", url: "/vi/article/2/", picture: "/media/2-640.jpg" },
  ];
  const { caches, press } = device({ list, images: [photo(1), photo(2), photo(3)] });
  await press();
  await press();
  assert.deepEqual([...caches.all.get("saved").keys()], ["/media/1-640.jpg", "/media/2-640.jpg"]);
});

const down = async () => {
  throw new TypeError("Failed to fetch");
};
const REFUSALS = {
  "no connection": [{ fetch: down }, "unreached"],
  "an answer that is no page": [{ fetch: async () => ({ ok: false }) }, "unreached"],
  "an answer from elsewhere": [{ fetch: async () => ({ ok: true, redirected: true }) }, "unreached"],
  "a hundred are saved": [{ list: others(100) }, "full"],
};

for (const [name, [given, expected]] of Object.entries(REFUSALS)) {
  test(`nothing is saved: ${name}`, async () => {
    const { ids, press } = device(given);
    assert.deepEqual(await press(), [expected]);
    assert.ok(!ids().includes("7"));
  });
}

test("what leads away from this site is not in the list", async () => {
  const list = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "javascript:void 0",
    "/\\elsewhere.example",
    7,
  ];
  const { ids, press } = device({ list: list.map((url, number) => ({ id: `${number}`, url })) });
  await press();
  assert.deepEqual(ids(), ["7"]);
});
