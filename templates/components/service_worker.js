// Keeps what a reader saved readable without a connection. Registered by saved.js when something is saved, not before:
// a reader who saves nothing, on a cheap phone with paid data, then loads not one byte for it.
// Pages come from the network as long as there is one; this script only answers where the network does not.
// It is included by templates/service_worker.js, which states the facts: version, shell, editions, styles, media.

const SHELL = `shell-${version}`;
const SAVED = "saved";
const OFFLINE = "offline";
// An article may be in a language that has no edition. Its number is what counts: the rest follows its headline. What
// lies below it (its changes) is another page.
const ARTICLE = /^(\/[a-z0-9-]+\/article\/\d+\/)(?:[^/]+\/?)?$/;
// The head of a page changes with the sections of the site: a week is as old as its offline page may get.
const OFFLINE_AGE = 7 * 24 * 3600 * 1000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.addAll(shell))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      const names = await caches.keys();
      const old = names.filter((name) => name.startsWith("shell-") && name !== SHELL);
      await Promise.all(old.map((name) => caches.delete(name)));
      // The page is asked for while this script starts, so that it costs no reader with a connection any time.
      if (self.registration.navigationPreload) await self.registration.navigationPreload.enable();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") {
    // The editors' desk, feeds and whatever else is no page for readers stay between browser and site.
    if (editions.includes(editionOf(pathname)) || ARTICLE.test(pathname)) event.respondWith(page(event));
  } else if (pathname.startsWith(styles)) event.respondWith(styleOrScript(request));
  else if (pathname.startsWith(media)) event.respondWith(fetch(request).catch(() => picture(pathname)));
});

async function page(event) {
  const address = new URL(event.request.url);
  try {
    const answer = (await event.preloadResponse) || (await fetch(event.request));
    event.waitUntil(
      keepUp(address, answer.clone()).catch(() => {
        // A device without room goes on with what it has.
      }),
    );
    return answer;
  } catch (error) {
    return (await savedPage(address)) || (await offlinePage(editionOf(address.pathname))) || Response.error();
  }
}

async function savedPage(address) {
  const [, place] = ARTICLE.exec(address.pathname) || [];
  return place && (await caches.open(SAVED)).match(place, { ignoreVary: true });
}

async function offlinePage(edition) {
  const cache = await caches.open(OFFLINE);
  const own = await cache.match(offlineAddress(edition), { ignoreVary: true });
  if (own) return own;
  // An article in a language without an edition has the interface of another.
  const [other] = await cache.keys();
  return other && cache.match(other, { ignoreVary: true });
}

function offlineAddress(edition) {
  return `/${edition}/offline/`;
}

// A saved article is corrected or taken back when the reader sees it so; an edition's offline page is kept ready.
async function keepUp(address, answer) {
  const saved = await caches.open(SAVED);
  const [, place] = ARTICLE.exec(address.pathname) || [];
  if (!address.search && (await savedPage(address))) {
    if (answer.status === 410) await saved.delete(place, { ignoreVary: true });
    // An answer that was led elsewhere is none that a browser takes for a page later.
    if (answer.status === 200 && !answer.redirected) await saved.put(place, answer);
  }
  const edition = editionOf(address.pathname);
  if (!editions.includes(edition)) return;
  const cache = await caches.open(OFFLINE);
  const path = offlineAddress(edition);
  const kept = await cache.match(path, { ignoreVary: true });
  if (!kept || Date.now() - Date.parse(kept.headers.get("date")) > OFFLINE_AGE) await cache.add(path);
}

// Names change with content, so what is kept is never stale. A page saved before an upgrade asks for names of then;
// without a connection it gets today's file of that name.
async function styleOrScript(request) {
  const cache = await caches.open(SHELL);
  const kept = await cache.match(request);
  if (kept) return kept;
  return fetch(request).catch(async () => {
    const asked = withoutHash(request.url);
    const today = (await cache.keys()).find((one) => withoutHash(one.url) === asked);
    return today ? cache.match(today) : Response.error();
  });
}

function withoutHash(url) {
  return url.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "");
}

// One file of a picture is kept; it stands in for every width that the page may ask for.
async function picture(pathname) {
  const cache = await caches.open(SAVED);
  const asked = anyWidth(pathname);
  const kept = (await cache.keys()).find((one) => anyWidth(new URL(one.url).pathname) === asked);
  return kept ? cache.match(kept) : Response.error();
}

function anyWidth(pathname) {
  return pathname.replace(/-\d+\.\w+$/, "");
}

function editionOf(pathname) {
  return pathname.split("/")[1];
}
