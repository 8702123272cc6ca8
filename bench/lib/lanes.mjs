// Lanes itself, driven by its messages.

/** Opens a page of Lanes that runs on request. */
export async function openLanes(browser, url, query) {
  const page = await browser.newPage();
  await page.goto(`${url}?${query}`);
  await page.locator('[data-engine*="ready"]').waitFor({ state: 'attached', timeout: 120_000 });
  return {
    /** Runs the experiment under one strategy. Returns time and answer of the measured run, at the last step of a sweep. */
    async run(strategy) {
      const { runs } = await page.evaluate(requestRun, `strategies=${strategy}`);
      const measured = runs.filter(({ repeat }) => repeat === 1).sort((a, b) => (b.x ?? 0) - (a.x ?? 0));
      const [{ wallMs, checksum }] = measured;
      return { ms: wallMs, sum: checksum };
    },
    close: () => page.close(),
  };
}

/** Runs in the page: sends a message to its own window, as a host page would, and returns the result JSON. */
function requestRun(query) {
  const id = Math.random();
  return new Promise((resolve, reject) => {
    addEventListener('message', function hear({ data }) {
      if (data?.lanes !== 1 || data.id !== id) return;
      if (data.type === 'result') resolve(data.result);
      if (data.type === 'error') reject(new Error(data.error.message));
      if (['result', 'error'].includes(data.type)) removeEventListener('message', hear);
    });
    postMessage({ lanes: 1, id, type: 'run', query }, location.origin);
  });
}
