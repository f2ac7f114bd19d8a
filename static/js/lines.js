// <a href="#id_source" data-line="12">: selects that line of the text field that it points to, and shows it.
// An address that ends in #line-12 does so once the page is there. Without JavaScript the link leads to the field.
(function () {
  "use strict";

  // How far down a line begins, with the lines above it wrapped as they are in the field.
  function depth(field, start) {
    var copy = field.cloneNode();
    copy.removeAttribute("id");
    copy.removeAttribute("name");
    copy.setAttribute("aria-hidden", "true");
    copy.rows = 1;
    copy.style.width = field.offsetWidth + "px";
    copy.className = field.className + " measuring";
    field.parentNode.appendChild(copy);
    copy.value = field.value.slice(0, start) + "x";
    var height = copy.scrollHeight;
    copy.remove();
    return height;
  }

  function select(field, number) {
    var lines = field.value.split("\n"), line = Math.min(Math.max(number, 1), lines.length);
    var start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
    field.focus({ preventScroll: true });
    field.setSelectionRange(start, start + lines[line - 1].length);
    field.scrollTop = depth(field, start) - field.clientHeight / 2;
    field.scrollIntoView({ block: "nearest" });
  }

  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[data-line]"), field = link && document.querySelector(link.hash);
    if (!field) { return; }
    event.preventDefault();
    select(field, Number(link.dataset.line));
  });
  document.addEventListener("DOMContentLoaded", function () {
    var asked = /^#line-(\d+)$/.exec(location.hash), field = document.querySelector("textarea.source");
    if (asked && field) { select(field, Number(asked[1])); }
  });
})();
