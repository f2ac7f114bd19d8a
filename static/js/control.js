// The control room, heard: a room that calls, or is seen to, is said once. The list itself is swapped every few seconds.
(function () {
  "use strict";
  var said = null;
  function tell() {
    var rooms = document.getElementById("rooms"), calling = rooms ? rooms.dataset.calling : "";
    if (said !== null && calling !== said) {
      document.getElementById("announce").textContent = calling ? "Calling for help: " + calling + "." : "No room calls for help any more.";
    }
    said = calling;
  }
  document.addEventListener("DOMContentLoaded", tell);
  document.addEventListener("htmx:afterSettle", tell);
})();
