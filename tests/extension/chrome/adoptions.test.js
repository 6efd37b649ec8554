import assert from "node:assert/strict";
import test from "node:test";

import { Adoptions } from "../../../extension/chrome/adoptions.js";

const live = { tabId: 1, targetId: "T1" };

test("whoever waits for a tab gets it once it is announced", async () => {
  const adoptions = new Adoptions();
  const adopted = adoptions.wait(1);
  adoptions.settle(1, undefined);
  adoptions.settle(2, { ...live, tabId: 2 });
  adoptions.settle(1, live);
  adoptions.settle(1, { ...live, targetId: "later" });
  assert.equal(await adopted, live);
});

test("a tab for which Chrome names no target is given up", async (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const adoptions = new Adoptions();
  const adopted = adoptions.wait(1);
  context.mock.timers.tick(10_000);
  await assert.rejects(adopted, /no debugging target/);
  adoptions.settle(1, live);
});
