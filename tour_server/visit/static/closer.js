// The picture from nearby: whole at first; then larger where it is touched, by pinch, wheel, buttons and keys.
import { dialogLayer, openLayer } from "./layers.js";

const STEP = 1.5;
const TOUCHED = 2.5; // what a touch on the whole picture enlarges to
const LEAST_LARGEST = 3; // also of a small picture
const MOVE_PX = 60;
const TAP_PX = 8;
const DOUBLE_MS = 350;

export class Closer {
  constructor(dialog, link) {
    this.dialog = dialog;
    this.link = link;
    this.pan = dialog.querySelector(".pan");
    this.size = dialog.querySelector("output");
    this.fingers = new Map();
    this.touchedAt = 0;
    this.whole();
    dialogLayer("closer", dialog, { open: () => this.#open() });
    link.addEventListener("click", (event) => {
      event.preventDefault();
      openLayer("closer");
    });
    dialog.querySelector("[data-larger]").addEventListener("click", () => this.zoom(STEP));
    dialog.querySelector("[data-smaller]").addEventListener("click", () => this.zoom(1 / STEP));
    dialog.addEventListener("keydown", (event) => this.#key(event));
    this.pan.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? STEP : 1 / STEP, event);
    }, { passive: false });
    this.pan.addEventListener("pointerdown", (event) => this.#down(event));
    this.pan.addEventListener("pointermove", (event) => this.#move(event));
    for (const name of ["pointerup", "pointercancel"]) this.pan.addEventListener(name, (event) => this.#up(event));
    window.addEventListener("resize", () => this.#draw());
  }

  // The largest picture of the release is fetched when it is asked for.
  #open() {
    const shown = this.link.querySelector("img");
    this.image ??= Object.assign(new Image(), { src: this.link.href, alt: shown.alt, lang: shown.lang, draggable: false });
    this.pan.replaceChildren(this.image);
    this.whole();
  }

  whole() {
    Object.assign(this, { scale: 1, x: 0, y: 0 });
    this.#draw();
  }

  // Enlarges `by` around a point of the window (an event), by default the middle.
  zoom(by, point = null) {
    const box = this.pan.getBoundingClientRect();
    const x = point ? point.clientX - box.left - box.width / 2 : 0;
    const y = point ? point.clientY - box.top - box.height / 2 : 0;
    const scale = Math.min(this.#largest(), Math.max(1, this.scale * by));
    const grown = scale / this.scale;
    Object.assign(this, { scale, x: x - (x - this.x) * grown, y: y - (y - this.y) * grown });
    this.#draw();
  }

  // Twice what the picture has dots for, and no less than LEAST_LARGEST.
  #largest() {
    const { width } = this.#fitted();
    return Math.max(LEAST_LARGEST, (2 * (this.image?.naturalWidth ?? 0)) / (width * devicePixelRatio || 1));
  }

  // The size of the whole picture in the window.
  #fitted() {
    const { clientWidth, clientHeight } = this.pan;
    const { naturalWidth = 0, naturalHeight = 0 } = this.image ?? {};
    const fit = naturalWidth ? Math.min(clientWidth / naturalWidth, clientHeight / naturalHeight) : 0;
    return { width: naturalWidth * fit, height: naturalHeight * fit };
  }

  // The edge of the picture never comes further in than the edge of the window.
  #draw() {
    const { width, height } = this.#fitted();
    const within = (at, size, room) => {
      const most = Math.max(0, (size * this.scale - room) / 2);
      return Math.min(most, Math.max(-most, at));
    };
    this.x = within(this.x, width, this.pan.clientWidth);
    this.y = within(this.y, height, this.pan.clientHeight);
    if (this.image) this.image.style.transform = `translate(${this.x}px, ${this.y}px) scale(${this.scale})`;
    this.size.textContent = new Intl.NumberFormat(document.documentElement.lang, { style: "percent" }).format(this.scale);
  }

  #key(event) {
    const moves = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "+" || event.key === "=") this.zoom(STEP);
    else if (event.key === "-") this.zoom(1 / STEP);
    else if (event.key === "0") this.whole();
    else if (moves[event.key]) {
      this.x += moves[event.key][0] * MOVE_PX;
      this.y += moves[event.key][1] * MOVE_PX;
      this.#draw();
    } else return;
    event.preventDefault();
  }

  #down(event) {
    this.pan.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, { clientX: event.clientX, clientY: event.clientY });
    this.moved = this.fingers.size > 1 ? TAP_PX : 0;
  }

  #move(event) {
    const before = this.fingers.get(event.pointerId);
    if (!before) return;
    const after = { clientX: event.clientX, clientY: event.clientY };
    const [dx, dy] = [after.clientX - before.clientX, after.clientY - before.clientY];
    this.moved += Math.hypot(dx, dy);
    this.pan.classList.toggle("held", this.moved > TAP_PX); // follows the finger at once
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)?.[1];
    this.fingers.set(event.pointerId, after);
    const share = other ? 2 : 1; // of two fingers each moves the picture by half
    this.x += dx / share;
    this.y += dy / share;
    if (!other) return this.#draw();
    const far = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
    const middle = { clientX: (after.clientX + other.clientX) / 2, clientY: (after.clientY + other.clientY) / 2 };
    if (far(before) > 0) this.zoom(far(after) / far(before), middle);
  }

  #up(event) {
    if (!this.fingers.delete(event.pointerId) || this.fingers.size > 0) return;
    this.pan.classList.remove("held");
    if (event.type === "pointercancel" || this.moved > TAP_PX) return;
    const again = Date.now() - this.touchedAt < DOUBLE_MS;
    this.touchedAt = Date.now();
    if (this.scale === 1) this.zoom(TOUCHED, event);
    else if (again && !this.enlarging) this.whole();
    this.enlarging = this.scale > 1 && !again; // the second touch of two that enlarge does not undo the first
  }
}
