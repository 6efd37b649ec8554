/** A `chrome` of which a test decides what it answers, and when. */

/** Installs the fake as the global `chrome`; `calls` lists the debugger calls, each to be answered by the test. */
export function installChrome() {
  const calls = [];
  const record =
    (method) =>
    (...args) => {
      const callback = args.pop();
      calls.push({
        method,
        args,
        /** Chrome calls back, in one turn, with a result or with `runtime.lastError`. */
        answer: (result, message) => {
          fake.runtime.lastError = message === undefined ? undefined : { message };
          callback(result);
          fake.runtime.lastError = undefined;
        },
      });
    };
  const fake = {
    calls,
    runtime: { lastError: undefined },
    debugger: {
      attach: record("attach"),
      detach: record("detach"),
      sendCommand: record("sendCommand"),
      getTargets: record("getTargets"),
    },
  };
  globalThis.chrome = fake;
  return fake;
}

/** Installs a `chrome` that has a session storage, as JSON, and no more. */
export function installStorage() {
  const stored = new Map();
  const session = {
    get: async (key) => (stored.has(key) ? { [key]: JSON.parse(stored.get(key)) } : {}),
    set: async (values) => Object.entries(values).forEach(([key, value]) => stored.set(key, JSON.stringify(value))),
  };
  globalThis.chrome = { storage: { session } };
}

/** The part of a Link that writes; `frames` is what was written. */
export function fakeLink() {
  const link = { ready: true, epoch: 1, maxPayload: 1_000, frames: [] };
  link.send = (text) => link.frames.push(JSON.parse(text));
  return link;
}
