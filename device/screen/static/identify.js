// The number by which staff find this kiosk, over everything, for as long as the kiosk says.
export function drawIdentified(identified) {
  const place = document.getElementById("identified");
  place.hidden = !identified;
  const [number, name] = identified ?? ["", ""];
  place.querySelector(".number").textContent = number;
  place.querySelector(".name").textContent = name;
}
