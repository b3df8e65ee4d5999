// What a phone shows and offers while it is locked, and what the buttons of headphones do: the Media Session API.

const TYPES = { avif: "image/avif", webp: "image/webp", png: "image/png", svg: "image/svg+xml" };

// The picture in each size that the page has of it.
function artwork(image) {
  if (!image) return [];
  const shape = image.naturalWidth ? image.naturalHeight / image.naturalWidth : 1;
  const listed = [image, ...(image.closest("picture")?.querySelectorAll("source") ?? [])]
    .flatMap((each) => each.srcset.split(",")).map((each) => each.trim().split(/\s+/))
    .filter(([src, width]) => src && /^\d+w$/.test(width ?? ""))
    .map(([src, width]) => ({ src, width: parseInt(width, 10) }));
  const all = listed.length > 0 ? listed : [{ src: image.src, width: image.naturalWidth }];
  return all.map(({ src, width }) => {
    const { href, pathname, searchParams } = new URL(src, location.href);
    const kind = searchParams.get("f") ?? pathname.split(".").at(-1);
    return { src: href, sizes: width ? `${width}x${Math.round(width * shape)}` : "any", type: TYPES[kind] ?? "image/jpeg" };
  });
}

export class LockScreen {
  // `next()` goes to the next stop, or is null where there is none.
  constructor({ player, title, museum, image, stop, next }) {
    this.session = navigator.mediaSession ?? null;
    if (!this.session) return;
    const tell = () => this.tell(title, museum, artwork(image));
    tell();
    if (image && !image.complete) image.addEventListener("load", tell, { once: true });
    const actions = {
      play: () => player.play(),
      pause: () => player.pause(),
      stop,
      seekbackward: ({ seekOffset }) => player.back(seekOffset ?? 10),
      seekforward: ({ seekOffset }) => player.seek(Math.min(player.length, player.position + (seekOffset ?? 10))),
      seekto: ({ seekTime }) => player.seek(seekTime),
      previoustrack: () => player.seek(0),
      nexttrack: next,
    };
    for (const [name, act] of Object.entries(actions)) {
      try {
        this.session.setActionHandler(name, act);
      } catch {
        // this browser has no such button
      }
    }
  }

  tell(title, museum, pictures) {
    if (this.session) this.session.metadata = new MediaMetadata({ title, artist: museum, artwork: pictures });
  }

  follow(player) {
    if (!this.session || player.length === 0) return;
    this.session.playbackState = player.playing || player.wanted ? "playing" : "paused";
    const position = Math.round(player.position);
    const state = `${position} ${player.length} ${player.rate}`;
    if (state === this.state) return; // once a second
    this.state = state;
    this.session.setPositionState?.({ duration: player.length, playbackRate: player.rate, position: Math.min(position, player.length) });
  }
}
