// A video's player is loaded when its frame is pressed, never before. Without this, the frame is a link to watch it.
(function () {
  "use strict";
  document.addEventListener("click", function (event) {
    var link = event.target.closest && event.target.closest("figure.video > .video-play");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) { return; }
    var figure = link.parentNode, player = document.createElement("iframe");
    event.preventDefault();
    player.src = figure.dataset.video + (figure.dataset.video.indexOf("?") < 0 ? "?" : "&") + "autoplay=1";
    player.title = figure.dataset.title;
    player.allow = "autoplay; encrypted-media; picture-in-picture; fullscreen";
    player.referrerPolicy = "strict-origin-when-cross-origin";
    figure.replaceChildren(player);
    player.focus();
  });
})();
