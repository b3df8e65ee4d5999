// Chooses at most one offer for the visitor of this phone. narration/offer_choice.py says how, and does the same.

const weight = (offer, visitor) => offer.themes.reduce((sum, theme) => sum + (visitor.interests[theme] ?? 0), 0);

function fits(offer, visitor) {
  const met = new Set(visitor.met);
  const choseThemes = Object.values(visitor.interests).some((each) => each > 0);
  return !visitor.past.includes(offer.key)
    && !(offer.steps && visitor.step_free)
    && (offer.levels.length === 0 || offer.levels.includes(visitor.level))
    && (offer.themes.length === 0 || !choseThemes || weight(offer, visitor) > 0)
    && offer.after.every(({ works, stops }) => new Set(works.filter((work) => met.has(work))).size >= stops);
}

// Returns the key of the offer to show, or null. The one that is shown stays as long as it may.
export function chooseOffer(offers, visitor) {
  const fitting = offers.filter((offer) => fits(offer, visitor));
  if (fitting.some(({ key }) => key === visitor.shown)) return visitor.shown;
  let best = null;
  for (const offer of fitting) {
    if (best === null || weight(offer, visitor) > weight(best, visitor)) best = offer;
  }
  return best?.key ?? null;
}
