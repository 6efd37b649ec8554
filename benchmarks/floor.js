/**
 * Evaluated in the extension's service worker: what `chrome.debugger` gives when nothing stands behind it, no socket and
 * no frame. In callbacks, as the relay uses it: promises would cost more. The debugger is attached to the tab already.
 */
(() => {
  const params = { expression: "1+1", returnByValue: true };

  /** The tab that this extension's debugger is attached to. */
  const attachedTab = async () => {
    const answers = (id) =>
      new Promise((resolve) => {
        chrome.debugger.sendCommand({ tabId: id }, "Target.getTargetInfo", {}, () => resolve(!chrome.runtime.lastError));
      });
    for (const { id } of await chrome.tabs.query({})) if (await answers(id)) return { tabId: id };
    throw new Error("no tab is attached");
  };

  const send = (tab, method, options) =>
    new Promise((resolve, reject) => {
      chrome.debugger.sendCommand(tab, method, options, (result) => {
        const error = chrome.runtime.lastError;
        if (error) reject(new Error(error.message));
        else resolve(result);
      });
    });

  /** Milliseconds of `count` evaluations, one after the other. The clock here has steps of 0.1 ms. */
  const sequential = async (count) => {
    const tab = await attachedTab();
    return new Promise((resolve) => {
      const times = [];
      const next = () => {
        const begun = performance.now();
        chrome.debugger.sendCommand(tab, "Runtime.evaluate", params, () => {
          times.push(performance.now() - begun);
          if (times.length < count) next();
          else resolve(times);
        });
      };
      next();
    });
  };

  /** Evaluations per second with `width` of them in flight. */
  const inFlight = async (count, width) => {
    const tab = await attachedTab();
    return new Promise((resolve) => {
      const begun = performance.now();
      let sent = 0;
      let done = 0;
      const next = () => {
        if (sent === count) return;
        sent += 1;
        chrome.debugger.sendCommand(tab, "Runtime.evaluate", params, () => {
          done += 1;
          if (done === count) resolve((count / (performance.now() - begun)) * 1000);
          else next();
        });
      };
      for (let i = 0; i < width; i += 1) next();
    });
  };

  /** Milliseconds of one command, with its result in the worker's hands. */
  const once = async (method, options) => {
    const tab = await attachedTab();
    const begun = performance.now();
    await send(tab, method, options);
    return performance.now() - begun;
  };

  /**
   * Console events per second, counted. The relay listens, too: its work is made nothing by taking from it the two
   * functions that cost something. The gateway misses the events of a tab that nobody drives meanwhile.
   */
  const events = async (count, expression) => {
    const tab = await attachedTab();
    const { stringify } = JSON;
    const { send: write } = WebSocket.prototype;
    let listener = () => {};
    await send(tab, "Runtime.enable", {});
    try {
      JSON.stringify = () => "{}";
      WebSocket.prototype.send = () => {};
      return await new Promise((resolve) => {
        const begun = performance.now();
        let seen = 0;
        listener = (source, method) => {
          if (method === "Runtime.consoleAPICalled") seen += 1;
          if (seen === count) resolve((count / (performance.now() - begun)) * 1000);
        };
        chrome.debugger.onEvent.addListener(listener);
        chrome.debugger.sendCommand(tab, "Runtime.evaluate", { expression }, () => {});
      });
    } finally {
      JSON.stringify = stringify;
      WebSocket.prototype.send = write;
      chrome.debugger.onEvent.removeListener(listener);
      await send(tab, "Runtime.disable", {});
    }
  };

  /** Answers the commands that come over a socket, as the relay does, until the other end closes it. */
  const serve = async (url) => {
    const tab = await attachedTab();
    const socket = new WebSocket(url);
    socket.onmessage = ({ data }) => {
      const { id, method, params: options } = JSON.parse(data);
      chrome.debugger.sendCommand(tab, method, options, (result) => {
        const error = chrome.runtime.lastError;
        socket.send(error ? `{"id":${id},"error":${error.message}}` : `{"id":${id},"result":${JSON.stringify(result)}}`);
      });
    };
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error(`no connection to ${url}`));
    });
  };

  globalThis.benchmark = { sequential, inFlight, once, events, serve };
})();
