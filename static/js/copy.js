// <button data-copy="#letter">: what stands there goes to the clipboard. <button data-print>: the print dialogue.
(function () {
  "use strict";
  var own = new WeakMap();

  // For two seconds; then the button is itself again, with the words that only screen readers get.
  function say(button, words) {
    var kept = own.get(button) || { nodes: Array.from(button.childNodes) };
    own.set(button, kept);
    clearTimeout(kept.timer);
    button.textContent = words;
    kept.timer = setTimeout(function () { button.replaceChildren.apply(button, kept.nodes); }, 2000);
  }

  // Where the browser keeps the clipboard to itself, as it does on pages without https.
  function select(place) {
    var fold = place.closest("details");
    if (fold) { fold.open = true; }
    if (place.select) { place.focus(); place.select(); } else { getSelection().selectAllChildren(place); }
  }

  document.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copy]"), print = event.target.closest("[data-print]");
    if (print) { window.print(); }
    if (!copy) { return; }
    var place = document.querySelector(copy.dataset.copy);
    function refused() { select(place); say(copy, "Selected: press Ctrl+C"); }
    if (!navigator.clipboard) { refused(); return; }
    navigator.clipboard.writeText(place.value || place.textContent).then(function () { say(copy, "Copied"); }, refused);
  });
})();
