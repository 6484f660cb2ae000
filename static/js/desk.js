// The editors' desk: names for Django's fields that have none, who else has a form open, and drafts of forms that outlive a
// closed tab, an ended session and a refused save. Without scripts the forms work as before; what two editors changed is
// compared by the server.
(() => {
  "use strict";
  const DRAFT = "desk-draft:";
  const SENT = "desk-sent";
  const BEAT_MS = 60000;
  const KEEP_MS = 2000;
  const OLDEST_MS = 30 * 24 * 3600 * 1000;
  const SCROLLED = ".former-text, .differences, .scrolled, .results, .story-grid, .inline-related.tabular";
  const NOT_TYPED = ["csrfmiddlewaretoken", "_shown", "action", "select_across", "index"];

  const place = document.getElementById("desk-form");
  const form = place && place.closest("form");

  function read(store, name) {
    try {
      return store.getItem(name);
    } catch (error) {
      return null;
    }
  }

  function write(store, name, value) {
    try {
      if (value === null) store.removeItem(name);
      else store.setItem(name, value);
    } catch (error) {
      // Storage may be full or forbidden; then there is no draft.
    }
  }

  // --- Django's own fields without a name: lists that look up what is typed, days and times, boxes that filter ---

  function nameList(list) {
    const words = list.getAttribute("aria-label") || (list.labels[0] && list.labels[0].textContent.trim());
    const box = list.nextElementSibling && list.nextElementSibling.querySelector("[role=combobox]");
    const shown = box && box.querySelector("[role=textbox]");
    if (!shown || !words) return;
    shown.setAttribute("aria-label", words);
    box.setAttribute("aria-label", `${words} ${shown.textContent.trim()}`);
    box.removeAttribute("aria-labelledby");
  }

  function nameMoment(input) {
    const legend = input.closest("fieldset").querySelector("legend");
    const part = input.previousSibling;
    const words = [legend, part].map((one) => (one ? one.textContent.trim() : ""));
    if (!input.labels.length) input.setAttribute("aria-label", words.join(" ").trim());
  }

  // The rows that hang on a form: heads of columns without words, and the boxes that strike a row out.
  function nameTable(group) {
    const { deleteText } = JSON.parse(group.dataset.inlineFormset).options;
    const [first, ...others] = group.querySelectorAll("thead th");
    const heads = [
      [first, group.querySelector("h2").textContent.trim()],
      ...others.map((one) => [one, deleteText]),
    ];
    for (const [head, words] of heads) {
      if (!head || head.textContent.trim()) continue;
      head.append(
        Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: words }),
      );
    }
    const strike = others.length ? others[others.length - 1].textContent.trim() : deleteText;
    group.querySelectorAll("td.delete input").forEach((one) => one.setAttribute("aria-label", strike));
  }

  function nameFields() {
    document.querySelectorAll("[data-inline-type=tabular]").forEach(nameTable);
    document.querySelectorAll("select.admin-autocomplete").forEach(nameList);
    document.querySelectorAll("fieldset .datetime input").forEach(nameMoment);
    document.querySelectorAll(".search-label-icon").forEach((one) => one.setAttribute("role", "img"));
    // What is longer or wider than its box is scrolled by keyboard too.
    for (const box of document.querySelectorAll(SCROLLED)) {
      if (box.scrollHeight > box.clientHeight || box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    }
  }

  // When Django's scripts have made theirs: some as soon as jQuery is ready, some when all is loaded.
  if (window.django && window.django.jQuery) window.django.jQuery(nameFields);
  addEventListener("load", nameFields);
  document.addEventListener("formset:added", () => setTimeout(nameFields));

  // --- Drafts that were saved, and old ones ---

  const sent = read(sessionStorage, SENT);
  if (sent && document.querySelector(".messagelist .success")) write(localStorage, sent, null);
  if (!document.querySelector("form.conflicts")) write(sessionStorage, SENT, null);
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(DRAFT))) {
    const draft = JSON.parse(read(localStorage, name) || "null");
    if (!draft || Date.now() - draft.at > OLDEST_MS) write(localStorage, name, null);
  }
  if (!form) return;

  // --- Who else is here ---

  const here = place.querySelector(".here");
  const address = place.dataset.presence;
  let isSubmitted = false;

  function data(extra) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (extra) body.append(extra, "1");
    return body;
  }

  async function beat() {
    try {
      const answer = await fetch(address, { method: "POST", body: data(), redirect: "error" });
      const found = answer.ok ? (await answer.json()).others : [];
      here.replaceChildren(
        ...found.map((sentence) => Object.assign(document.createElement("li"), { textContent: sentence })),
      );
      here.hidden = !found.length;
    } catch (error) {
      // Offline, or signed out: the next beat tries again, and the draft is kept here.
    }
  }

  if (address) {
    setInterval(beat, BEAT_MS);
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden) beat();
    });
    addEventListener("pagehide", () => {
      if (!isSubmitted) navigator.sendBeacon(address, data("left"));
    });
  }

  // --- Drafts ---

  const key = DRAFT + place.dataset.draft;

  function inputs() {
    return [...form.elements].filter(
      (one) => one.name && !NOT_TYPED.includes(one.name) && !/^(submit|button|file|password)$/.test(one.type),
    );
  }

  // Each input as [name, value, words]: of a box whether it is ticked, of a list its choices with their words.
  function typed() {
    return inputs().map((one) => {
      if (one.type === "checkbox" || one.type === "radio") return [one.name, one.value, one.checked];
      if (!one.options) return [one.name, one.value];
      return [one.name, [...one.selectedOptions].map((option) => [option.value, option.text])];
    });
  }

  const untouched = JSON.stringify(typed());
  const isRefused = Boolean(document.querySelector(".errornote"));
  let last = untouched;

  function isChanged() {
    return isRefused || JSON.stringify(typed()) !== untouched;
  }

  function keep() {
    const now = JSON.stringify(typed());
    if (now === last && !isRefused) return;
    last = now;
    if (!isChanged()) return;
    const shown = form.elements._shown;
    const draft = { at: Date.now(), shown: shown ? shown.value : "", values: typed() };
    write(localStorage, key, JSON.stringify(draft));
  }

  function choose(list, chosen) {
    for (const [value, words] of chosen) {
      if (![...list.options].some((option) => option.value === value)) list.add(new Option(words, value));
    }
    const values = chosen.map(([value]) => value);
    for (const option of list.options) option.selected = values.includes(option.value);
  }

  function addRows(values) {
    for (const [name, number] of values.filter(([one]) => one.endsWith("-TOTAL_FORMS"))) {
      const group = document.getElementById(name.replace("TOTAL_FORMS", "group"));
      const add = group && group.querySelector(".add-row a");
      for (let left = number - form.elements[name].value; add && left > 0; left -= 1) add.click();
    }
  }

  function bringBack(draft) {
    addRows(draft.values);
    const waiting = [...draft.values];
    for (const one of inputs()) {
      const isBox = one.type === "checkbox" || one.type === "radio";
      const found = waiting.findIndex(
        ([name, value]) => name === one.name && (!isBox || value === one.value),
      );
      if (found < 0) continue;
      const [[, value, isTicked]] = waiting.splice(found, 1);
      if (isBox) one.checked = isTicked;
      else if (one.options) choose(one, value);
      else if (!/-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$/.test(one.name)) one.value = value;
      one.dispatchEvent(new Event("change", { bubbles: true }));
    }
    // What the form showed when this was typed: the server compares with that.
    if (draft.shown && form.elements._shown) form.elements._shown.value = draft.shown;
  }

  function offer(draft) {
    const box = document.getElementById("draft-offer").content.firstElementChild.cloneNode(true);
    const when = new Date(draft.at);
    box.querySelector("time").textContent = when
      .toLocaleString("sv", { timeZone: "Asia/Ho_Chi_Minh" })
      .slice(0, 16);
    box.querySelector("[data-draft=back]").addEventListener("click", () => {
      bringBack(draft);
      box.remove();
    });
    box.querySelector("[data-draft=away]").addEventListener("click", () => {
      write(localStorage, key, null);
      box.remove();
    });
    form.before(box);
  }

  const kept = JSON.parse(read(localStorage, key) || "null");
  if (kept && JSON.stringify(kept.values) === untouched) write(localStorage, key, null);
  else if (kept && !isRefused) offer(kept);

  setInterval(keep, KEEP_MS);
  addEventListener("pagehide", keep);
  form.addEventListener("submit", () => {
    keep();
    isSubmitted = true;
    write(sessionStorage, SENT, key);
  });
  addEventListener("beforeunload", (event) => {
    if (!isSubmitted && isChanged()) event.preventDefault();
  });
})();
