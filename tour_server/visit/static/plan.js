// Makes the tour, draws it, shows now and next with the list behind, and changes it when a room fills.
import { minutesLeft, profile, recall, remember, change } from "./profile.js";
import { counted, page, pageOf, say } from "./words.js";
import { Watch, ahead, aheadWithRests, ask, askAgain, closedRooms, fullRooms, learnedWords, refuseLearned, route, seen, skip, unskip } from "./route.js";
import { showChange, showOffline } from "./notices.js";
import { OfferNotice } from "./offer.js";
import { FloorPlan } from "./floor.js";
import { offersAhead } from "./offers_taken.js";
import { planAgain } from "./offer_plan.js";
import { drawnTour, element, here, isOffer, isRest, named, showNow, showSkipped, stopLine, titleOf, worksBefore } from "./stops.js";
import { showEnd } from "./end.js";
import { offerForget } from "./forget.js";
import { showTourLevel, takeTour } from "./tours.js";
import "./find.js";
import { renewKept, showKept } from "./keep.js";
import { heardOf } from "./renewed.js";

const place = (id) => document.getElementById(id);
const floors = place("floors") && new FloorPlan(place("floors"));

// Room → its state, as floor.js draws it. A room that is closed is not called full.
function roomStates() {
  const all = (rooms, kind, word) => rooms.map((room) => [room, { kind, word }]);
  return Object.fromEntries([...all(fullRooms(), "full", say("full_word")), ...all(closedRooms(), "closed", say("closed_word"))]);
}

// The key of the signs names the rooms in words, those that are not drawn too.
function showRoomStates(states) {
  for (const line of document.querySelectorAll("[data-rooms]")) {
    const rooms = Object.keys(states).filter((room) => states[room].kind === line.dataset.rooms && page().rooms[room]);
    line.hidden = rooms.length === 0;
    const names = rooms.flatMap((room, at) => [at > 0 ? ", " : "", element("bdi", { textContent: page().rooms[room][0], lang: page().rooms[room][1] })]);
    line.querySelector("[data-names]").replaceChildren(...names);
  }
}

function show() {
  const found = route();
  const stops = aheadWithRests();
  const offers = offersAhead();
  const all = [...offers, ...stops];
  const befores = worksBefore(all).slice(offers.length);
  const noPlan = found === null;
  const states = roomStates();
  // Who begins at home while the museum is shut has had no tour yet.
  const shut = seen().length === 0 && found?.why?.find(({ code }) => code === "shut")?.words;
  const over = !noPlan && !shut && all.length === 0;
  const late = over && minutesLeft() === 0;
  const actions = [["first_this", goFirst], ["i_am_here", stand], ["skip", leaveOut]];
  place("stops").replaceChildren(...stops.map((stop, index) => stopLine(stop, befores[index], index === 0 ? actions.slice(1) : actions, states[stop.room]?.word ?? "")));
  place("all-stops").hidden = stops.length === 0;
  place("now-next").hidden = all.length === 0;
  for (const part of ["skip", "i-am-here"]) place(part).hidden = stops.length === 0 || offers.length > 0;
  const minutes = noPlan ? 0 : Math.max(1, Math.round(found.seconds / 60));
  place("summary").textContent = noPlan ? say("plan_none")
    : shut ? shut
    : late ? say("time_up")
    : over ? say("done")
    : [...(stops.length > 0 ? [counted("stops", stops.filter((stop) => !isRest(stop)).length)] : []), say("about", { minutes: counted("minutes", minutes) })].join(" · ");
  place("more-time").hidden = !late;
  showLearned(noPlan || over ? "" : learnedWords(found));
  showEnd(over);
  place("estimated").hidden = noPlan || shut || over || !found.estimated;
  showLeftOut(noPlan ? [] : found.left_out.filter((each) => !recall("skipped", []).includes(each.work)));
  floors?.draw(drawnTour(all, states));
  showRoomStates(states);
  place("bar").hidden = over;
  if (all.length > 0) showNext(all);
  if (place("tour")) place("tour").value = profile().tour ?? "";
}

function showLearned(sentence) {
  place("learned").hidden = sentence === "";
  place("learned").querySelector("span").textContent = sentence;
}

function showLeftOut(left) {
  place("left-out").hidden = left.length === 0;
  place("left-out").querySelector("ul").replaceChildren(...left.map((each) =>
    element("li", {}, element("a", { href: pageOf(each) }, ...named(each)), element("br"),
      element("span", { className: "second small", textContent: each.words }))));
}

function showNext(stops) {
  showNow(stops[0]);
  if (!isOffer(stops[0])) place("i-am-here").hidden = isRest(stops[0]) || stops[0].work === here();
  const ahead = stops.filter((each) => !isOffer(each));
  if (ahead.length === 0) return;
  const stop = ahead.find((each) => !isRest(each)) ?? ahead[0];
  const go = place("go-on");
  if (!isRest(stop)) go.href = pageOf(stop);
  go.replaceChildren(element("span", {}, `${say(seen().length ? "go_on" : "start")}: `, ...titleOf(stop)));
}

// Asks for a new plan. When there is no answer the old plan stays; without one the page offers works by their number.
async function renew(again = (at) => askAgain(at, at, show)) {
  try {
    await again(here());
    showChange("");
    show();
  } catch {
    if (route() === null) showChange(say("no_plan_now"));
    else showOffline(true);
    show();
  }
}

const anew = (at) => ask(at);

function stand(stop) {
  remember("at", stop.work);
  show();
  renew(anew);
}

function goFirst(stop) {
  renew((at) => ask(at, null, stop.work));
  place("now-next").scrollIntoView({ block: "nearest" });
}

function leaveOut(stop) {
  const key = stop.work ?? stop.place;
  skip(key);
  showSkipped(key);
  place("undo").querySelector("button").onclick = () => {
    unskip(key);
    showSkipped(key);
    place("skip").focus();
    renew(anew);
  };
  show();
  renew(anew);
}

place("i-am-here").addEventListener("click", () => stand(ahead()[0]));
place("skip").addEventListener("click", () => leaveOut(aheadWithRests()[0]));
place("tour")?.addEventListener("change", (event) => {
  takeTour(event.target.value || null, event.target.selectedOptions[0].dataset.level);
  showTourLevel(renew);
  renew(anew);
});
place("learned").querySelector("button").addEventListener("click", () => {
  refuseLearned();
  show();
  place("summary").focus();
  renew(anew);
});
place("more-time").addEventListener("click", () => {
  change({ minutes: 20 });
  remember("began", Date.now());
  renew(anew);
});
offerForget(() => {
  show();
  showKept();
  if (route() !== null) return;
  place("go-on").href = page().start;
  place("go-on").textContent = say("start");
});

const offer = new OfferNotice({ changed: show });
showTourLevel(renew);
show();
const watch = new Watch({
  here: here(),
  changed: show,
  offer: (now) => offer.show(now),
  online: (yes) => showOffline(!yes),
  released: (_, edition) => heardOf(edition, renewKept),
});
if (profile().minutes !== null) await renew();
else {
  place("go-on").href = page().start;
  await renew(planAgain); // the way to what was taken
}
watch.start();
await showKept();
