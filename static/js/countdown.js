// Keeps "in 42 minutes" true while the page stays open: <span data-countdown="2026-11-25T18:00:00Z">, in 42 minutes</span>
(function () {
  "use strict";
  function words(minutes) {
    if (minutes <= 0) { return ", now"; }
    if (minutes < 90) { return ", in " + minutes + (minutes === 1 ? " minute" : " minutes"); }
    return ", in " + Math.round(minutes / 60) + " hours";
  }
  function tick() {
    document.querySelectorAll("[data-countdown]").forEach(function (place) {
      var text = words(Math.ceil((new Date(place.dataset.countdown) - Date.now()) / 60000));
      if (place.textContent !== text) { place.textContent = text; }
    });
  }
  document.addEventListener("DOMContentLoaded", tick);
  document.addEventListener("visibilitychange", tick);
  setInterval(tick, 10000);
})();
