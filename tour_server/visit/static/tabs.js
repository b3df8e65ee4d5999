// One window talks at a time: the one that begins says so to the others, which are silent then and say where it plays.
import { line } from "./line.js";
import { say } from "./words.js";

export class OneWindow {
  constructor(player, title) {
    const others = "BroadcastChannel" in window ? new BroadcastChannel("zaalgids.sound") : null;
    const begins = () => {
      line.withdraw("elsewhere");
      others?.postMessage({ title });
    };
    player.audio.addEventListener("play", begins);
    if (player.playing) begins(); // before this script was there
    others?.addEventListener("message", ({ data }) => {
      if (!player.wanted && !player.playing) return;
      player.pause();
      line.ask({ key: "elsewhere", sentence: say("plays_elsewhere", { work: data.title }), yes: say("close") });
    });
  }
}
