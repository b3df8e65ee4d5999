// One window talks at a time: the one that begins says so to the others, which are silent then and say where it plays.
import { line } from "./line.js";
import { say } from "./words.js";

export class OneWindow {
  constructor(player, title) {
    const others = "BroadcastChannel" in window ? new BroadcastChannel("zaalgids.sound") : null;
    player.audio.addEventListener("play", () => {
      line.withdraw("elsewhere");
      others?.postMessage({ title });
    });
    others?.addEventListener("message", ({ data }) => {
      if (!player.wanted && !player.playing) return;
      player.pause();
      line.ask({ key: "elsewhere", sentence: say("plays_elsewhere", { work: data.title }), yes: say("close") });
    });
  }
}
