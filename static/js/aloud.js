// Reads an article aloud, where the device itself has a voice for its language. Voices of a browser's maker, which
// would send the text away to be spoken, are left alone.
(() => {
  "use strict";
  const speech = window.speechSynthesis;
  const button = document.querySelector('[data-tool="aloud"]');
  if (!speech || !button || !window.SpeechSynthesisUtterance) return;
  const pause = document.querySelector('[data-tool="aloud-pause"]');
  const story = button.closest(".story");
  // Engines give up on long texts, some after fifteen seconds; a sentence or two is below that.
  const LONGEST = 200; // characters
  let pieces = [];
  let at = -1;
  let spoken = null;

  // Chinese is written in two ways and spoken by voices named after places.
  const PLACES = { "zh-hans": ["zh-cn", "zh-sg", "zh-hans"], "zh-hant": ["zh-tw", "zh-hk", "zh-hant"] };

  function voice() {
    const tag = story.lang.toLowerCase();
    const wanted = PLACES[tag] || [tag, tag.split("-")[0]];
    const ours = speech.getVoices().filter((one) => one.localService);
    const named = (one) => one.lang.toLowerCase().replace("_", "-");
    return (
      ours.find((one) => named(one) === tag) ||
      ours.find((one) => wanted.some((start) => `${named(one)}-`.startsWith(`${start}-`)))
    );
  }

  function sentences(line) {
    if (line.length <= LONGEST || !window.Intl || !Intl.Segmenter) return [line];
    const found = [""];
    for (const { segment } of new Intl.Segmenter(story.lang, { granularity: "sentence" }).segment(line)) {
      if (found[0] && (found[found.length - 1] + segment).length > LONGEST) found.push("");
      found[found.length - 1] += segment;
    }
    return found;
  }

  function text() {
    // What is shown is read: title, lead and paragraphs, each a line of the rendered text.
    return Array.from(story.querySelectorAll("h1, .story-lead, .prose"))
      .flatMap((part) => part.innerText.split("\n"))
      .map((line) => line.trim())
      .filter(Boolean)
      .flatMap(sentences);
  }

  function show(isPaused) {
    button.setAttribute("aria-pressed", String(at >= 0));
    pause.hidden = at < 0;
    pause.setAttribute("aria-pressed", String(Boolean(isPaused)));
  }

  function speak() {
    // Kept in a variable: an utterance that nothing holds may be cleared away while it is spoken.
    const utterance = new SpeechSynthesisUtterance(pieces[at]);
    spoken = utterance;
    utterance.lang = story.lang;
    utterance.voice = voice();
    utterance.onend = () => {
      if (utterance !== spoken) return;
      at += 1;
      if (at < pieces.length) speak();
      else stop();
    };
    utterance.onerror = () => {
      if (utterance === spoken) stop();
    };
    speech.speak(utterance);
  }

  function hush() {
    spoken = null;
    speech.cancel();
  }

  function stop() {
    at = -1;
    hush();
    show();
  }

  function offer() {
    button.hidden = !voice() && at < 0;
  }

  button.addEventListener("click", () => {
    if (at >= 0) return stop();
    pieces = text();
    at = 0;
    hush();
    show();
    speak();
  });
  // Pausing by the engine ends the speech on some phones; the piece that was being read is begun again instead.
  pause.addEventListener("click", () => {
    const goesOn = pause.getAttribute("aria-pressed") === "true";
    show(!goesOn);
    if (goesOn) speak();
    else hush();
  });
  if (speech.addEventListener) speech.addEventListener("voiceschanged", offer);
  window.addEventListener("pagehide", stop);
  offer();
})();
