// The store of this phone: entries that wait, each sealed for whoever made it, and the keys to them.
export const NAME = "solokop";
let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("keys", { keyPath: "user" });
      asked.result.createObjectStore("entries", { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

// One act in one part of the store; gives what the request that `work` returns has found.
export async function act(part, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(part, mode);
    const request = work(transaction.objectStore(part));
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

// What is told of an entry without a key: its kind, state, time, place and whose it is.
export const everything = () => act("entries", "readonly", (entries) => entries.getAll());

export async function clear() {
  await act("entries", "readwrite", (entries) => entries.clear());
  await act("keys", "readwrite", (keys) => keys.clear());
}
