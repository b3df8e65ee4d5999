// Checks the signature of a code without a network. tour_server/offers/code_format.py says what a code is.
import { hmacSha256 } from "./sha256.js";

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
const hexadecimal = (array) => [...array].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Returns { number, expires } of a code whose signature is that of the day, else null. `expires`: minutes after midnight.
export function readCode(text, { day, key }) {
  const found = /^([0-9]{3})([0-9]{3})([0-9]{5})([0-9]{5})(?:\.([0-9a-f]{20}))?$/.exec(text.replace(/[\s-]/g, ""));
  if (found === null) return null;
  const [, number, step, serial, short, long] = found;
  const digest = hmacSha256(bytes(key), new TextEncoder().encode(`${day} ${number}${step}${serial}`));
  const value = digest.slice(0, 6).reduce((sum, byte) => sum * 256 + byte, 0) % 100_000;
  if (value !== Number(short)) return null;
  if (long !== undefined && long !== hexadecimal(digest.slice(6)).slice(0, 20)) return null;
  const expires = Number(step) * 5;
  return expires < 24 * 60 ? { number: Number(number), expires } : null;
}
