// Files in the browser's private storage (the Origin Private File System), for as long as a worker needs them.

const PARENT = 'lanes-files';

/**
 * Makes an empty folder.
 *
 * Its name is that of a lock that is held as long as the folder is in use. So whoever makes a folder can remove
 * those that closed tabs left behind, and leaves those of other tabs alone.
 */
export async function makeFolder() {
  const root = await navigator.storage.getDirectory();
  const parent = await root.getDirectoryHandle(PARENT, { create: true });
  const name = `lanes-${crypto.randomUUID()}`;
  const release = await hold(name);
  await removeAbandoned(parent);
  const folder = await parent.getDirectoryHandle(name, { create: true });
  const addresses = [];
  let writing = Promise.resolve();

  /** Writes a file, and resolves to an address that it can be read from in all workers of this page. */
  async function add(fileName, bytes) {
    const file = await folder.getFileHandle(fileName, { create: true });
    const access = await file.createSyncAccessHandle();
    try {
      access.write(bytes);
    } finally {
      access.close();
    }
    const address = URL.createObjectURL(await file.getFile());
    addresses.push(address);
    return address;
  }

  return {
    add(fileName, bytes) {
      writing = add(fileName, bytes);
      return writing;
    },
    /** Removes all that is in it, and the folder. */
    async remove() {
      // A file cannot be removed while it is written. Whether that went well is known elsewhere.
      await writing.catch(() => undefined);
      addresses.forEach(URL.revokeObjectURL);
      await parent.removeEntry(name, { recursive: true });
      release();
    },
  };
}

/** Takes a lock. Resolves to what releases it; the end of this worker does so too. */
function hold(name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, () => new Promise(resolve)).catch(reject);
  });
}

async function removeAbandoned(parent) {
  // In this order: a folder is made after its lock was taken.
  const names = [];
  for await (const name of parent.keys()) names.push(name);
  const { held } = await navigator.locks.query();
  const inUse = new Set(held.map((lock) => lock.name));
  const abandoned = names.filter((name) => !inUse.has(name));
  // Another tab may be at it, too.
  await Promise.allSettled(abandoned.map((name) => parent.removeEntry(name, { recursive: true })));
}
