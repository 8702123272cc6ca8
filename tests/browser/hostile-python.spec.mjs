// Programs that hang, flood, or take all they can get, one after the other in one page: the page stays responsive, each ends
// by itself or by Stop, and the next one runs.

import { expect, test } from '#support/lanes.mjs';
import { ENDLESS } from '../../src/python/test/endless.mjs';

/** Most time in milliseconds from Stop to the end of a run. */
const LATEST_MS = 3_000;

/** Longest time in milliseconds without a turn of the page's event loop, on a busy machine. */
const LONGEST_PAUSE_MS = 5_000;

/** Programs that end by Stop only. */
const STOPPED = { ...ENDLESS, 'endless output': 'print("on")\nwhile True:\n    print("x" * 1000)' };

/** Programs that end by themselves, with words of how. */
const ENDING = {
  'a memory bomb': ['print("on")\nparts = []\nwhile True:\n    parts.append(bytearray(1 << 26))', /memory/i],
  'endless recursion': ['print("on")\n\ndef down():\n    return down()\n\ndown()', /too deeply/],
  'recursion without a limit': [
    'import sys\nprint("on")\nsys.setrecursionlimit(2**31 - 1)\n\ndef down():\n    return down()\n\ndown()',
    /too deeply|memory|stack/,
  ],
  'a thousand threads': [
    'import threading, time\nprint("on")\nfor _ in range(1000):\n    threading.Thread(target=time.sleep, args=(60,)).start()',
    /too many threads/,
  ],
  'os._exit': ['import os\nprint("on", flush=True)\nos._exit(4)', /ended itself: exit code 4/],
  'a closed stdout': ['import sys\nprint("on")\nsys.stdout.close()\nprint(1)', /ValueError/],
  'a socket': ['import socket\nprint("on")\nsocket.create_connection(("192.0.2.1", 80), 5)', /raised \w+/],
};

for (const runtime of ['cpython', 'cpython-nogil'])
  test(`${runtime} survives hostile programs`, async ({ page, lanes }) => {
    test.slow();
    await page.addInitScript(() => {
      let last = performance.now();
      globalThis.longestPauseMs = 0;
      setInterval(() => {
        const now = performance.now();
        globalThis.longestPauseMs = Math.max(globalThis.longestPauseMs, now - last);
        last = now;
      }, 20);
    });
    const printed = page.getByRole('log', { name: 'Output' });
    /** Shows a program, presses Run, and waits for its first output. */
    const begin = async (code) => {
      await page.evaluate((code) => {
        postMessage({ lanes: 1, id: 1, type: 'configure', code }, location.origin);
      }, code);
      await expect(page.locator('.cm-content')).toContainText(code.split('\n').at(-1).trim());
      await lanes.runButton.click();
      await expect(printed).toContainText('on', { timeout: 20_000 });
    };
    const checkPause = async (name) => {
      const pause = await page.evaluate(() => {
        const longest = globalThis.longestPauseMs;
        globalThis.longestPauseMs = 0;
        return longest;
      });
      test.info().annotations.push({ type: name, description: `longest pause ${pause.toFixed(0)} ms` });
      expect(pause, name).toBeLessThan(LONGEST_PAUSE_MS);
    };

    await lanes.open(`x=python-program&runtime=${runtime}`);
    await page.evaluate(() => {
      globalThis.longestPauseMs = 0;
    });
    for (const [name, code] of Object.entries(STOPPED)) {
      await begin(code);
      await page.waitForTimeout(300);
      const ms = await lanes.msToStop();
      test.info().annotations.push({ type: name, description: `${ms.toFixed(0)} ms` });
      expect(ms, name).toBeLessThan(LATEST_MS);
      await checkPause(name);
    }
    for (const [name, [code, ending]] of Object.entries(ENDING)) {
      await begin(code);
      await lanes.ended();
      await expect(lanes.conclusion, name).toContainText(ending);
      await checkPause(name);
    }
    await begin('print("on", 6 * 7)');
    await lanes.ended();
    await expect(printed).toContainText('on 42');
  });
