// Solves a puzzle of ALTCHA 2 (PBKDF2 with a 32-bit counter): the key that begins as the puzzle says.

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hex = (buffer) =>
  Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, '0')).join('');

onmessage = async ({ data: challenge }) => {
  const { nonce, salt, cost, keyLength, keyPrefix, algorithm } = challenge.parameters;
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const view = new DataView(password.buffer);
  const how = {
    name: 'PBKDF2',
    hash: algorithm.slice('PBKDF2/'.length),
    salt: bytes(salt),
    iterations: cost,
  };
  for (let counter = 0; ; counter += 1) {
    view.setUint32(start.length, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
    if (!derivedKey.startsWith(keyPrefix)) continue;
    postMessage(btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } })));
    return;
  }
};
