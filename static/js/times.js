// Beside the school's time, the viewer's own where it differs:
// <time data-own-zone data-school-zone="America/Denver" datetime="2026-11-25T18:00:00Z" data-until="…"></time>
(function () {
  "use strict";
  function clock(date, zone) {
    return date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone });
  }
  function fill(root) {
    root.querySelectorAll("time[data-own-zone]").forEach(function (place) {
      var start = new Date(place.dateTime), end = place.dataset.until && new Date(place.dataset.until);
      var own = clock(start), school = clock(start, place.dataset.schoolZone);
      if (own === school) { place.hidden = true; return; }
      place.textContent = own + (end ? "–" + clock(end) : "") + " where you are";
      place.hidden = false;
    });
  }
  document.addEventListener("DOMContentLoaded", function () { fill(document); });
  document.addEventListener("htmx:load", function (event) { fill(event.target); });
})();
