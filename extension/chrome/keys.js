/**
 * This browser's Ed25519 key. It is made once per profile and kept in IndexedDB as a `CryptoKey` that cannot be
 * exported: not even this extension can read the private half.
 */

const STORE = "keys";
const NAME = "device";

/** @typedef {{privateKey: CryptoKey, publicKey: Uint8Array<ArrayBuffer>}} StoredKey */

/** @returns {Promise<import("../protocol/identity.js").DeviceKey>} */
export async function deviceKey() {
  const database = await open();
  try {
    const { privateKey, publicKey } = (await read(database)) ?? (await make(database));
    const encoder = new TextEncoder();
    return {
      publicKey,
      sign: async (text) => new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, encoder.encode(text))),
    };
  } finally {
    database.close();
  }
}

/** @returns {Promise<IDBDatabase>} */
function open() {
  const request = indexedDB.open("tabrelay", 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<StoredKey | undefined>}
 */
function read(database) {
  return settled(database.transaction(STORE).objectStore(STORE).get(NAME));
}

/**
 * @param {IDBDatabase} database
 * @returns {Promise<StoredKey>}
 */
async function make(database) {
  const pair = /** @type {CryptoKeyPair} */ (await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"]));
  const publicKey = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const key = { privateKey: pair.privateKey, publicKey };
  await settled(database.transaction(STORE, "readwrite").objectStore(STORE).put(key, NAME));
  return key;
}

/**
 * @template T
 * @param {IDBRequest<T>} request
 * @returns {Promise<T>}
 */
function settled(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
