// What this phone learns of the visitor's interests from what they listen to. The signs stay in this phone with the rest of the visit
// (history.js); a request for a plan carries weights of themes and nothing else, as it does for what the visitor chose.
import { isUnlearned, noteSigns, signsOf } from "./history.js";
import { profile } from "./profile.js";

const FIRST_SENTENCES = 2; // who leaves within them has chosen not to hear the rest
const FIRST_SECONDS = 12; // about as long; for languages whose sentences have no mark at their end
const STEP = 0.125; // of a sign. Chosen, not measured: two signs take a theme as far as it goes
const MOST = 0.25;
const NEUTRAL = 0.5; // of each theme where the visitor chose none
// What one sign says of its themes. A sign counts once for each work.
const SIGNS = { end: 1, more: 1, again: 1, left: -1 };

export const isLeftEarly = ({ index, sentence, seconds }) => index === 0 && sentence < FIRST_SENTENCES && seconds < FIRST_SECONDS;

// `sign`: "end", a telling was heard to its end; "more", a further layer was asked for; "again", it was heard again; "left", it was
// left in its first sentences. `themes`: of what was told. Who goes on after all takes back that they left.
export function notice(work, sign, themes) {
  const { left, ...others } = signsOf()[work] ?? {};
  const unique = [...new Set(themes)];
  if (sign !== "left") noteSigns(work, { ...others, [sign]: [...new Set([...(others[sign] ?? []), ...unique])] });
  else if (Object.keys(others).length === 0) noteSigns(work, { left: unique });
}

// The visitor heard more than the first sentences.
export function stayed(work) {
  const { left, ...others } = signsOf()[work] ?? {};
  if (left) noteSigns(work, others);
}

// Returns theme → how far its weight moves, without those that don't. What holds for every theme says nothing about one.
export function shifts(signs, themes) {
  const sums = Object.fromEntries(themes.map((theme) => [theme, 0]));
  for (const ofWork of Object.values(signs)) {
    for (const [sign, told] of Object.entries(ofWork)) {
      for (const theme of told) if (theme in sums) sums[theme] += SIGNS[sign];
    }
  }
  const all = Object.values(sums);
  const common = Math.max(0, Math.min(...all)) + Math.min(0, Math.max(...all));
  const moved = themes.map((theme) => [theme, Math.max(-MOST, Math.min(MOST, STEP * (sums[theme] - common)))]);
  return Object.fromEntries(moved.filter(([, shift]) => shift !== 0));
}

// Returns theme → weight from 0 to 1. What the visitor chose goes first: a chosen theme stays above every other one, and none comes to
// more than a choice. Without signs these are the choices themselves.
export function weighed(chosen, moved, themes) {
  if (Object.keys(moved).length === 0) return chosen;
  const choseSome = Object.values(chosen).some((weight) => weight > 0);
  const before = (theme) => (choseSome ? chosen[theme] ?? 0 : NEUTRAL);
  const weights = themes.map((theme) => [theme, Math.max(0, Math.min(1, before(theme) + (moved[theme] ?? 0)))]);
  return Object.fromEntries(weights.filter(([, weight]) => weight > 0));
}

const learned = (themes) => (isUnlearned() ? {} : shifts(signsOf(), themes));

// The weights of this visitor. `themes`: the keys of the museum's.
export const weights = (themes) => weighed(profile().interests, learned(themes), themes);

// Returns { more, less }: the themes whose weight is another one than the visitor chose.
export function learnedThemes(themes) {
  const chosen = profile().interests;
  const now = weights(themes);
  const choseSome = Object.values(chosen).some((weight) => weight > 0);
  const before = (theme) => (choseSome ? chosen[theme] ?? 0 : NEUTRAL);
  const moved = Object.keys(learned(themes)).map((theme) => [theme, (now[theme] ?? 0) - before(theme)]);
  const keys = (list) => list.map(([theme]) => theme);
  return { more: keys(moved.filter(([, by]) => by > 0)), less: keys(moved.filter(([, by]) => by < 0)) };
}
