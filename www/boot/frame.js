// The page as a frame of another page: how high it is, and whether anybody sees it.

/**
 * Tells the page around how high this one is, whenever that changes.
 *
 * The height is that of the contents, which follows from the width of the frame but never from its height, so
 * whoever makes the frame as high as this changes nothing that would be told again. It is no secret, so it goes to
 * whoever is there.
 */
export function tellHeight() {
  if (parent === window) return;
  let told = 0;
  new ResizeObserver(([{ target }]) => {
    const height = Math.ceil(target.getBoundingClientRect().height);
    // While the page changes from loading to loaded there is nothing in it, and then not all.
    if (height === told || height === 0 || document.querySelector('.lazy[role="status"]')) return;
    told = height;
    parent.postMessage({ lanes: 1, id: null, type: 'resize', height }, '*');
  }).observe(document.getElementById('app'));
}

/** Resolves when some of the page has come into view: in its window, and in that of the page around. */
export function whenSeen() {
  return new Promise((resolve) => {
    new IntersectionObserver((entries, observer) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      resolve();
    }).observe(document.getElementById('app'));
  });
}
