// The page as a frame of another page: reports its height, and waits until it is visible.

/** Tells the host page that the frame shows Lanes, and not a browser's error. */
export function reportLoading() {
  if (parent !== window) parent.postMessage({ lanes: 1, id: null, type: 'loading' }, '*');
}

/**
 * Reports the height of the page to its host page whenever the height changes.
 *
 * The height is that of the contents. It depends on the width of the frame but never on its height, so a host page that
 * resizes the frame causes no further report. The height is no secret, so it is sent to any origin.
 */
export function reportHeight() {
  if (parent === window) return;
  let reported = 0;
  new ResizeObserver(([{ target }]) => {
    const height = Math.ceil(target.getBoundingClientRect().height);
    // While the page loads, it is empty at first and then incomplete. A fixed height is right at once, and never changes.
    const isIncomplete = document.querySelector(':not(.fixed-height *).lazy[role="status"]');
    if (height === reported || height === 0 || isIncomplete) return;
    reported = height;
    parent.postMessage({ lanes: 1, id: null, type: 'resize', height }, '*');
  }).observe(document.getElementById('app'));
}

/** Resolves once part of the page is visible, both in its own window and in that of its host page. */
export function whenSeen() {
  return new Promise((resolve) => {
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      resolve();
    }).observe(document.getElementById('app'));
  });
}
