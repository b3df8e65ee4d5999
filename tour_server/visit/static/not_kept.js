// The page that stands for one that isn't kept: what was asked for, in which languages it is here, and what else is.
import { language, say } from "./words.js";
import { readPointer, readRecord } from "./kept.js";

const place = (id) => document.getElementById(id);
const address = new URL(location.href);
const asked = address.searchParams.get("l") ?? language;
const nameOf = (tag) => new Intl.DisplayNames([tag], { type: "language" }).of(tag);

function link(href, lang, ...inside) {
  const made = Object.assign(document.createElement("a"), { href, lang });
  made.append(...inside);
  return made;
}

// The number of the work that was asked for, by a code or typed; "" for another page.
const number = /^\/visit\/work\/(\d+)\/?$/.exec(address.pathname)?.[1] ?? (address.pathname === "/visit/number" ? address.searchParams.get("n")?.trim() : "") ?? "";

const record = await readRecord((await readPointer()).active);
place("try").href = location.pathname + location.search;
const value = /^\d{1,5}$/.test(number) ? Number(number) : null;
const anyTitles = Object.values(record?.titles ?? {})[0] ?? [];
if (number && value !== null && !anyTitles.some((each) => each.number === value)) {
  place("what").textContent = say("number_unknown", { number });
} else if (number) {
  place("what").textContent = say("not_kept_work", { number });
}
const keptIn = (tag) => (record?.titles[tag] ?? []).filter((each) => record.works.includes(each.work));
const others = (record?.languages ?? []).filter((tag) => tag !== asked && keptIn(tag).some((each) => each.number === value));
if (others.length > 0) {
  place("languages").hidden = false;
  place("languages").querySelector("[data-list]").append(...others.flatMap((tag) => [
    link(keptIn(tag).find((each) => each.number === value).page, tag, nameOf(tag)), " ",
  ]));
}
const here = keptIn(language);
place("kept").hidden = here.length === 0;
place("kept").querySelector("ol").append(...here.map((each) => {
  const title = Object.assign(document.createElement("cite"), { textContent: each.title, lang: each.title_language });
  const shown = Object.assign(document.createElement("span"), { className: "number", textContent: each.number });
  const item = document.createElement("li");
  item.append(link(each.page, language, shown, " ", title));
  return item;
}));
