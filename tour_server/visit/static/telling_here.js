// The telling of one work on its page: what was chosen, what was said, and where it goes on after another language or a reload.
import { remember, recall } from "./profile.js";
import { keepPlace, meet, metWorks, noteSaid, placeIn, saidBlocks, sentenceAt, slotOf, startOf, trackOf } from "./history.js";
import { isLeftEarly, notice, stayed, weights } from "./lingering.js";
import { page } from "./words.js";
import { SHORT_SECONDS, choose, secondsFor } from "./telling.js";

const GO_ON_MS = 15_000; // a page that opens so soon after another one that played is that one in another language
const KEEP_MS = 2000;
const AT_ONCE_MS = 15_000; // so long a page that the lock screen asked for may take to come

export class Telling {
  constructor(work, narration, who) {
    this.work = work;
    this.who = who;
    this.interests = weights(Object.keys(page().themes)); // as the page was opened: the order doesn't change while it is told
    this.language = narration.language;
    this.words = narration.words;
    this.all = narration;
    this.voiced = narration.tracks.filter((track) => track.opus);
    this.links = narration.links.filter((track) => track.opus);
    this.short = recall("short", false);
    this.begun = false;
    this.deeper = null;
    this.kept = 0;
  }

  get spoken() { return this.voiced.length > 0; }

  setShort(short) {
    this.short = short;
    remember("short", short);
  }

  #choose(facts) {
    const seconds = this.short ? SHORT_SECONDS : secondsFor(this.who.minutes);
    const found = choose({
      tracks: this.voiced, links: this.links, work: this.work, interests: this.interests,
      met: metWorks(), said: saidBlocks(), seconds, ...facts,
    });
    this.deeper = found.deeper;
    return found.tracks;
  }

  // The tracks that begin with those of `begun`.
  tracks(begun) { return this.#choose({ begun }); }

  // The tracks of the next layer, all of them: who asks for more has time.
  more(told) {
    const tracks = this.#choose({ layer: this.deeper, begun: told, seconds: null }).slice(told.length);
    this.#notice("more", tracks);
    return tracks;
  }

  // The tracks that begin with the block `key`, which was heard before this script was there; null where it isn't of this telling.
  after(key) {
    const track = this.voiced.find((each) => each.key === key);
    return track ? this.tracks([track]) : null;
  }

  // Returns the tracks to open the page with, the one to open at, a function from its subtitles to the second to go on at
  // (or null), and whether to go on playing.
  first() {
    const place = placeIn(this.work);
    const among = [...this.voiced, ...this.links];
    const at = place && trackOf(place.slot, among);
    if (!at) return { tracks: this.#choose({}), index: 0, goTo: null, goOn: false };
    const earlier = place.begun.map((slot) => trackOf(slot, among)).filter((track) => track && track !== at);
    const begun = [...new Set([...earlier, at])];
    const same = place.block === at.key;
    this.begun = true;
    return {
      tracks: this.#choose({ begun }),
      index: begun.length - 1,
      goTo: same ? () => place.seconds : (cues) => startOf(cues, place.sentence),
      goOn: !same && place.playing && Date.now() - place.at < GO_ON_MS,
    };
  }

  // Shows in the text the block on what this work shares with one that was met, with its sources and who wrote it.
  showLink() {
    const { tracks } = choose({
      tracks: this.all.tracks, links: this.all.links, work: this.work, interests: this.interests, met: metWorks(), said: saidBlocks(),
    });
    const link = tracks.find((track) => track.met);
    for (const block of document.querySelectorAll("[data-met]")) block.hidden = block.dataset.met !== link?.key;
    for (const one of document.querySelectorAll("[data-of-links]")) one.hidden = !one.dataset.ofLinks.split(" ").includes(link?.key);
    if (!this.spoken) meet(this.work); // it is read
  }

  begin() {
    this.begun = true;
    meet(this.work);
  }

  // Whether the page before asked for this one to be told at once.
  atOnce() {
    const asked = recall("tell_at_once", null);
    remember("tell_at_once", null);
    return asked !== null && asked.page === location.pathname && Date.now() - asked.at < AT_ONCE_MS;
  }

  said(track) { noteSaid(track.key); }

  // It was heard to its end.
  ended(player) {
    this.#notice("end", player.tracks);
    this.keep(player);
  }

  // The visitor hears something once more.
  again(tracks) { this.#notice("again", tracks); }

  #notice(sign, tracks) { notice(this.work, sign, tracks.map(({ theme }) => theme)); }

  // What it says of the visitor that the page is left, or the telling stopped, where it is now.
  #weigh(player) {
    if (!this.begun || !player.track || player.audio.ended) return;
    const sentence = sentenceAt(player.cues, player.seconds);
    if (isLeftEarly({ index: player.index, sentence, seconds: player.seconds })) this.#notice("left", player.tracks);
    else stayed(this.work);
  }

  // The page is left.
  goAway(player) {
    this.#weigh(player);
    this.keep(player);
  }

  // It is stopped: the page opens at its beginning again. Call it before the player goes there.
  leave(player) {
    this.#weigh(player);
    this.begun = false;
    keepPlace({ work: null });
  }

  // Remembers where the telling is, now and then.
  follow(player) {
    if (this.begun && player.playing && Date.now() - this.kept > KEEP_MS) this.keep(player);
  }

  keep(player) {
    if (!this.begun || !player.track) return;
    this.kept = Date.now();
    if (player.audio.ended) {
      keepPlace({ work: null });
      return;
    }
    const among = [...this.voiced, ...this.links];
    keepPlace({
      work: this.work,
      block: player.track.key,
      slot: slotOf(player.track, among),
      begun: player.tracks.slice(0, player.index).map((track) => slotOf(track, among)),
      seconds: player.seconds,
      sentence: sentenceAt(player.cues, player.seconds),
      playing: player.playing,
    });
  }
}
