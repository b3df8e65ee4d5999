// Plain text of what was copied elsewhere, from a word processor above all, and its phrases in italics.
const NO_TEXT = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "HEAD", "XML", "TEMPLATE", "NOSCRIPT", "SVG", "OBJECT", "IFRAME"]);
const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "LI", "UL", "OL", "TR", "TABLE", "BLOCKQUOTE", "SECTION", "ARTICLE", "PRE", "DL", "DT", "DD"]);
const ITEM = "– ";
const LONGEST_ITALIC = 200; // characters, as contract.museum.ItalicPhrase
// What Windows-1252 has where Unicode has signs that nobody sees: some programs copy them so.
const WINDOWS_1252 = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
const BULLET = /^[ \t]*(?:[•·▪◦‣\uf0b7\uf0a7\uf0d8\uf0fc\uf076]|[o§](?=\t))[ \t]*/gm;

// Returns a text without signs that no reader sees; spaces that don't break become spaces.
export function cleanText(text) {
  return text
    .replaceAll(/\r\n?/g, "\n")
    .replaceAll(/[\u0080-\u009f]/g, (sign) => WINDOWS_1252[sign.charCodeAt(0) - 0x80].replace(/[\u0080-\u009f]/, ""))
    .replaceAll(/[\u00ad\u200b\ufeff\ufffc\u001f]/g, "")
    .replaceAll("\u001e", "-")
    .replaceAll(/[\v\u2028]/g, "\n")
    .replaceAll(/[\f\u2029]/g, "\n\n")
    .replaceAll(/[\u0000-\u0008\u000e-\u001d\u007f]/g, "")
    .replaceAll(BULLET, ITEM)
    .replaceAll(/[\t\u00a0\u2002-\u200a\u202f\u205f]+/g, " ")
    .replaceAll(/ *\n */g, "\n")
    .replaceAll(/ {2,}/g, " ")
    .replaceAll(/\n{3,}/g, "\n\n")
    .trim();
}

const styleOf = (element) => (element.getAttribute("style") ?? "").toLowerCase().replaceAll(/\s/g, "");
const isHidden = (style) => /mso-hide:all|display:none|mso-element:(comment|footnote|endnote)/.test(style);
const isReference = (element) => /Mso(Comment|Footnote|Endnote)Reference/.test(element.className) || /mso-(footnote|endnote)-id|mso-comment-reference/.test(styleOf(element));

// Returns { text, italics } of HTML. Comments, deleted words, field codes and footnote marks of a word processor are left out.
export function cleanHtml(html) {
  const body = new DOMParser().parseFromString(html, "text/html").body;
  const paragraphs = [{ text: "", item: false }];
  const italics = [];
  let phrase = "";
  let inCode = false; // between the begin of a field and its result
  const last = () => paragraphs[paragraphs.length - 1];
  const endPhrase = () => {
    const found = cleanText(phrase.replaceAll("\n", " ")).replace(/^[\s.,;:]+|[\s.,;:]+$/g, "");
    if (found && found.length <= LONGEST_ITALIC && !italics.includes(found)) italics.push(found);
    phrase = "";
  };
  const newParagraph = () => {
    endPhrase();
    if (last().text.trim()) paragraphs.push({ text: "", item: false });
    else last().item = false;
  };
  const say = (text, italic) => {
    last().text += text;
    if (italic || !text.trim()) phrase += text; // a space between two runs of italics is often upright
    else endPhrase();
  };
  const walk = (node, italic) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (!inCode) say(node.data.replaceAll(/[ \t\r\n]+/g, " "), italic);
      return;
    }
    if (node.nodeType !== Node.ELEMENT_NODE) return;
    const style = styleOf(node);
    if (NO_TEXT.has(node.tagName.toUpperCase()) || node.tagName === "DEL" || node.tagName === "S" || isHidden(style) || isReference(node)) return;
    if (style.includes("mso-element:field-begin")) inCode = true;
    if (/mso-element:field-(separator|end)/.test(style)) inCode = false;
    if (style.includes("mso-list:ignore")) {
      last().item = true;
      return;
    }
    if (node.tagName === "BR") return say("\n", italic);
    const block = BLOCKS.has(node.tagName);
    if (block) newParagraph();
    if (node.tagName === "LI") last().item = true;
    if (node.tagName === "TD" || node.tagName === "TH") say(" ", false);
    const upright = /(^|;)font-style:normal/.test(style); // and not mso-bidi-font-style, of other scripts
    const slanted = /(^|;)font-style:(italic|oblique)/.test(style) || (["I", "EM"].includes(node.tagName) && !upright);
    for (const child of node.childNodes) walk(child, (italic && !upright) || slanted);
    if (block) newParagraph();
  };
  walk(body, false);
  endPhrase();
  const said = paragraphs.map(({ text, item }) => ({ text: cleanText(text), item })).filter(({ text }) => text);
  const text = said.map((one, at) => (at === 0 ? "" : one.item && said[at - 1].item ? "\n" : "\n\n") + (one.item ? ITEM : "") + one.text).join("");
  return { text, italics: italics.filter((one) => text.replaceAll(/\s+/g, " ").includes(one)) };
}

// Puts clean text in place of what a paste would insert, and adds its italics to the field for them.
export function pasteInto(field, italics, event) {
  const html = event.clipboardData?.getData("text/html");
  const plain = event.clipboardData?.getData("text/plain") ?? "";
  if (!html && !plain) return;
  event.preventDefault();
  const found = html ? cleanHtml(html) : { text: cleanText(plain), italics: [] };
  const edge = plain.match(/^[ ]/) && !html ? " " : ""; // a word copied with the space before it
  const text = edge + (field.tagName === "INPUT" ? found.text.replaceAll(/\s+/g, " ") : found.text);
  if (!document.execCommand("insertText", false, text)) field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  if (italics && found.italics.length > 0) {
    const lines = new Set([...italics.value.split("\n").filter((line) => line.trim()), ...found.italics]);
    italics.value = [...lines].join("\n");
  }
  field.dispatchEvent(new Event("input", { bubbles: true }));
}
