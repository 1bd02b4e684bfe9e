/** The secret of this browser, from which all tabs derive the idempotency keys of their tokens. */
const DATABASE = 'keyturn';
const STORE = 'keys';
const NAME = 'page';

const HMAC = { name: 'HMAC', hash: 'SHA-256' };

/**
 * @param {string} refreshJti the ID of a refresh token
 * @returns {Promise<string>} its idempotency key
 */
export async function keyOf(refreshJti) {
  const text = new TextEncoder().encode(refreshJti);
  const signature = await crypto.subtle.sign('HMAC', await secret(), text);
  return base64url(new Uint8Array(signature));
}

/** Returns the secret. Scripts can use it, but cannot read its bytes. */
async function secret() {
  const database = await done(openDatabase());
  try {
    const stored = await done(storeOf(database, 'readonly').get(NAME));
    return stored ?? (await create(database));
  } finally {
    database.close();
  }
}

/** The first of two tabs creates the secret for both. */
async function create(database) {
  const created = await crypto.subtle.generateKey(HMAC, false, ['sign']);
  const added = storeOf(database, 'readwrite').add(created, NAME);
  return done(added).then(
    () => created,
    () => done(storeOf(database, 'readonly').get(NAME)),
  );
}

function openDatabase() {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  return opening;
}

const storeOf = (database, mode) => database.transaction(STORE, mode).objectStore(STORE);

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      reject(request.error);
    };
  });

const base64url = (bytes) =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
