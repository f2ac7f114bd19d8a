// When a part of the page can't be fetched or saved, say so above it; what was typed stays where it is.
// A form that came back with faults has the first of them under the cursor.
(function () {
  "use strict";
  var words = {
    0: "There’s no connection just now. What you typed is still here: try again when you’re back online.",
    401: "You’ve been signed out. What you typed is still here: sign in in another tab, copy it, and load this page again.",
    403: "This page was opened before you last signed in or out. Copy what you typed, and load the page again.",
    404: "What you asked for is gone, or isn’t yours. Load the page again to see how things stand.",
    413: "That’s more than can be sent at once.",
    429: "Too many tries in a short time. Wait a few minutes, then try again."
  };
  function say(text) {
    var place = document.getElementById("trouble");
    place.textContent = text;
    place.hidden = false;
    place.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("htmx:responseError", function (event) {
    var status = event.detail.xhr.status;
    if (status === 409 || status === 422) { return; } // these answers show themselves what is the matter
    say(words[status] || "That didn’t work, and it isn’t anything you did. What you typed is still here: try again in a minute.");
  });
  var wrong = document.querySelector("[data-faults]") && document.querySelector("main [aria-invalid=true]");
  if (wrong) { wrong.focus(); }
  // What nothing else sends would leave the page for the browser's own error: stay, and say so.
  window.addEventListener("submit", function (event) {
    if (event.defaultPrevented || navigator.onLine) { return; }
    event.preventDefault();
    say(words[0]);
  });
  window.addEventListener("online", function () {
    var place = document.getElementById("trouble");
    if (place.textContent === words[0]) { place.hidden = true; }
  });
  document.addEventListener("htmx:sendError", function () { say(words[0]); });
  document.addEventListener("htmx:afterOnLoad", function (event) {
    if (event.detail.successful) { document.getElementById("trouble").hidden = true; }
  });
})();
