// What each person may switch on for themselves in the hour; everything is off at first and kept in this browser.
// <button data-comfort="awake|big|sound|shake" aria-pressed="false" hidden>
(function () {
  "use strict";
  var lock = null, audio = null;
  var can = {
    awake: "wakeLock" in navigator,
    big: true,
    sound: "AudioContext" in window,
    shake: "vibrate" in navigator
  };

  function isOn(name) { return localStorage.getItem("comfort:" + name) === "on"; }

  function awake(on) {
    if (!on) { if (lock) { lock.release(); lock = null; } return; }
    if (document.hidden) { return; }
    navigator.wakeLock.request("screen").then(function (found) { lock = found; }, function () { /* the phone saves its battery */ });
  }

  function apply(button) {
    var name = button.dataset.comfort, on = isOn(name);
    button.setAttribute("aria-pressed", String(on));
    if (name === "big") { document.documentElement.classList.toggle("big-type", on); }
    if (name === "awake") { awake(on); }
  }

  function chime() {
    audio = audio || new AudioContext();
    [523, 659].forEach(function (pitch, place) {
      var tone = audio.createOscillator(), loud = audio.createGain(), at = audio.currentTime + place * 0.35;
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.0001, at);
      loud.gain.exponentialRampToValueAtTime(0.2, at + 0.03);
      loud.gain.exponentialRampToValueAtTime(0.0001, at + 0.9);
      tone.connect(loud).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 1);
    });
  }

  document.addEventListener("room:section-over", function () {
    if (can.sound && isOn("sound")) { chime(); }
    if (can.shake && isOn("shake")) { navigator.vibrate([200, 100, 200]); }
  });
  document.addEventListener("visibilitychange", function () { if (!document.hidden && can.awake && isOn("awake")) { awake(true); } });
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-comfort]").forEach(function (button) {
      if (!can[button.dataset.comfort]) { return; }
      button.closest("[hidden]").hidden = false;
      document.getElementById("comfort").hidden = false;
      apply(button);
      button.addEventListener("click", function () {
        localStorage.setItem("comfort:" + button.dataset.comfort, isOn(button.dataset.comfort) ? "off" : "on");
        apply(button);
        if (button.dataset.comfort === "sound" && isOn("sound")) { chime(); }
      });
    });
  });
})();
