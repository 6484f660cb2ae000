// What a browser can add to pages that work without it: text size, colours, sharing, a comment's draft.
(function () {
  "use strict";
  var root = document.documentElement;

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

  function toggle(button, isOn, set) {
    function show() {
      button.setAttribute("aria-pressed", String(isOn()));
    }
    button.addEventListener("click", function () {
      set(!isOn());
      show();
    });
    show();
    return show;
  }

  function textSize(button) {
    toggle(
      button,
      function () { return root.dataset.text === "large"; },
      function (on) {
        if (on) root.dataset.text = "large";
        else delete root.dataset.text;
        keep("text", on && "large");
      }
    );
  }

  function theme(button) {
    var system = window.matchMedia("(prefers-color-scheme: dark)");
    var show = toggle(
      button,
      function () { return root.dataset.theme ? root.dataset.theme === "dark" : system.matches; },
      function (on) {
        // A choice equal to the system's is no choice: the page follows the system again.
        if (on === system.matches) delete root.dataset.theme;
        else root.dataset.theme = on ? "dark" : "light";
        keep("theme", root.dataset.theme);
      }
    );
    system.addEventListener("change", show);
  }

  function share(button) {
    if (!navigator.share) return;
    button.addEventListener("click", function () {
      var link = document.querySelector('link[rel="canonical"]');
      navigator.share({ title: document.title, url: link ? link.href : location.href }).catch(function () {
        // The reader closed the panel.
      });
    });
    button.hidden = false;
  }

  function draft(form) {
    var field = form.querySelector("textarea");
    var name = "draft:" + form.getAttribute("action");
    if (new URLSearchParams(location.search).has("sent")) keep(name, null);
    else if (!field.value) field.value = kept(name) || "";
    field.addEventListener("input", function () { keep(name, field.value); });
  }

  function languages(details) {
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape" || !details.open) return;
      details.open = false;
      details.querySelector("summary").focus();
    });
    document.addEventListener("click", function (event) {
      if (!details.contains(event.target)) details.open = false;
    });
  }

  function centred(item) {
    // On a phone the current section may stand outside the row that scrolls.
    var list = item.closest("ul"), at = item.getBoundingClientRect(), row = list.getBoundingClientRect();
    list.scrollLeft += at.left + at.width / 2 - row.left - row.width / 2;
  }

  function each(selector, start) {
    document.querySelectorAll(selector).forEach(start);
  }

  each('[data-tool="text"]', textSize);
  each('[data-tool="theme"]', theme);
  each('[data-tool="share"]', share);
  each("#comment-form", draft);
  each("#languages", languages);
  each(".sections [aria-current]", centred);
  // A link to a language's list opens it.
  each('a[href="#languages"]', function (link) {
    link.addEventListener("click", function () { document.getElementById("languages").open = true; });
  });
})();
