// A room's clock: counts down from what the server wrote, and asks every few seconds whether anything has changed.
// The server's time rules. A phone that slept, or whose clock was moved, asks at once and goes on from the answer.
(function () {
  "use strict";
  var EVERY = 5000, JITTER = 1500;
  var timer = 0, asking = false, busy = false, lastDate = 0, lastSteady = 0, announced = "", announcedTurn = "";
  var theirs = 0, mine = 0;  // one moment in the server's time and in this browser's
  var lastSaid = 0;

  function live() { return document.getElementById("live"); }
  function now() { return theirs + (Date.now() - mine) * Number(live().dataset.speed || 1); }

  // What follows another announcement within a second is added to it, or the first would go unheard.
  function announce(words) {
    var place = document.getElementById("announce"), at = performance.now();
    place.textContent = lastSaid && at - lastSaid < 1000 ? place.textContent + " " + words : words;
    lastSaid = at;
  }

  function tick() {
    var place = live(), clock = place.querySelector("[data-clock]"), ends = Number(place.dataset.ends);
    var date = Date.now(), steady = performance.now();
    if (lastDate && Math.abs((date - lastDate) - (steady - lastSteady)) > 1500) { ask(); }
    else if (lastDate && date - lastDate > 4000) { ask(); }
    lastDate = date; lastSteady = steady;
    turn(place);
    if (!clock || !ends) { again(); return; }
    var left = Math.ceil((ends - now()) / 1000), size = Math.abs(left);
    var words = (left < 0 ? "+" : "") + Math.floor(size / 60) + ":" + String(size % 60).padStart(2, "0");
    if (clock.textContent !== words) { clock.textContent = words; }
    clock.classList.toggle("over", left < 0);
    place.querySelector("[data-over]").hidden = left > 0;
    var bar = place.querySelector(".bar progress");
    if (bar) { bar.value = Math.max(0, Number(place.dataset.seconds) - Math.max(0, left)); }
    again();
    if (left <= 0) { over(place.dataset.section, ends); }
  }

  // While the clock is scrolled away, a small one stays in sight.
  function again() {
    var small = live().querySelector("[data-clock-again]"), clock = live().querySelector("[data-clock]");
    if (!small || !clock) { return; }
    small.hidden = clock.getBoundingClientRect().bottom > 0;
    if (small.hidden) { return; }
    small.textContent = clock.textContent + " · " + live().dataset.section;
    small.classList.toggle("over", clock.classList.contains("over"));
  }

  // Somebody's turn: counts down to nothing and stays there. Who is speaking hears of it, once.
  function turn(place) {
    var clock = place.querySelector("[data-turn-clock]");
    if (!clock || !clock.dataset.ends) { return; }
    var left = Math.max(0, Math.ceil((Number(clock.dataset.ends) - now()) / 1000));
    clock.textContent = Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    clock.hidden = left === 0;
    place.querySelector("[data-turn-over]").hidden = left > 0;
    if (left === 0 && "mine" in clock.dataset && announcedTurn !== clock.dataset.ends) {
      announcedTurn = clock.dataset.ends;
      announce("Hand over when you're ready.");
    }
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
    theirs = Number(serverNow);
    mine = asked ? (asked + arrived) / 2 : arrived;
  }

  // What has changed, for those who hear the page: each change once.
  function tell(was, is) {
    if (is.phase === "finished" && was.phase !== "finished") { announce("The hour is over."); }
    else if (is.section && is.section !== was.section) { announce("Now: " + is.section + "."); }
    if (is.turn !== was.turn) { announce(is.turn || (is.section === was.section ? "Turns are over." : "")); }
    if (is.line && is.line !== was.line) { announce("From " + is.contact + ": " + is.line); }
    if (is.help !== was.help) { announce(is.help ? "Help is called. " + is.contact + " see it." : "The call for help is answered."); }
  }

  function put(text) {
    var holder = document.createElement("template"), old = live();
    holder.innerHTML = text.trim();
    var fresh = holder.content.getElementById("live");
    if (!fresh) { return; }
    var focused = document.activeElement, inside = old.contains(focused), key = inside && (focused.dataset.key || focused.value);
    tell(old.dataset, fresh.dataset);
    old.querySelectorAll("input[id][type=text]").forEach(function (field) {  // words being typed stay
      var same = fresh.querySelector("#" + CSS.escape(field.id));
      if (same && field.value !== field.defaultValue) { same.value = field.value; }
    });
    old.querySelectorAll("details[data-keep]").forEach(function (one) {  // what somebody opened or closed stays so
      var same = fresh.querySelector('[data-keep="' + CSS.escape(one.dataset.keep) + '"]');
      if (same && one.open !== ("opened" in one.dataset)) { same.open = one.open; }
    });
    old.replaceWith(fresh);
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

  function atStep() {
    var step = live().querySelector("[aria-current=step] .n");
    return step ? step.textContent : "";
  }

  function later() { clearTimeout(timer); timer = setTimeout(ask, EVERY - JITTER + Math.random() * 2 * JITTER); }

  function ask() {
    if (asking || busy || !live().dataset.url) { return; }
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
        document.getElementById("trouble").hidden = true;
        var was = live().dataset, step = atStep();
        put(text);
        // Who moved the room on reads on where it is now; where others are on their page is theirs.
        if (form.id !== "clock-form") { return; }
        if (live().dataset.section !== was.section || live().dataset.phase !== was.phase) { scrollTo(0, 0); }
        else if (atStep() !== step) { live().querySelector("[aria-current=step]").scrollIntoView({ block: "nearest" }); }
      });
    }).catch(function () {
      busy = false;
      live().removeAttribute("aria-busy");
      var trouble = document.getElementById("trouble");
      trouble.textContent = "That didn't reach us, so nothing has changed yet. Check your connection and press again.";
      trouble.hidden = false;
    }).then(later);
  });

  addEventListener("scroll", again, { passive: true });
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
