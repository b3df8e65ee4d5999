// Shows what the camera sees, in the place where the work will be, while something is before it and has no name yet.

const AGAIN = 120; // ms between two pictures
let shown = false;

// The camera's picture is for the kiosk's own screen: a page elsewhere shows the words alone.
export function drawSeen(seen) {
  const picture = document.getElementById("seen-picture");
  const here = !document.body.hasAttribute("data-elsewhere");
  if (seen === shown) return;
  shown = seen;
  picture.hidden = true;
  picture.removeAttribute("src");
  if (seen && here) next(picture);
}

function next(picture) {
  if (!shown) return;
  const image = new Image();
  image.onload = () => {
    if (!shown) return;
    picture.src = image.src;
    picture.hidden = false;
    setTimeout(() => next(picture), AGAIN);
  };
  image.onerror = () => setTimeout(() => next(picture), 4 * AGAIN); // no picture yet, or no more
  image.src = `viewfinder?seen=${performance.now()}`;
}
