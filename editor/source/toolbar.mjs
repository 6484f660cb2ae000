// The buttons: one stop of the Tab key, arrows go from one to the next (the toolbar pattern of the ARIA practices).

function isUsable(button) {
  return !button.hidden && !button.closest("[hidden]");
}

// Sets the buttons of a toolbar up; returns what shows their state anew.
export function toolbar(element, commands, viewOf) {
  const buttons = [...element.querySelectorAll("button[data-command]")];
  for (const button of buttons) if (!commands[button.dataset.command]) button.remove();
  const kept = buttons.filter((button) => button.isConnected || element.contains(button));

  function stopAt(button) {
    for (const one of kept) one.tabIndex = one === button ? 0 : -1;
  }

  function go(from, step) {
    const usable = kept.filter(isUsable);
    const place = step === 0 ? 0 : usable.indexOf(from) + step;
    const next = usable[(place + usable.length) % usable.length];
    stopAt(next);
    next.focus();
  }

  element.addEventListener("keydown", (event) => {
    const isRtl = getComputedStyle(element).direction === "rtl";
    const steps = { ArrowRight: isRtl ? -1 : 1, ArrowLeft: isRtl ? 1 : -1 };
    if (steps[event.key]) go(event.target, steps[event.key]);
    else if (event.key === "Home") go(event.target, 0);
    else if (event.key === "End") go(kept.filter(isUsable)[0], -1);
    else if (event.key === "Escape") viewOf().focus();
    else return;
    event.preventDefault();
  });
  // The selection in the text stays while a button is pressed.
  element.addEventListener("mousedown", (event) => {
    if (event.target.closest("button")) event.preventDefault();
  });
  element.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-command]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const view = viewOf();
    stopAt(button);
    commands[button.dataset.command].run(view.state, view.dispatch, view);
    // Who came by mouse goes on writing; who came by key stays at the buttons.
    if (event.detail) view.focus();
  });

  const tables = element.querySelector("[data-of=table]");
  const now = kept.find(isUsable);
  if (now) stopAt(now);

  return (state, isInTable) => {
    if (tables) tables.hidden = !isInTable;
    for (const button of kept) {
      const { run, isOn } = commands[button.dataset.command];
      if (isOn) button.setAttribute("aria-pressed", String(isOn(state)));
      // Not `disabled`, which would take the focus away from who just pressed it.
      button.setAttribute("aria-disabled", String(!run(state)));
    }
    const stop = kept.find((one) => one.tabIndex === 0);
    if (!stop || !isUsable(stop)) stopAt(kept.find(isUsable));
  };
}
