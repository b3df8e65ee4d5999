// What of a list this phone needs: the sound that it plays and the pictures of its size.
const canPlayOpus = () => new Audio().canPlayType('audio/webm; codecs="opus"') !== "";
// A type that not every browser shows is kept where this one has shown the smallest such picture of a list.
const shown = new Set(["", "image/jpeg", "image/png", "image/webp"]);
const canShow = (type) => shown.has(type);
const tried = new Set();
const pixels = () => Math.ceil(Math.min(screen.width, screen.height) * devicePixelRatio);

export async function tryTypes(lists) {
  const pictures = lists.flatMap((list) => list.works.flatMap((work) => work.pictures));
  for (const type of new Set(pictures.map((each) => each.type))) {
    if (canShow(type) || tried.has(type)) continue;
    tried.add(type);
    const smallest = pictures.filter((each) => each.type === type).reduce((one, other) => (other.bytes < one.bytes ? other : one));
    const image = Object.assign(new Image(), { src: smallest.address });
    await image.decode().then(() => shown.add(type), () => undefined);
  }
}

// `works`: keys in the order of the tour, null for the whole museum.
export const choiceOf = (works, scope, level) => ({
  works, scope, level, sound: canPlayOpus() ? "opus" : "aac", width: pixels(), can: canShow,
});

export const megabytes = (bytes) =>
  new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(Math.max(0.1, bytes / 1e6));
