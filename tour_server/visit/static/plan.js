// Makes the tour, shows it as a list, saves it, and changes it when a room fills.
import { forget, minutesLeft, profile, recall, remember, change } from "./profile.js";
import { counted, inMinutes, page, pageOf, say } from "./words.js";
import { Watch, ahead, ask, askAgain, route, seen } from "./route.js";
import { OfferNotice, showChange, showOffline } from "./notices.js";
import { keep, startWorker } from "./offline.js";

const place = (id) => document.getElementById(id);
const element = (name, facts = {}, ...inside) => {
  const made = Object.assign(document.createElement(name), facts);
  made.append(...inside);
  return made;
};

function stopLine(stop) {
  const number = element("span", { className: "number", textContent: stop.number });
  const title = element("cite", { textContent: stop.title, lang: stop.title_language });
  const minutes = inMinutes(Math.max(1, Math.round(stop.arrives / 60)));
  const where = element("span", { className: "second small", textContent: `${stop.room_name} · ${minutes}` });
  const picture = stop.picture ? [element("img", { src: stop.picture, alt: "", loading: "lazy" })] : [];
  const link = element("a", { href: pageOf(stop) }, ...picture, element("span", {}, number, " ", title, element("br"), where));
  return element("li", { className: seen().includes(stop.work) ? "seen" : "" }, link);
}

function show() {
  const found = route();
  const stops = ahead();
  const noPlan = found === null;
  const over = !noPlan && stops.length === 0;
  const late = over && minutesLeft() === 0;
  place("stops").replaceChildren(...stops.map(stopLine));
  const minutes = noPlan ? 0 : Math.max(1, Math.round(found.seconds / 60));
  place("summary").textContent = noPlan ? say("plan_none")
    : late ? say("time_up")
    : over ? say("done")
    : `${counted("stops", stops.length)} · ${say("about", { minutes: counted("minutes", minutes) })}`;
  place("more-time").hidden = !late;
  place("estimated").hidden = noPlan || over || !found.estimated;
  const left = noPlan ? [] : found.left_out;
  place("left-out").hidden = left.length === 0;
  place("left-out").querySelector("ul").replaceChildren(...left.map((each) => {
    const number = element("span", { className: "number", textContent: each.number });
    const title = element("cite", { textContent: each.title, lang: each.title_language });
    return element("li", {}, element("a", { href: pageOf(each) }, number, " ", title), element("br"),
      element("span", { className: "second small", textContent: each.words }));
  }));
  const go = place("go-on");
  place("bar").hidden = over;
  if (stops.length > 0) {
    const number = element("span", { className: "number", textContent: stops[0].number });
    const title = element("cite", { textContent: stops[0].title, lang: stops[0].title_language });
    go.href = pageOf(stops[0]);
    go.replaceChildren(element("span", {}, `${say(seen().length ? "go_on" : "start")}: `, number, " ", title));
  }
  if (place("tour")) place("tour").value = profile().tour ?? "";
}

async function save() {
  const line = place("saving");
  line.hidden = false;
  try {
    if (!(await startWorker())) {
      line.textContent = say("not_saved");
      return;
    }
    let all = 0;
    const failed = await keep(route(), (done, of) => {
      all = of;
      line.textContent = say("saving", { done, all });
    });
    line.textContent = failed ? say("saved_part", { done: all - failed, all }) : say("saved");
    line.dataset.failed = failed;
  } catch {
    line.textContent = say("not_saved");
  }
}

// Asks for a new plan. When there is no answer the old plan stays; without one the page offers works by their number.
async function renew(sentence = askAgain) {
  try {
    showChange(await sentence(recall("at", null)));
    show();
    await save();
  } catch {
    if (route() === null) showChange(say("no_plan_now"));
    else showOffline(true);
    show();
  }
}

place("tour")?.addEventListener("change", (event) => {
  change({ tour: event.target.value || null });
  renew(async (here) => { await ask(here); return ""; });
});
place("more-time").addEventListener("click", () => {
  change({ minutes: 20 });
  remember("began", Date.now());
  renew();
});
place("forget").addEventListener("click", async () => {
  await forget();
  show();
  place("saving").hidden = true;
  place("go-on").href = page().start;
  place("go-on").textContent = say("start");
  place("forgotten").textContent = say("forgotten");
});

const offer = new OfferNotice();
show();
const watch = new Watch({
  here: recall("at", null),
  changed: (sentence) => { showChange(sentence); show(); },
  offer: (now) => offer.show(now),
  online: (yes) => showOffline(!yes),
});
if (profile().minutes !== null) await renew();
else place("bar").querySelector("a").href = page().start;
watch.start();
