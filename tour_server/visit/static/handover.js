// Reads the visit that a kiosk hands over in the fragment, which browsers never send. device/guide/handover.py writes it and
// says what is in it. A fragment that can't be read gives nothing.

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const LEVELS = ["adult", "child", "plain", "expert", "description"];
const NUMBER_BITS = [5, 8, 12, 17];
const MOST_NUMBER = 99999;

// Returns { taken, numbers }: a part of a profile, and the numbers of works, the one they stand before first.
// `levels`: those of this release.
export function handedOver(fragment, languages, themes, levels) {
  const code = fragment.replace(/^#/, "");
  if (/^1[A-Za-z0-9_-]{4,15}$/.test(code)) return fromLetters(code.slice(1), languages, themes, levels);
  return fromFacts(new URLSearchParams(code), languages, themes, levels);
}

function fromLetters(code, languages, themes, levels) {
  const [check, ...values] = [...code].map((letter) => LETTERS.indexOf(letter));
  const [mark, language, kind] = values;
  const count = kind & 7;
  if (check !== checkOf(values) || values.length < 3 + count) return { taken: {}, numbers: [] };
  const taken = {};
  const asked = LEVELS[kind >> 3];
  if (levels.includes(asked)) taken.level = asked;
  if (mark === marked(languages, themes)) {
    if (languages[language] !== undefined) taken.language = languages[language];
    const liked = themes.filter((_, at) => at < 6 * count && (values[3 + Math.floor(at / 6)] >> at % 6) & 1);
    if (liked.length > 0) taken.interests = Object.fromEntries(liked.map((theme) => [theme, 1]));
  }
  return { taken, numbers: numbersIn(values.slice(3 + count)) };
}

function numbersIn(values) {
  let bits = values.map((value) => value.toString(2).padStart(6, "0")).join("");
  const numbers = [];
  while (bits.length >= 2) {
    const width = NUMBER_BITS[parseInt(bits.slice(0, 2), 2)];
    const number = bits.length < 2 + width ? 0 : parseInt(bits.slice(2, 2 + width), 2);
    if (number < 1 || number > MOST_NUMBER) break;
    numbers.push(number);
    bits = bits.slice(2 + width);
  }
  return numbers;
}

const checkOf = (values) => values.reduce((check, value) => (check * 7 + value) % 61, 1);

function marked(languages, themes) {
  let mark = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(`${languages.join(",")}|${themes.join(",")}`)) {
    mark = Math.imul(mark ^ byte, 0x01000193) >>> 0;
  }
  return mark % 64;
}

// The spelling of kiosks of before: #l=nl&v=c5&w=22,7 is a child who reads Dutch, likes the first and the third of the museum's
// themes, stands before work 22 and met work 7 before. `v` may be a level's whole name.
function fromFacts(facts, languages, themes, levels) {
  const taken = {};
  if (languages.includes(facts.get("l"))) taken.language = facts.get("l");
  const who = facts.get("v") || "";
  const short = /^([a-z])([0-9a-f]{0,16})$/.exec(who);
  const asked = levels.includes(who) ? who : short && levels.find((each) => each[0] === short[1]);
  if (asked) taken.level = asked;
  if (short?.[2]) {
    const bits = BigInt(`0x${short[2]}`);
    taken.interests = Object.fromEntries(themes.filter((_, place) => (bits >> BigInt(place)) & 1n).map((theme) => [theme, 1]));
  }
  const numbers = /^[0-9]{1,5}(,[0-9]{1,5}){0,99}$/.test(facts.get("w") || "") ? facts.get("w").split(",").map(Number) : [];
  return { taken, numbers };
}
