// The checking page: asks the server, which uses a code up; without a network checks the signature here and says so.
// What was taken in meanwhile is kept in this browser, over a reload too, and sent when the network is back. The page itself has
// the key of the day and is not kept: without a network it can't be opened again, which it says as long as that is so.
import { readCode } from "./code_check.js";

const facts = JSON.parse(document.getElementById("facts").textContent);
const place = (id) => document.getElementById(id);
const field = place("code");
const WAITING = "zaalgids.codes"; // the codes that were taken in without a network: { day, codes }
const waiting = keptCodes();
let away = false;

function answer(sentence, offer = "", good = false) {
  place("answer").textContent = offer ? `${offer}: ${sentence}` : sentence;
  place("answer").dataset.good = good ? "yes" : "no";
}

// Those of another day have been forgotten by the server, too.
function keptCodes() {
  try {
    const kept = JSON.parse(localStorage.getItem(WAITING));
    return kept?.day === facts.day ? kept.codes : [];
  } catch {
    return []; // no storage
  }
}

function keep() {
  try {
    if (waiting.length === 0) localStorage.removeItem(WAITING);
    else localStorage.setItem(WAITING, JSON.stringify({ day: facts.day, codes: waiting }));
  } catch {
    // no storage: they last as long as the page is open, and leaving it asks first
  }
}

function showAway(now) {
  if (now !== away) place("away").textContent = now ? facts.words.away : "";
  away = now;
}

function showWaiting() {
  keep();
  place("waiting").hidden = waiting.length === 0;
  place("waiting").textContent = `${facts.words.waiting} ${waiting.length}`;
}

class SignedOut extends Error {}

async function answered(address, request) {
  try {
    const reply = await fetch(address, request);
    showAway(false);
    return reply;
  } catch (error) {
    showAway(true);
    throw error;
  }
}

// Throws SignedOut where the server asks for a sign-in, another error where it does not answer.
async function send(code, late) {
  const form = new FormData(place("check"));
  form.set("code", code);
  if (late) form.set("late", "1");
  const reply = await answered(location.pathname, { method: "POST", headers: { Accept: "application/json" }, body: form });
  if (reply.status >= 500) throw new Error(String(reply.status));
  if (!reply.ok || !reply.headers.get("Content-Type")?.startsWith("application/json")) throw new SignedOut();
  return reply.json();
}

// The time of day at the museum, in minutes after midnight, and its day.
function museumClock(now = new Date()) {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: facts.zone, hourCycle: "h23", dateStyle: "short", timeStyle: "short" });
  const [, day, hour, minute] = /^(\d+-\d+-\d+)\D+(\d+):(\d+)/.exec(parts.format(now));
  return { day, minutes: Number(hour) * 60 + Number(minute) };
}

function checkHere(code) {
  const found = readCode(code, facts);
  const { day, minutes } = museumClock();
  if (found === null || day !== facts.day) return answer(facts.words.unknown);
  const offer = facts.numbers[found.number] ?? "";
  if (found.expires <= minutes) return answer(facts.words.expired, offer);
  const digits = code.replace(/\D/g, "").slice(0, 16);
  if (waiting.some((other) => other.replace(/\D/g, "").slice(0, 16) === digits)) return answer(facts.words.used, offer);
  waiting.push(code);
  showWaiting();
  return answer(facts.words.unchecked, offer, true);
}

async function check(code) {
  try {
    const { result, offer } = await send(code, false);
    answer(facts.words[result], offer, result === "valid");
  } catch (error) {
    if (error instanceof SignedOut) answer(facts.words.signed_out);
    else checkHere(code);
  }
  field.value = "";
}

async function sendWaiting() {
  while (waiting.length > 0) {
    try {
      const { result, offer } = await send(waiting[0], true);
      if (result !== "valid") answer(facts.words.late, offer);
    } catch {
      return; // these stay, and are sent at the next time
    }
    waiting.shift();
    showWaiting();
  }
}

place("check").addEventListener("submit", (event) => {
  event.preventDefault();
  check(field.value);
});
window.addEventListener("online", () => {
  showAway(false);
  sendWaiting();
});
window.addEventListener("offline", () => showAway(true));
// The browser asks before the page is left or loaded again.
window.addEventListener("beforeunload", (event) => {
  if (away) event.preventDefault();
});
setInterval(sendWaiting, 15_000);
showAway(!navigator.onLine);
showWaiting();
sendWaiting();

// A code that the phone's camera opened stands in the fragment, which no request carries.
function fromAddress() {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  history.replaceState(null, "", location.pathname);
  check(code);
}
window.addEventListener("hashchange", fromAddress);
fromAddress();

// Where the browser itself reads codes, the page's own button does, without a network too.
if ("BarcodeDetector" in window && navigator.mediaDevices) {
  place("scan").hidden = false;
  place("scan").addEventListener("click", async () => {
    const video = place("camera");
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      place("scan").hidden = true; // no camera, or it is not allowed: the digits can be typed
      return;
    }
    video.hidden = false;
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    let found = [];
    while (found.length === 0 && video.srcObject.active) {
      found = await detector.detect(video);
      await new Promise((resolve) => setTimeout(resolve, 150));
    }
    for (const track of video.srcObject.getTracks()) track.stop();
    video.hidden = true;
    if (found.length > 0) check(found[0].rawValue.split("#").at(-1));
  });
}
