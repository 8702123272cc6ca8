// Files of the reader: what was dropped on the page, and pictures that only the browser can decode.

/** Maximum number of files that are read of dropped folders. No experiment takes more. */
const MAX_FILES = 1000;

/** Files that systems keep in folders, and that readers do not see. */
const HIDDEN = /^(\..*|Thumbs\.db|desktop\.ini)$/i;

/**
 * Returns dropped files, and the files of dropped folders in the order of their names.
 *
 * @param {(File | FileSystemEntry)[]} entries what `dragged` returned while the event was handled
 * @returns {Promise<File[]>}
 */
export async function filesOf(entries) {
  const files = [];
  for (const entry of entries) await collect(entry, files, false);
  return files;
}

async function collect(entry, files, isInFolder) {
  if (files.length >= MAX_FILES || (isInFolder && HIDDEN.test(entry.name))) return;
  if (entry instanceof File) {
    files.push(entry);
  } else if (entry.isDirectory) {
    const children = await childrenOf(entry);
    children.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    for (const child of children) await collect(child, files, true);
  } else {
    files.push(await new Promise((resolve, reject) => entry.file(resolve, reject)));
  }
}

/** Lists a folder. Browsers return its entries in parts, the last of which is empty. */
async function childrenOf(folder) {
  const reader = folder.createReader();
  const children = [];
  for (;;) {
    const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (part.length === 0 || children.length >= MAX_FILES) return children;
    children.push(...part);
  }
}

/** Maximum number of pixels, as in `decode.rs`. */
const MAX_PIXELS = 25_000_000;

/**
 * Has the browser decode a picture: of an animation the first frame, upright and in sRGB.
 *
 * @param {Blob} file
 * @returns {Promise<ImageData>}
 */
export async function pixels(file) {
  const bitmap = await createImageBitmap(file, { premultiplyAlpha: 'none' });
  try {
    const { width, height } = bitmap;
    if (width * height > MAX_PIXELS) {
      throw new RangeError(
        `The picture has ${width} × ${height} pixels. The limit is 25 million: scale it down first.`,
      );
    }
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } finally {
    bitmap.close();
  }
}
