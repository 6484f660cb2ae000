import assert from "node:assert/strict";
import { test } from "node:test";

import { cacheStorage, run } from "./browser.mjs";

const SITE = "https://news.example";
const FACTS = {
  version: "v2",
  shell: ["/static/css/site.aaaaaaaaaaaa.css"],
  editions: ["vi", "en"],
  styles: "/static/",
  media: "/media/",
};

async function down() {
  throw new TypeError("Failed to fetch");
}

// The worker on a device that holds these caches; without a `fetch`, one without a connection.
function worker(kept, fetch = down) {
  const listeners = {};
  const caches = cacheStorage(kept);
  const self = {
    addEventListener: (name, listener) => (listeners[name] = listener),
    skipWaiting: () => {},
    registration: {},
  };
  const Response = { error: () => "no answer" };
  const script = run("templates/components/service_worker.js", {
    ...FACTS,
    self,
    caches,
    fetch,
    Response,
    location: { origin: SITE },
  });
  async function answer(path, { method = "GET", mode = "navigate" } = {}) {
    let given = "left alone";
    const waits = [];
    listeners.fetch({
      request: { url: path.startsWith("http") ? path : SITE + path, method, mode },
      respondWith: (promise) => (given = promise),
      waitUntil: (promise) => waits.push(promise),
    });
    const answered = await given;
    await Promise.all(waits);
    return answered;
  }
  async function wait(name) {
    let done;
    listeners[name]({ waitUntil: (promise) => (done = promise) });
    await done;
  }
  return { answer, caches, script, wait };
}

const KEPT = {
  saved: { "/vi/article/7/": "article 7", "/media/7/picture-480.webp": "picture" },
  offline: { "/vi/offline/": "offline in vi" },
  "shell-v2": { "/static/css/site.aaaaaaaaaaaa.css": "style of today" },
};
const WITHOUT_CONNECTION = {
  "a saved article": ["/vi/article/7/na-mau/", {}, "article 7"],
  "a saved article under another headline": ["/vi/article/7/corrected/", {}, "article 7"],
  "another page": ["/vi/topic/", {}, "offline in vi"],
  "a page of an edition that has no offline page yet": ["/en/", {}, "offline in vi"],
  "an article in a language without an edition": ["/pl/article/9/", {}, "offline in vi"],
  "the editors' desk": ["/admin/", {}, "left alone"],
  "a comment that is sent": ["/vi/article/7/", { method: "POST" }, "left alone"],
  "another site": ["https://elsewhere.example/vi/", {}, "left alone"],
  "the style of today": ["/static/css/site.aaaaaaaaaaaa.css", { mode: "no-cors" }, "style of today"],
  "the style of yesterday": ["/static/css/site.bbbbbbbbbbbb.css", { mode: "no-cors" }, "style of today"],
  "a script that is not kept": ["/static/js/site.cccccccccccc.js", { mode: "no-cors" }, "no answer"],
  "a saved picture in another width": ["/media/7/picture-960.jpg", { mode: "no-cors" }, "picture"],
  "another picture": ["/media/8/picture-480.webp", { mode: "no-cors" }, "no answer"],
};

for (const [name, [path, options, expected]] of Object.entries(WITHOUT_CONNECTION)) {
  test(`without a connection: ${name}`, async () => {
    assert.equal(await worker(KEPT).answer(path, options), expected);
  });
}

// An answer of the network with this status.
function answerOf(status, redirected = false) {
  const one = { status, redirected, headers: new Map() };
  one.clone = () => one;
  return one;
}

const WITH_CONNECTION = {
  "a correction is kept": [200, false, "new"],
  "a withdrawn article is forgotten": [410, false, undefined],
  "a fault of the site changes nothing": [500, false, "article 7"],
  "an answer from elsewhere changes nothing": [200, true, "article 7"],
};

for (const [name, [status, redirected, expected]] of Object.entries(WITH_CONNECTION)) {
  test(`with a connection: ${name}`, async () => {
    const fresh = answerOf(status, redirected);
    const { answer, caches } = worker({ saved: { "/vi/article/7/": "article 7" } }, async () => fresh);
    assert.equal(await answer("/vi/article/7/na-mau/"), fresh);
    const kept = caches.all.get("saved").get("/vi/article/7/");
    assert.equal(kept, expected === "new" ? fresh : expected);
    assert.ok(caches.all.get("offline").has("/vi/offline/"), "the offline page is kept ready");
  });
}

test("with a connection: the page of an article's changes does not replace the article", async () => {
  const { answer, caches } = worker({ saved: { "/vi/article/7/": "article 7" } }, async () => answerOf(200));
  await answer("/vi/article/7/duong/changes/");
  assert.equal(caches.all.get("saved").get("/vi/article/7/"), "article 7");
});

test("a new worker keeps its files and drops those of the old one", async () => {
  const { caches, wait } = worker({ "shell-v1": {}, saved: {}, offline: {} });
  await wait("install");
  await wait("activate");
  assert.deepEqual([...caches.all.keys()].sort(), ["offline", "saved", "shell-v2"]);
  assert.deepEqual([...caches.all.get("shell-v2").keys()], FACTS.shell);
});
