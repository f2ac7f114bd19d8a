// A room's clock: counts down from what the server wrote, and asks every few seconds whether anything has changed.
// The server's time rules. A phone that slept, or whose clock was moved, asks at once and goes on from the answer.
(function () {
  "use strict";
  var EVERY = 5000, JITTER = 1500;
  var offset = 0, timer = 0, asking = false, busy = false, lastDate = 0, lastSteady = 0, announced = "";

  function live() { return document.getElementById("live"); }
  function now() { return Date.now() + offset; }
  function announce(words) { document.getElementById("announce").textContent = words; }

  function tick() {
    var place = live(), clock = place.querySelector("[data-clock]"), ends = Number(place.dataset.ends);
    var date = Date.now(), steady = performance.now();
    if (lastDate && Math.abs((date - lastDate) - (steady - lastSteady)) > 1500) { ask(); }
    else if (lastDate && date - lastDate > 4000) { ask(); }
    lastDate = date; lastSteady = steady;
    if (!clock || !ends) { return; }
    var left = Math.ceil((ends - now()) / 1000), size = Math.abs(left);
    var words = (left < 0 ? "+" : "") + Math.floor(size / 60) + ":" + String(size % 60).padStart(2, "0");
    if (clock.textContent !== words) { clock.textContent = words; }
    clock.classList.toggle("over", left < 0);
    place.querySelector("[data-over]").hidden = left > 0;
    var bar = place.querySelector(".bar progress");
    if (bar) { bar.value = Math.max(0, Number(place.dataset.seconds) - Math.max(0, left)); }
    if (left <= 0) { over(place.dataset.section, ends); }
  }

  // Screen readers hear the end of a section, once; never the seconds.
  function over(section, ends) {
    if (announced === section + ends) { return; }
    announced = section + ends;
    announce("Time is up for " + section + ".");
    document.dispatchEvent(new CustomEvent("room:section-over"));
  }

  function settle(serverNow, asked) {
    if (!serverNow) { return; }
    var arrived = Date.now();
    offset = Number(serverNow) - (asked ? (asked + arrived) / 2 : arrived);
  }

  function put(text) {
    var holder = document.createElement("template"), old = live();
    holder.innerHTML = text.trim();
    var fresh = holder.content.getElementById("live");
    if (!fresh) { return; }
    var focused = document.activeElement, inside = old.contains(focused), key = inside && (focused.dataset.key || focused.value);
    var closed = Array.from(old.querySelectorAll("details[data-keep]")).filter(function (one) { return !one.open; });
    if (fresh.dataset.section !== old.dataset.section && fresh.dataset.section) { announce("Now: " + fresh.dataset.section + "."); }
    if (fresh.dataset.phase === "finished" && old.dataset.phase !== "finished") { announce("The hour is over."); }
    old.querySelectorAll("input[id][type=text]").forEach(function (field) {  // words being typed stay
      var same = fresh.querySelector("#" + CSS.escape(field.id));
      if (same && field.value !== field.defaultValue) { same.value = field.value; }
    });
    var opened = Array.from(old.querySelectorAll("details[data-keep]")).filter(function (one) { return one.open; });
    old.replaceWith(fresh);
    opened.forEach(function (one) {
      var same = fresh.querySelector('[data-keep="' + CSS.escape(one.dataset.keep) + '"]');
      if (same) { same.open = true; }
    });
    closed.forEach(function (one) {
      var same = fresh.querySelector('[data-keep="' + CSS.escape(one.dataset.keep) + '"]');
      if (same) { same.open = false; }
    });
    if (inside && focused.id && fresh.querySelector("#" + CSS.escape(focused.id))) {
      var field = fresh.querySelector("#" + CSS.escape(focused.id));
      field.focus({ preventScroll: true });
      if (field.setSelectionRange) { field.setSelectionRange(focused.selectionStart, focused.selectionEnd); }
    } else if (inside) {
      var buttons = Array.from(fresh.querySelectorAll("button"));
      var again = buttons.find(function (one) { return key && (one.dataset.key || one.value) === key && one.name === focused.name; }) ||
        fresh.querySelector(".foot .go");
      if (again) { again.focus({ preventScroll: true }); }
    }
    tick();
  }

  function later() { clearTimeout(timer); timer = setTimeout(ask, EVERY - JITTER + Math.random() * 2 * JITTER); }

  function ask() {
    if (asking || busy) { return; }
    asking = true;
    clearTimeout(timer);
    var asked = Date.now(), place = live();
    fetch(place.dataset.url, { headers: { "If-None-Match": '"' + place.dataset.seen + '"' }, cache: "no-store", redirect: "manual" })
      .then(function (answer) {
        if (answer.type === "opaqueredirect" || answer.status === 404) { location.reload(); return null; }
        settle(answer.headers.get("X-Now"), asked);
        return answer.status === 200 ? answer.text() : null;
      })
      .then(function (text) { if (text && !busy) { put(text); } }, function () { /* no connection: the clock goes on, the next try is soon */ })
      .then(function () { asking = false; later(); tick(); });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.matches("form[data-live]")) { return; }
    event.preventDefault();
    if (busy) { return; }
    busy = true;
    var body = new FormData(form), pressed = event.submitter;
    if (pressed && pressed.name) { body.append(pressed.name, pressed.value); }
    live().setAttribute("aria-busy", "true");
    fetch(form.action, { method: "POST", body: body, headers: { "X-Live": "1" }, redirect: "manual" }).then(function (answer) {
      busy = false;
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) { location.reload(); return null; }
      return answer.text().then(function (text) {
        var holder = document.createElement("template");
        holder.innerHTML = text.trim();
        var fresh = holder.content.getElementById("live");
        if (!fresh) { throw new Error("no page"); }
        settle(fresh.dataset.now);
        if (answer.ok) { form.reset(); }
        put(text);
      });
    }).catch(function () {
      busy = false;
      live().removeAttribute("aria-busy");
      var trouble = document.getElementById("trouble");
      trouble.textContent = "That didn't reach us, so nothing has changed yet. Check your connection and press again.";
      trouble.hidden = false;
    }).then(later);
  });

  document.addEventListener("visibilitychange", function () { if (!document.hidden) { ask(); } });
  addEventListener("pageshow", function (event) { if (event.persisted) { ask(); } });
  addEventListener("online", ask);
  document.addEventListener("DOMContentLoaded", function () {
    settle(live().dataset.now);
    tick();
    setInterval(tick, 500);
    later();
    // A page out of the browser's own store may be old: ask soon rather than in five seconds.
    if (performance.getEntriesByType("navigation")[0]?.type === "back_forward") { ask(); }
  });
})();
