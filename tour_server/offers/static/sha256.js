// HMAC-SHA-256 (FIPS 180-4, RFC 2104) in plain JavaScript: browsers give crypto.subtle to pages over https alone, and a
// museum's own network may have none. Bytes in, bytes out. For messages of a few bytes; nothing here is made for speed.
const primes = [];
for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
const fraction = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const BEGIN = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUND = primes.map((prime) => fraction(Math.cbrt(prime)));
const turned = (x, by) => (x >>> by) | (x << (32 - by));

export function sha256(message) {
  const length = message.length;
  const padded = new Uint8Array(((length + 8) >> 6 << 6) + 64);
  padded.set(message);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, length * 8);
  const state = [...BEGIN];
  const w = new Int32Array(64);
  for (let block = 0; block < padded.length; block += 64) {
    for (let t = 0; t < 64; t += 1) {
      if (t < 16) { w[t] = view.getInt32(block + 4 * t); continue; }
      const s0 = turned(w[t - 15], 7) ^ turned(w[t - 15], 18) ^ (w[t - 15] >>> 3);
      const s1 = turned(w[t - 2], 17) ^ turned(w[t - 2], 19) ^ (w[t - 2] >>> 10);
      w[t] = (w[t - 16] + s0 + w[t - 7] + s1) | 0;
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let t = 0; t < 64; t += 1) {
      const s1 = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[t] + w[t]) | 0;
      const s0 = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) | 0, c, b, a, (t1 + t2) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, place) => { state[place] = (state[place] + value) | 0; });
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((value, place) => out.setInt32(4 * place, value));
  return new Uint8Array(out.buffer);
}

// `key`: 64 bytes at most.
export function hmacSha256(key, message) {
  const mixed = (byte) => Uint8Array.from({ length: 64 }, (_, place) => (key[place] ?? 0) ^ byte);
  const inner = sha256(Uint8Array.of(...mixed(0x36), ...message));
  return sha256(Uint8Array.of(...mixed(0x5c), ...inner));
}
