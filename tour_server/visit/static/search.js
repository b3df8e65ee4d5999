// Finds works by name in any of the museum's languages. Pure functions: nothing of what is typed leaves the page.

const ALIKE = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ł: "l", þ: "th", ı: "i", ς: "σ", ة: "ه", ى: "ي", ٱ: "ا", ک: "ك", ی: "ي" };
const KATAKANA = /[\u30a1-\u30f6]/g;

// Upper and lower case, accents, vowel points, full and half width, katakana and hiragana all count alike.
export function folded(text) {
  return text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\p{M}\u0640]/gu, "")
    .replace(/[ßæœøđðłþıςةىٱکی]/g, (letter) => ALIKE[letter])
    .replace(KATAKANA, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60))
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

// Returns a whole number written in the digits of any script, or null.
export function numberIn(text) {
  const digits = [...text.normalize("NFKC").trim()].map(digit);
  return digits.length > 0 && digits.length <= 5 && digits.every((value) => value !== null) ? Number(digits.join("")) : null;
}

// The digits of a script stand in a row from 0 to 9, so the place in the row is the value.
function digit(letter) {
  const code = letter.codePointAt(0);
  const isDigit = (at) => /^\p{Nd}$/u.test(String.fromCodePoint(at));
  if (!isDigit(code)) return null;
  let value = 0;
  while (value < 9 && isDigit(code - value - 1)) value += 1;
  return value;
}

const squeezed = (text) => text.replaceAll(" ", "");

// Returns the places of the works that match, those whose name begins so first. A work: its names (folded) and its number.
// Each typed word is looked for anywhere in a name, because many scripts have no spaces between words.
export function found(works, typed) {
  const asked = folded(typed);
  if (asked === "") return [];
  const number = numberIn(typed);
  const words = asked.split(" ");
  const rank = ({ names, number: own }) => {
    if (number !== null && own === number) return 0;
    if (names.some((name) => name.startsWith(asked))) return 1;
    if (names.some((name) => ` ${name}`.includes(` ${asked}`))) return 2;
    if (names.some((name) => squeezed(name).includes(squeezed(asked)))) return 3;
    const all = names.join(" ");
    return words.every((word) => all.includes(word)) ? 4 : null;
  };
  return works
    .map((work, place) => [rank(work), place])
    .filter(([place]) => place !== null)
    .sort((one, other) => one[0] - other[0] || one[1] - other[1])
    .map(([, place]) => place);
}
