// Takes the code from behind `#` of the address, where the desk has put it, into the form. It is sent when the person presses the button.
"use strict";
(() => {
  const code = decodeURIComponent(location.hash.slice(1));
  if (!code) return;
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname); // so that neither history nor a screenshot has it
})();
