// Files in the browser's private storage (the Origin Private File System) while a worker needs them.

const PARENT = 'lanes-files';

/**
 * Makes an empty folder.
 *
 * The folder has the name of a lock that is held while the folder is in use. Folders without a
 * held lock were left behind by closed tabs and are removed here; other tabs keep theirs.
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

  /** Writes a file. Resolves to a URL that all workers of this page can read. */
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
    /** Removes the folder and all its files. */
    async remove() {
      // A file cannot be removed while it is being written. `add` has reported any error.
      await writing.catch(() => undefined);
      addresses.forEach(URL.revokeObjectURL);
      await parent.removeEntry(name, { recursive: true });
      release();
    },
  };
}

/** Acquires a lock. Resolves to a function that releases it; the end of this worker releases it too. */
function hold(name) {
  return new Promise((resolve, reject) => {
    navigator.locks.request(name, () => new Promise(resolve)).catch(reject);
  });
}

async function removeAbandoned(parent) {
  // Names first, locks second: a folder is created after its lock was acquired.
  const names = [];
  for await (const name of parent.keys()) names.push(name);
  const { held } = await navigator.locks.query();
  const inUse = new Set(held.map((lock) => lock.name));
  const abandoned = names.filter((name) => !inUse.has(name));
  // Another tab may be removing the same folders.
  await Promise.allSettled(abandoned.map((name) => parent.removeEntry(name, { recursive: true })));
}
