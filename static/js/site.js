// What a browser can add to pages that work without it: text size, colours, sharing, a comment's draft, how long ago
// something was published, what is new since the last visit, and in the lists that are followed.
(() => {
  "use strict";
  const root = document.documentElement;
  const HOUR = 3600000; // milliseconds
  const OWN_COMMENTS = 20; // of one article; the oldest is forgotten first

  function keep(name, value) {
    try {
      if (value) localStorage.setItem(name, value);
      else localStorage.removeItem(name);
    } catch (error) {
      // Storage may be full or forbidden; the choice then lasts as long as the page.
    }
  }

  function kept(name) {
    try {
      return localStorage.getItem(name);
    } catch (error) {
      return null;
    }
  }

  const shows = []; // two buttons may stand for one choice

  function toggle(button, isOn, set) {
    function show() {
      button.setAttribute("aria-pressed", String(isOn()));
    }
    button.addEventListener("click", () => {
      set(!isOn());
      shows.forEach((one) => one());
    });
    shows.push(show);
    show();
    return show;
  }

  function textSize(button) {
    toggle(
      button,
      () => root.dataset.text === "large",
      (on) => {
        if (on) root.dataset.text = "large";
        else delete root.dataset.text;
        keep("text", on && "large");
      },
    );
  }

  function theme(button) {
    const system = window.matchMedia("(prefers-color-scheme: dark)");
    const show = toggle(
      button,
      () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches),
      (on) => {
        // A choice equal to the system's is no choice: the page follows the system again.
        if (on === system.matches) delete root.dataset.theme;
        else root.dataset.theme = on ? "dark" : "light";
        keep("theme", root.dataset.theme);
      },
    );
    system.addEventListener("change", show);
  }

  function share(button) {
    if (!navigator.share) return;
    button.addEventListener("click", () => {
      const link = document.querySelector('meta[property="og:url"]');
      navigator.share({ title: document.title, url: link ? link.content : location.href }).catch(() => {
        // The reader closed the panel.
      });
    });
    button.hidden = false;
  }

  function copy(button) {
    if (!navigator.clipboard) return;
    button.addEventListener("click", () => {
      navigator.clipboard.writeText(button.dataset.copy).then(() => {
        button.textContent = button.dataset.done;
      });
    });
    button.hidden = false;
  }

  // What a browser keeps of comments: a draft, who wrote it, and the private addresses of what was sent.
  function draft(form) {
    const field = form.querySelector("textarea");
    const name = `draft:${form.getAttribute("action")}`;
    const writer = form.querySelector('[name="writer"]');
    if (!field.value) field.value = kept(name) || "";
    const opened = Date.now();
    if (writer) writer.value = kept("writer") || writer.value;
    form.addEventListener("submit", () => {
      form.querySelector('[name="seconds"]').value = Math.floor((Date.now() - opened) / 1000);
    });
    field.addEventListener("input", () => {
      keep(name, field.value);
    });
  }

  function sent(page) {
    const form = page.dataset.commentSent;
    const before = (kept(`own:${form}`) || "").split(" ").filter((one) => one && one !== location.pathname);
    keep(`draft:${form}`, null);
    keep("writer", page.dataset.writer);
    keep(`own:${form}`, before.concat(location.pathname).slice(-OWN_COMMENTS).join(" "));
  }

  function own(place) {
    const all = (kept(`own:${place.dataset.commentOwn}`) || "").split(" ");
    all.forEach((path, number) => {
      // Only paths of this site, whatever wrote into the storage.
      if (!/^\/[^/\\]/.test(path)) return;
      const link = document.createElement("a");
      link.href = path;
      link.textContent = number + 1;
      place.append(" ", link);
      place.hidden = false;
    });
  }

  // Of the last day, where the browser has words for it in the page's language.
  function ago(time) {
    const hours = (Date.now() - Date.parse(time.dateTime)) / HOUR;
    const Words = Intl.RelativeTimeFormat;
    if (!time.dateTime.includes("T") || !(hours >= 0 && hours < 24)) return;
    if (!Words || !Words.supportedLocalesOf(root.lang).length) return;
    time.title = time.textContent;
    const isHours = hours >= 1;
    time.textContent = new Words(root.lang).format(
      -Math.floor(isHours ? hours : hours * 60),
      isHours ? "hour" : "minute",
    );
  }

  // A visit ends with an hour without a look at the front page.
  function news(place) {
    const name = `seen:${place.dataset.news}`;
    const now = Date.now();
    const [former, last] = (kept(name) || "").split(" ").map(Number);
    const before = last && now - last > HOUR ? last : former || 0;
    keep(name, `${before} ${now}`);
    let number = 0;
    each(".card time", (time) => {
      if (!before || !(Date.parse(time.dateTime) > before)) return;
      const mark = place.querySelector("span").cloneNode(true);
      mark.hidden = false;
      mark.className = "fact is-new";
      time.closest(".byline").prepend(mark, " ");
      number += 1;
    });
    place.querySelector("b").textContent = number;
    place.hidden = !number;
  }

  // The paths of the lists that a reader follows, with a space between two.
  function follows() {
    return (kept("follow") || "").split(" ").filter((one) => /^\/[^/\\]/.test(one));
  }

  function follow(button) {
    const path = button.dataset.follow;
    toggle(
      button,
      () => follows().includes(path),
      (on) => {
        const others = follows().filter((one) => one !== path);
        keep("follow", others.concat(on ? path : []).join(" "));
      },
    );
    button.hidden = false;
  }

  // The page of what is followed shows the newest of each list, as the list's own page has them.
  function followed(place) {
    const paths = follows();
    let waiting = paths.length;
    place.querySelector("[data-none]").hidden = waiting > 0;
    paths.forEach((path) => {
      const part = place.querySelector("template").content.firstElementChild.cloneNode(true);
      const link = part.querySelector("a");
      const button = part.querySelector("button");
      link.href = link.textContent = path;
      button.dataset.follow = path;
      follow(button);
      place.append(part);
      const asked = new XMLHttpRequest();
      asked.onloadend = () => {
        const page = asked.status === 200 && asked.response;
        const head = page && page.querySelector("h1");
        if (head) {
          link.textContent = head.textContent;
          part.lang = page.documentElement.lang;
          part.dir = page.documentElement.dir;
          part.append(...Array.from(page.querySelectorAll(".grid .card")).slice(0, 4));
        }
        waiting -= 1;
        if (waiting) return;
        each("[data-news]", news);
      };
      asked.open("GET", path);
      asked.responseType = "document";
      asked.send();
    });
  }

  // A picture that fills the window comes in the window's size, and Escape leads back.
  function enlarged() {
    const figure = document.querySelector(".story-picture:target");
    if (!figure) return;
    figure.querySelectorAll("[sizes]").forEach((one) => {
      one.sizes = "100vw";
    });
    figure.querySelector(".shrink").focus();
  }

  function dropdown(details) {
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
    document.addEventListener("click", (event) => {
      if (!details.contains(event.target)) details.open = false;
    });
  }

  function centred(item) {
    // On a phone the current section may stand outside the row that scrolls.
    const list = item.closest("ul");
    const at = item.getBoundingClientRect();
    const row = list.getBoundingClientRect();
    list.scrollLeft += at.left + at.width / 2 - row.left - row.width / 2;
  }

  function each(selector, start) {
    document.querySelectorAll(selector).forEach(start);
  }

  each('[data-tool="text"]', textSize);
  each('[data-tool="theme"]', theme);
  each('[data-tool="share"]', share);
  each("[data-copy]", copy);
  each("[data-comment-sent]", sent);
  each("[data-comment-own]", own);
  each("[data-comment-form]", draft);
  each("#languages, #menu, .languages-bar", dropdown);
  each("[data-news]", news);
  each(".card time", ago);
  each("[data-follow]", follow);
  each("[data-followed]", followed);
  each(".story-picture:target", enlarged);
  window.addEventListener("hashchange", enlarged);
  document.addEventListener("keydown", (event) => {
    const close = event.key === "Escape" && document.querySelector(".story-picture:target .shrink");
    if (close) location.hash = close.hash;
  });
  each(".sections [aria-current]", centred);
  // A link to a language's list opens it.
  each('a[href="#languages"]', (link) => {
    link.addEventListener("click", () => {
      document.getElementById("languages").open = true;
    });
  });
})();
