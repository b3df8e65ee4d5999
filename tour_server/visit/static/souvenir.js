// A page of what was seen and heard, made in this phone: to look at, to save as a file, to share. Nothing of it is sent.
import { recall } from "./profile.js";
import { page, say } from "./words.js";
import { lastVisit } from "./history.js";
import { favourites } from "./favourites.js";
import { offerForget } from "./forget.js";
import { savedFile } from "./souvenir_file.js";

const NEXT_TIME = 3;
const { museum, works, start } = page();
const place = (id) => document.getElementById(id);
const element = (name, facts = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...inside);
  return made;
};

// What was met, in order: heard, then what was marked as seen on the tour; favourites are always there.
function met() {
  const keys = [...new Set([...lastVisit().met, ...recall("seen", []), ...favourites()])];
  return keys.map((key) => works.find((work) => work.key === key)).filter(Boolean);
}

// What did not fit into the tour, else what comes by its number.
function nextTime(before) {
  const found = recall("route", null);
  const wished = [...(found?.left_out ?? []), ...(found?.stops ?? [])].map((each) => works.find(({ key }) => key === each.work));
  return [...new Set([...wished, ...works])].filter((work) => work && !before.includes(work)).slice(0, NEXT_TIME);
}

const dayOf = (at) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" }).format(at || Date.now());

function line(work) {
  const picture = work.picture ? [element("img", { src: work.picture, alt: "", loading: "lazy" })] : [];
  const title = element("cite", { textContent: work.title, lang: work.title_language });
  const label = element("span", { className: "second small", textContent: work.label, lang: work.label_language, dir: "auto" });
  const mark = favourites().includes(work.key) ? [element("br"), element("strong", { className: "small", textContent: `♥ ${say("favourite_yes")}` })] : [];
  const words = element("span", {}, element("span", { className: "number", textContent: work.number }), " ", title, element("br"), label, ...mark);
  return element("li", {}, element("a", { href: work.page }, ...picture, words));
}

function show() {
  const shown = met();
  const next = shown.length > 0 ? nextTime(shown) : [];
  const facts = shown.length > 0 ? [museum, dayOf(lastVisit().at)] : [museum];
  place("where-when").replaceChildren(...facts.flatMap((fact, at) => [at > 0 ? " · " : "", element("bdi", { textContent: fact })]));
  place("met").replaceChildren(...shown.map(line));
  place("empty").hidden = shown.length > 0;
  place("thanks").hidden = place("take").hidden = shown.length === 0;
  place("next-time").hidden = next.length === 0;
  place("next-time").querySelector("ul").replaceChildren(...next.map(line));
}

place("save-file").addEventListener("click", async () => {
  const facts = { title: `${museum} · ${dayOf(lastVisit().at)}`, thanks: place("thanks").innerText, start, favourites: favourites(), favourite: say("favourite_yes") };
  const file = await savedFile(met(), facts);
  const address = URL.createObjectURL(file);
  element("a", { href: address, download: file.name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
});

// What is shared is the museum's name and its address: nothing of this visit.
place("share").addEventListener("click", async () => {
  const shared = { title: museum, text: say("share_text", { museum }), url: new URL(start, location.href).href };
  try {
    if (navigator.share) {
      await navigator.share(shared);
      return;
    }
    await navigator.clipboard.writeText(`${shared.text} ${shared.url}`);
    place("shared").textContent = say("copied");
  } catch (error) {
    if (error.name === "AbortError") return; // the visitor changed their mind
    const field = place("to-copy"); // by hand, where a page may not copy
    field.value = `${shared.text} ${shared.url}`;
    field.hidden = false;
    field.select();
  }
});

offerForget(show);
show();
