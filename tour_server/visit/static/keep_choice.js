// What of a list this phone needs: the sound that it plays and the pictures of its size.
const canPlayOpus = () => new Audio().canPlayType('audio/ogg; codecs="opus"') !== "";
// A type that not every browser shows isn't kept where there is another one.
const canShow = (type) => ["", "image/jpeg", "image/png", "image/webp"].includes(type);
const pixels = () => Math.ceil(Math.min(screen.width, screen.height) * devicePixelRatio);

// `works`: keys in the order of the tour, null for the whole museum.
export const choiceOf = (works, scope, level) => ({
  works, scope, level, sound: canPlayOpus() ? "opus" : "aac", width: pixels(), can: canShow,
});

export const megabytes = (bytes) =>
  new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(Math.max(0.1, bytes / 1e6));
