// What the tests of scripts may ask for: a script run among fakes, and the fakes themselves.
import { readFileSync } from "node:fs";
import vm from "node:vm";

// Runs a script of the repository with nothing but these globals; top-level functions are in what is returned.
export function run(file, globals) {
  const context = vm.createContext({ URL, URLSearchParams, Intl, ...globals });
  context.window = context;
  vm.runInContext(readFileSync(new URL(`../../${file}`, import.meta.url), "utf8"), context, {
    filename: file,
  });
  return context;
}

// The browser's storage; with `broken`, one that refuses everything.
export function storage(kept = {}, broken = false) {
  const values = new Map(Object.entries(kept));
  const guarded =
    (does) =>
    (...given) => {
      if (broken) throw new Error("Storage is forbidden.");
      return does(...given);
    };
  return {
    getItem: guarded((name) => (values.has(name) ? values.get(name) : null)),
    setItem: guarded((name, value) => values.set(name, String(value))),
    removeItem: guarded((name) => values.delete(name)),
  };
}

// An element as far as the scripts look at one: attributes, data, listeners, and answers to its selectors.
export function element({ attributes = {}, dataset = {}, finds = {}, ...others } = {}) {
  const listeners = {};
  return {
    attributes,
    dataset,
    hidden: true,
    addEventListener: (name, listener) => (listeners[name] = listener),
    getAttribute: (name) => (name in attributes ? attributes[name] : null),
    setAttribute: (name, value) => (attributes[name] = value),
    removeAttribute: (name) => delete attributes[name],
    querySelector: (selector) => finds[selector] || null,
    querySelectorAll: (selector) => [].concat(finds[selector] || []),
    contains: () => false,
    fire: (name, event = {}) => listeners[name](event),
    ...others,
  };
}

// Caches that hold answers by address, as `caches` does in a window and in a worker.
export function cacheStorage(kept = {}) {
  const all = new Map(
    Object.entries(kept).map(([name, answers]) => [name, new Map(Object.entries(answers))]),
  );
  const address = (asked) => (typeof asked === "string" ? asked : new URL(asked.url).pathname);
  return {
    all,
    keys: async () => [...all.keys()],
    delete: async (name) => all.delete(name),
    open: async (name) => {
      if (!all.has(name)) all.set(name, new Map());
      const answers = all.get(name);
      return {
        match: async (asked) => answers.get(address(asked)),
        put: async (asked, answer) => void answers.set(address(asked), answer),
        add: async (asked) => void answers.set(asked, `fetched ${asked}`),
        addAll: async (list) => list.forEach((asked) => answers.set(asked, `fetched ${asked}`)),
        delete: async (asked) => answers.delete(asked),
        keys: async () =>
          [...answers.keys()].map((asked) => ({ url: new URL(asked, "https://news.example").href })),
      };
    },
  };
}
