// What a reader saves for later: the button of an article, and the list. Both stay on the device: the list in the
// browser's storage, the pages in a cache from which the service worker answers where there is no connection.
(() => {
  "use strict";
  const KEY = "saved";
  const CACHE = "saved";
  const OFFLINE = "offline";
  // As many as a list without pages shows. Nothing falls out by itself.
  const MOST = 100;
  // About 1 MB an article at most; only photo stories have more.
  const MOST_PICTURES = 12;

  function read() {
    try {
      const kept = JSON.parse(localStorage.getItem(KEY));
      return Array.isArray(kept) ? kept.filter((one) => one && one.id && isOurs(one.url)) : [];
    } catch (error) {
      return [];
    }
  }

  function isOurs(path) {
    // The list leads to pages of this site, whatever wrote into the storage.
    return typeof path === "string" && /^\/[^/\\]/.test(path);
  }

  // Browsers run as a worker only what a policy of this name let pass (Trusted Types).
  const policy =
    window.trustedTypes &&
    window.trustedTypes.createPolicy("newsroom", { createScriptURL: (path) => (isOurs(path) ? path : "") });

  function trusted(path) {
    return policy ? policy.createScriptURL(path) : path;
  }

  function write(all) {
    localStorage.setItem(KEY, JSON.stringify(all));
  }

  function say(place, name) {
    place.querySelectorAll("[data-says]").forEach((one) => {
      one.hidden = one.dataset.says !== name;
    });
  }

  function placeOf(saved) {
    // Without the words at its end, which change with the headline; the service worker looks here.
    return saved.url.replace(/[^/]*\/$/, "");
  }

  function picturesOf(saved) {
    // Lists from before all pictures were kept name the first one.
    return [].concat(saved.pictures || saved.picture || []);
  }

  async function forget(saved) {
    const others = read().filter((one) => one.id !== saved.id);
    const cache = await caches.open(CACHE);
    await cache.delete(placeOf(saved), { ignoreVary: true });
    // Articles may share a picture: it goes with the last of them.
    const unshared = picturesOf(saved).filter(
      (one) => !others.some((other) => picturesOf(other).includes(one)),
    );
    await Promise.all(unshared.map((one) => cache.delete(one)));
    write(others);
  }

  // --- The button of an article ---

  // "Saved" is true once the worker that will answer without a connection has all that it needs.
  function activated(registration) {
    const worker = registration.installing || registration.waiting;
    if (registration.active || !worker) return Promise.resolve();
    return new Promise((resolve, reject) => {
      worker.addEventListener("statechange", () => {
        if (worker.state === "activated") resolve();
        else if (worker.state === "redundant") reject(new TypeError("Styles or scripts did not come."));
      });
    });
  }

  function described(facts) {
    const images = Array.from(document.querySelectorAll(".story-picture img")).slice(0, MOST_PICTURES);
    return {
      id: facts.id,
      url: facts.url,
      title: facts.title,
      lang: facts.lang,
      dir: facts.dir,
      source: facts.source,
      // The files that the browser chose and has already; of pictures that were not looked at yet, one for all widths.
      pictures: images.map((image) => new URL(image.currentSrc || image.src).pathname),
      at: new Date().toISOString(),
    };
  }

  async function save(facts) {
    const saved = described(facts);
    const page = await fetch(saved.url);
    if (!page.ok || page.redirected) throw new TypeError("The page did not come.");
    const cache = await caches.open(CACHE);
    try {
      await cache.put(placeOf(saved), page);
      // An article can be read without its pictures.
      const came = saved.pictures.map((one) =>
        cache.add(one).then(
          () => true,
          () => false,
        ),
      );
      const kept = await Promise.all(came);
      saved.pictures = saved.pictures.filter((one, number) => kept[number]);
      await (await caches.open(OFFLINE)).add(facts.offline);
      await activated(await navigator.serviceWorker.register(trusted(facts.worker)));
      write([saved].concat(read().filter((one) => one.id !== saved.id)));
    } catch (error) {
      await forget(saved).catch(() => {
        // The storage that just failed may fail here too; the list does not name what is left.
      });
      throw error;
    }
  }

  // Which of the sentences beside the button is true now.
  async function press(facts) {
    const kept = read().find((one) => one.id === facts.id);
    if (kept) return forget(kept).then(() => "removed");
    if (read().length >= MOST) return "full";
    return save(facts).then(() => "saved");
  }

  function start(button) {
    const place = button.closest(".tools");
    const facts = button.dataset;
    const isSaved = () => read().some((one) => one.id === facts.id);
    const show = () => button.setAttribute("aria-pressed", String(isSaved()));

    button.addEventListener("click", () => {
      if (button.getAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true");
      say(place, "");
      // Only fetching raises a TypeError; what else fails is the storage: full, or forbidden.
      press(facts)
        .catch((error) => (error.name === "TypeError" ? "unreached" : "no-room"))
        .then((outcome) => {
          button.removeAttribute("aria-busy");
          show();
          say(place, outcome);
        });
    });
    window.addEventListener("pageshow", show);
    window.addEventListener("storage", show);
    show();
    button.hidden = false;
    // A headline that was corrected is corrected in the list when the reader comes by.
    const words = { url: facts.url, title: facts.title };
    if (isSaved()) write(read().map((one) => (one.id === facts.id ? Object.assign(one, words) : one)));
  }

  // --- The list ---

  function list(place) {
    const rows = place.querySelector("ol");
    const row = place.querySelector("template");
    const { lang } = document.documentElement;
    // Chromium has no months of Lao and Khmer, and would write those of its own language: both write the day first.
    const isKnown = Intl.DateTimeFormat.supportedLocalesOf(lang).length;
    const day = new Intl.DateTimeFormat(isKnown ? lang : "en-GB", isKnown ? { dateStyle: "long" } : {});

    function draw() {
      const all = read();
      rows.textContent = "";
      rows.append(...all.map(drawn));
      rows.hidden = !all.length;
      say(place, isUsable() ? (all.length ? "" : "empty") : "unusable");
    }

    function drawn(saved) {
      const one = row.content.cloneNode(true).firstElementChild;
      const link = one.querySelector("a");
      const headline = one.querySelector(".headline");
      const time = one.querySelector("time");
      headline.lang = saved.lang;
      headline.dir = saved.dir;
      link.href = saved.url;
      link.textContent = saved.title;
      one.querySelector("bdi").textContent = saved.source;
      time.dateTime = saved.at;
      time.textContent = isNaN(Date.parse(saved.at)) ? "" : day.format(new Date(saved.at));
      const name = one.querySelector("button span span");
      name.textContent = saved.title;
      name.lang = saved.lang;
      one.querySelector("button").addEventListener("click", () => remove(saved));
      return one;
    }

    async function remove(saved) {
      const at = read().findIndex((one) => one.id === saved.id);
      let outcome = "removed";
      await forget(saved).catch(() => {
        outcome = "no-room";
      });
      draw();
      // Who goes through the list by keyboard stays at the same place of it.
      const buttons = rows.querySelectorAll("button");
      (buttons[Math.min(at, buttons.length - 1)] || document.getElementById("content")).focus();
      say(place.querySelector("[role=status]"), outcome);
    }

    window.addEventListener("pageshow", draw);
    window.addEventListener("storage", draw);
    draw();
  }

  function isUsable() {
    // Browsers offer both only where the page came over https, or from the device itself.
    return "serviceWorker" in navigator && "caches" in window;
  }

  if (isUsable()) document.querySelectorAll('[data-tool="save"]').forEach(start);
  document.querySelectorAll("[data-saved-list]").forEach(list);
})();
