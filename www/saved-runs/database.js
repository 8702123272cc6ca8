// The reader's saved runs, in the browser's database. Each is a line of text, and the newest has the highest key. A change is
// one transaction, so that tabs that save at the same time lose nothing.

import { openDB } from 'idb';

const STORE = 'runs';

/** Name of the channel on which tabs report changes. Older versions kept all lines under this key of the local storage. */
const NAME = 'lanes.runs';

/**
 * @typedef {object} Database
 * @property {string} text all lines, the newest first
 * @property {(added: string[], removed: string[]) => Promise<string>} change removes and adds lines, each list with the newest
 *   first, and returns all lines as they are then. Rejects with a QuotaExceededError, and changes nothing, if there is no room.
 */

/**
 * Opens the database.
 *
 * @param {(text: string) => void} onChange called with all lines when another tab has changed them
 * @returns {Promise<Database>}
 */
export async function openDatabase(onChange) {
  const database = await openDB('lanes', 1, {
    upgrade: (opened) => opened.createObjectStore(STORE, { autoIncrement: true }),
  });
  const channel = new BroadcastChannel(NAME);
  const read = async () => inOrder(await database.getAll(STORE));
  channel.onmessage = async () => onChange(await read());
  await takeOldLines(database);
  const change = async (added, removed) => {
    const text = await changeLines(database, added, removed);
    channel.postMessage('changed');
    return text;
  };
  return { text: await read(), change };
}

const inOrder = (lines) => lines.reverse().join('');

async function changeLines(database, added, removed) {
  const transaction = database.transaction(STORE, 'readwrite');
  const { store, done } = transaction;
  // Rejected when the transaction is aborted, which an operation below may report first.
  done.catch(() => undefined);
  const [keys, lines] = await Promise.all([store.getAllKeys(), store.getAll()]);
  const left = lines.filter((line, index) => {
    const stays = !removed.includes(line);
    if (!stays) store.delete(keys[index]);
    return stays;
  });
  for (const line of added.toReversed()) {
    // An earlier change may have added it, whose result the page does not know yet.
    if (left.includes(line)) continue;
    store.add(line).catch(() => undefined);
    left.push(line);
  }
  await done;
  return inOrder(left);
}

/** Moves the lines that an older version has stored into the database. */
async function takeOldLines(database) {
  const text = localStorage.getItem(NAME);
  if (text === null) return;
  await changeLines(database, text.match(/.+\n/g) ?? [], []);
  localStorage.removeItem(NAME);
}
