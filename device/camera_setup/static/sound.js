// Has the kiosk's own screen say a sentence, and makes it louder or quieter. What sounds is the kiosk, not this browser.
"use strict";
const { sound, words } = JSON.parse(document.getElementById("setup").textContent);
const place = document.getElementById("sound-said");

function say({ decibels, lowest, highest }) {
  place.classList.remove("warning");
  const limit = decibels >= highest ? words.sound_highest : decibels <= lowest ? words.sound_lowest : "";
  place.textContent = [words.sound_level.replace("{decibels}", String(decibels)), limit].join(" ").trim();
}

async function ask(what) {
  try {
    const answer = await fetch(`/sound/${what}`, { method: "POST" });
    if (answer.status === 401) return; // the look is over; its own script says so
    if (!answer.ok) throw new Error(await answer.text());
    say(await answer.json());
  } catch (error) {
    place.classList.add("warning");
    place.textContent = error instanceof TypeError ? words.no_answer : error.message;
  }
}

if (sound) {
  say(sound);
  for (const what of ["play", "quieter", "louder"]) document.getElementById(`sound-${what}`).onclick = () => ask(what);
}
