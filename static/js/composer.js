// The composer by keyboard and by dragging. Each key and each drop presses a button of the page, so that without this
// script numbers, arrows and buttons do the same.
(() => {
  "use strict";
  const DIGIT = /^(?:Digit|Numpad)([1-9])$/;
  const EDGE = 60; // pixels at the edge of the window, where dragging scrolls
  const SCROLLED = 16;
  const MARKS = ["drop-before", "drop-after", "drop-into"];
  const features = [...document.querySelectorAll("[data-feature]")];
  const search = document.getElementById("composer-q");
  const legend = document.querySelector("[data-legend]");
  let isSent = false;
  let drag = null; // what is dragged, and where it would stand

  // --- Keys ---

  if (legend) legend.hidden = false;
  features.forEach((one) => one.setAttribute("tabindex", "0"));
  // Where the last act was. What was taken away leaves the focus to what stands there now.
  const named = /^#(?:feature|slot)-/.test(location.hash);
  const goal = named && (document.getElementById(location.hash.slice(1)) || features[0] || search);
  if (goal) goal.focus();

  // To search for the same once more, or to look at the same minute, asks the server too.
  addEventListener("hashchange", () => {
    if (location.hash.startsWith("#composer-")) location.reload();
  });

  function press(item, act) {
    const button = item.querySelector(`[data-act="${act}"]`);
    if (button) button.click();
    return Boolean(button);
  }

  function give(item, place) {
    const field = item.querySelector("[name=place]");
    if (!field) return false;
    field.value = place;
    return press(item, "drop");
  }

  function go(item, step) {
    const next = features[features.indexOf(item) + step];
    if (next) next.focus();
    return Boolean(next);
  }

  function open(item) {
    const fields = item.querySelector("details");
    if (!fields) return false;
    fields.open = !fields.open;
    if (fields.open) fields.querySelector("input:not([type=hidden])").focus();
    return true;
  }

  function answer(item, event) {
    const digit = DIGIT.exec(event.code);
    if (event.altKey && event.code === "ArrowUp") return press(item, "up");
    if (event.altKey && event.code === "ArrowDown") return press(item, "down");
    if (event.altKey) return false;
    if (event.code === "ArrowUp") return go(item, -1);
    if (event.code === "ArrowDown") return go(item, 1);
    if (event.code === "Enter") return open(item);
    if (event.code === "Delete") return press(item, "off");
    return Boolean(digit) && give(item, digit[1]);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.repeat) return;
    const isTyping = event.target.closest("input, select, textarea, button, summary, a");
    if (event.code === "Escape" && drag) return void stop();
    if (event.code === "KeyZ" && !event.altKey && !event.target.closest("input, select, textarea")) {
      const undo = document.querySelector("[data-key=z]");
      if (undo) undo.click();
      return;
    }
    const item = !isTyping && event.target.closest("[data-feature]");
    if (item && answer(item, event)) event.preventDefault();
  });

  document.addEventListener("submit", (event) => {
    // One act a page: a second key that comes too soon would move what nobody has seen.
    if (isSent) event.preventDefault();
    isSent = true;
  });
  addEventListener("pageshow", () => {
    isSent = false;
  });

  // --- Dragging, by mouse, pen or finger ---

  function unmark() {
    for (const one of document.querySelectorAll(MARKS.map((mark) => `.${mark}`).join())) {
      one.classList.remove(...MARKS);
    }
  }

  function stop() {
    unmark();
    drag.item.classList.remove("is-dragged");
    drag = null;
  }

  // Where a drop would stand: the slot, and the place in it, counted from 1.
  function target(event) {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const list = under && under.closest("[data-slot]");
    if (!list) return null;
    const over = under.closest("[data-feature]");
    const items = [...list.querySelectorAll("[data-feature]")];
    if (!over) return { slot: list.dataset.slot, place: items.length + 1, mark: "drop-into", on: list };
    const box = over.getBoundingClientRect();
    const isAfter = event.clientY > box.top + box.height / 2;
    const others = items.filter((one) => one !== drag.item);
    const at = others.indexOf(over);
    const place = over === drag.item ? items.indexOf(over) + 1 : at + (isAfter ? 2 : 1);
    return { slot: list.dataset.slot, place, mark: isAfter ? "drop-after" : "drop-before", on: over };
  }

  function drop(item, { slot, place }) {
    if (item.dataset.found) {
      item.querySelector("[name=to]").value = place;
      press(item, slot);
    } else {
      item.querySelector("[name=slot]").value = slot;
      give(item, place);
    }
  }

  for (const handle of document.querySelectorAll("[data-handle]")) {
    handle.hidden = false;
    handle.addEventListener("pointerdown", (event) => {
      if (event.button || drag) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      drag = { item: handle.closest("li"), to: null };
      drag.item.classList.add("is-dragged");
    });
    handle.addEventListener("pointermove", (event) => {
      if (!drag) return;
      unmark();
      if (event.clientY < EDGE) scrollBy(0, -SCROLLED);
      else if (event.clientY > innerHeight - EDGE) scrollBy(0, SCROLLED);
      drag.to = target(event);
      if (drag.to) drag.to.on.classList.add(drag.to.mark);
    });
    handle.addEventListener("pointerup", () => {
      if (!drag) return;
      const { item, to } = drag;
      stop();
      if (to) drop(item, to);
    });
    handle.addEventListener("pointercancel", () => {
      if (drag) stop();
    });
  }
})();
