// <button data-copy="#letter">: what stands there goes to the clipboard. <button data-print>: the print dialogue.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var copy = event.target.closest("[data-copy]"), print = event.target.closest("[data-print]");
    if (print) { window.print(); }
    if (!copy) { return; }
    var place = document.querySelector(copy.dataset.copy), before = copy.textContent;
    navigator.clipboard.writeText(place.value || place.textContent).then(function () {
      copy.textContent = "Copied";
      setTimeout(function () { copy.textContent = before; }, 2000);
    }, function () {
      getSelection().selectAllChildren(place);
      copy.textContent = "Selected: press Ctrl+C";
    });
  });
})();
