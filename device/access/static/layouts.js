// The letters of each language's keyboard: rows of keys, a second layer where there are more, and the signs of all.
// `cased`: there are capitals. Keys are separated by spaces; one may type several letters.

const LATIN = "á à â ä ã å é è ê ë í ì î ï ó ò ô ö õ ø ú ù û ü ç ñ ß œ æ";
const QWERTY = ["q w e r t y u i o p", "a s d f g h j k l '", "z x c v b n m , . ?"];

export const LAYOUTS = {
  en: { cased: true, rows: QWERTY, more: LATIN },
  nl: { cased: true, rows: QWERTY, more: "é ë è ê ï í ö ó ü ú á à ä ç" },
  fr: { cased: true, rows: ["a z e r t y u i o p", "q s d f g h j k l m", "w x c v b n ' , . ?"], more: "é è ê ë à â ç î ï ô ù û ü ÿ œ æ" },
  de: { cased: true, rows: ["q w e r t z u i o p ü", "a s d f g h j k l ö ä", "y x c v b n m ß , . ?"], more: LATIN },
  es: { cased: true, rows: ["q w e r t y u i o p", "a s d f g h j k l ñ", "z x c v b n m , . ?"], more: "á é í ó ú ü ç ¿ ¡" },
  ar: { rows: ["ض ص ث ق ف غ ع ه خ ح ج د", "ش س ي ب ل ا ت ن م ك ط ذ", "ئ ء ؤ ر ى ة و ز ظ ، . ؟"], more: "أ إ آ ٱ لا لأ لإ لآ َ ُ ِ ّ ْ ً ٌ ٍ" },
  he: { rows: ["ק ר א ט ו ן ם פ", "ש ד ג כ ע י ח ל ך ף", "ז ס ב ה נ מ צ ת ץ , . ?"] },
  ja: { rows: ["あ い う え お か き く け こ", "さ し す せ そ た ち つ て と", "な に ぬ ね の は ひ ふ へ ほ", "ま み む め も や ゆ よ わ を", "ら り る れ ろ ん ー 、 。 ゛"], more: "゜ ぁ ぃ ぅ ぇ ぉ っ ゃ ゅ ょ ア イ ウ エ オ カ キ ク ケ コ サ シ ス セ ソ タ チ ツ テ ト ナ ニ ヌ ネ ノ ハ ヒ フ ヘ ホ マ ミ ム メ モ ヤ ユ ヨ ラ リ ル レ ロ ワ ヲ ン" },
  th: { rows: ["ภ ถ ุ ึ ค ต จ ข ช", "ๆ ไ ำ ะ ั ี ร น ย บ ล", "ฟ ห ก ด เ ้ ่ า ส ว ง", "ผ ป แ อ ิ ื ท ม ใ ฝ"], more: "ู ฎ ฑ ธ ํ ๊ ณ ฯ ญ ฐ ฤ ฆ ฏ โ ฌ ็ ๋ ษ ศ ซ ฉ ฮ ์ ฒ ฬ ฦ" },
};
export const SIGNS = ["1 2 3 4 5 6 7 8 9 0", ". , ? ! : ; ' \" - /", "( ) & + = % @ # € *"];
const IN_A_ROW = 11;

// Returns the layout of this language; Latin letters with every accent where it has none of its own.
export const layoutOf = (language) => LAYOUTS[language.toLowerCase().split("-")[0]] ?? LAYOUTS.en;

// Returns the rows of a layer, each a list of what its keys type. `layer`: letters, more or signs.
export function rowsOf(layout, layer) {
  if (layer === "signs") return SIGNS.map((row) => row.split(" "));
  if (layer === "letters") return layout.rows.map((row) => row.split(" "));
  const keys = layout.more.split(" ");
  const rows = Math.ceil(keys.length / IN_A_ROW);
  const length = Math.ceil(keys.length / rows);
  return Array.from({ length: rows }, (_, at) => keys.slice(at * length, (at + 1) * length));
}

const VOICED = { "゛": "\u3099", "゜": "\u309A" };

// Returns the text with a key typed after it. A Japanese sign of voice becomes one letter with the kana before it.
export function typed(text, key) {
  if (!VOICED[key]) return text + key;
  const joined = (text + VOICED[key]).normalize("NFC");
  return joined.length <= text.length ? joined : text; // no kana that can carry it
}

// Returns the text without its last letter, as a reader counts letters.
export function erased(text, language) {
  const letters = [...new Intl.Segmenter(language, { granularity: "grapheme" }).segment(text)];
  return text.slice(0, letters.at(-1)?.index ?? 0);
}
