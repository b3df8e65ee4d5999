// Exchanges the token in the address for a cookie, and takes it out of the address and the history.
const token = location.hash.slice(1);
history.replaceState(null, "", "/");
if (token) {
  const answer = await fetch("/enter", { method: "POST", body: JSON.stringify({ token }) }).catch(() => null);
  if (answer?.ok) location.replace("/");
  else document.getElementById("refused").textContent = answer
    ? "This address is not the screen's any more. Open the one that this command prints on the kiosk:"
    : "The kiosk does not answer. Open the address once more; this command prints it on the kiosk:";
}
