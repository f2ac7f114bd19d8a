// Saves a <form data-autosave="owner id"> as it is typed, and loses no word on the way: every keystroke is kept in
// this browser until the server has it. Needs a hidden field `version`, an element [data-autosave-status] inside.
// Without JavaScript the form is an ordinary one with its Save button. Browser copies go at sign-out.
(function () {
  "use strict";
  var PREFIX = "typed:", isLeaving = false; // signed out: nothing may be kept any more
  var watched = []; // of each form: isDirty(), flush() → a promise that ends when the server answered or didn't

  function values(form) {
    var found = {};
    new FormData(form).forEach(function (value, name) {
      if (name === "csrfmiddlewaretoken" || name === "version" || typeof value !== "string") { return; }
      (found[name] = found[name] || []).push(value);
    });
    return found;
  }

  function fill(form, found) {
    Object.keys(found).forEach(function (name) {
      form.querySelectorAll('[name="' + CSS.escape(name) + '"]').forEach(function (field, place) {
        if (field.type === "checkbox" || field.type === "radio") { field.checked = found[name].includes(field.value); }
        else if (field.type !== "hidden") { field.value = found[name][place] || ""; }
      });
    });
  }

  function watch(form) {
    var key = PREFIX + form.dataset.autosave + ":" + form.getAttribute("action");
    var version = form.querySelector("[name=version]"), status = form.querySelector("[data-autosave-status]");
    var timer = 0, busy = null, isDirty = false, wait = 2000;
    var held = JSON.stringify(values(form)); // what the server has

    function say(words, kind) { status.textContent = words; status.dataset.kind = kind || ""; }
    function keep(isSubmitted) {
      if (isLeaving) { return; }
      localStorage.setItem(key, JSON.stringify({ values: values(form), version: version.value, isSubmitted: !!isSubmitted }));
    }
    function later(ms) { clearTimeout(timer); timer = setTimeout(save, ms); }

    function typed() {
      if (!isDirty && JSON.stringify(values(form)) === held) { return; } // leaving a field isn't typing
      isDirty = true; keep(); say("Saving…"); later(700);
    }

    function lost(words) {
      say(words + " Your words are kept in this browser; trying again.", "warn");
      wait = Math.min(wait * 2, 30000);
      later(wait);
    }

    function choose(answer) {
      say("This was changed in another window, too. ", "warn");
      [["Keep what I typed here", function () { version.value = answer.version; held = null; typed(); }],
       ["Take what is saved", function () { localStorage.removeItem(key); location.reload(); }]
      ].forEach(function (choice) {
        var button = document.createElement("button");
        button.type = "button"; button.className = "btn tight"; button.textContent = choice[0];
        button.addEventListener("click", choice[1]);
        status.append(button, " ");
      });
    }

    function save() {
      if (busy) { later(400); return busy; }
      var body = new FormData(form), sent = JSON.stringify(values(form));
      clearTimeout(timer);
      busy = fetch(form.action, { method: "POST", body: body, headers: { "X-Autosave": "1" }, redirect: "manual" }).then(function (response) {
        busy = null;
        if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
          say("You are signed out. Your words are kept in this browser: sign in again, come back, and they are saved.", "warn");
          return null;
        }
        return response.json().then(function (answer) {
          if (response.ok) {
            version.value = answer.version; wait = 2000; held = sent;
            if (JSON.stringify(values(form)) === sent) {
              isDirty = false;
              if (!isLeaving) { localStorage.setItem(key, JSON.stringify({ savedAs: answer.version })); }
              say("Saved at " + answer.saved_at);
            }
            else { keep(); later(700); }
          } else if (response.status === 409) { choose(answer); }
          else if (response.status === 422) { say("Not saved yet: " + Object.values(answer.errors).flat().join(" "), "warn"); }
          else { lost("Not saved yet."); }
        });
      }).catch(function () { busy = null; lost("No connection."); });
      return busy;
    }

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", function (event) { if (!event.defaultPrevented && navigator.onLine) { clearTimeout(timer); isDirty = false; keep(true); } });
    watched.push({ form: form, isBusy: function () { return !!busy; }, isDirty: function () { return isDirty; }, flush: function () { return busy || save(); } });
    addEventListener("pagehide", function () {
      if (isDirty && !busy && !isLeaving) { fetch(form.action, { method: "POST", body: new FormData(form), headers: { "X-Autosave": "1" }, redirect: "manual", keepalive: true }); }
    });
    addEventListener("online", function () { if (timer && status.dataset.kind === "warn") { later(0); } });

    var kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept && kept.savedAs !== undefined) {
      // A reload that overtook its own save shows the page from before it.
      localStorage.removeItem(key);
      if (Number(version.value) < kept.savedAs) { location.reload(); return; }
      kept = null;
    }
    if (kept && kept.isSubmitted && kept.version !== version.value) { kept = null; } // the server took it
    if (kept && JSON.stringify(kept.values) !== JSON.stringify(values(form))) {
      fill(form, kept.values);
      if (kept.version === version.value) { say("Brought back what you typed before."); later(0); }
      else { choose({ version: version.value }); }
    } else { localStorage.removeItem(key); }
  }

  // <form data-keep="owner id"> is sent once, by its button: until then it is kept in this browser as it is typed.
  // [data-keep-done] on a later page says that it was taken.
  function guard(form) {
    var key = PREFIX + form.dataset.keep + ":" + form.getAttribute("action");
    var kept = JSON.parse(localStorage.getItem(key) || "null"), status = form.querySelector("[data-autosave-status]");
    if (kept) { fill(form, kept.values); status.textContent = "Brought back what you typed before. Not handed in yet."; }
    form.addEventListener("input", function () {
      if (!isLeaving) { localStorage.setItem(key, JSON.stringify({ values: values(form) })); }
      status.textContent = "Kept in this browser until you hand it in.";
    });
  }

  function start(root) {
    root.querySelectorAll("[data-keep-done]").forEach(function (done) { localStorage.removeItem(PREFIX + done.dataset.keepDone); });
    root.querySelectorAll("form[data-keep]").forEach(guard);
    root.querySelectorAll("form[data-autosave]").forEach(function (form) {
      if (!form.dataset.watched) { form.dataset.watched = "1"; watch(form); }
    });
  }

  // What is sent from elsewhere on the page (a tick, "I sent it") waits until what was typed is saved, and a form's own
  // Save until the save under way is answered: neither makes the other look like another window.
  function holdBack(event) {
    var form = event.target, first = watched.filter(function (one) { return one.form === form ? one.isBusy() : one.isDirty(); });
    if (form.dataset.signOut !== undefined || form.dataset.isHeld || !first.length) { return; }
    event.preventDefault();
    form.dataset.isHeld = "1";
    Promise.all(first.map(function (one) { return one.flush(); })).then(function () {
      form.requestSubmit(event.submitter);
      delete form.dataset.isHeld;
    });
  }

  document.addEventListener("submit", holdBack, true);
  document.addEventListener("DOMContentLoaded", function () {
    start(document);
    document.querySelectorAll("form[data-sign-out]").forEach(function (form) {
      form.addEventListener("submit", function () {
        isLeaving = true;
        Object.keys(localStorage).filter(function (key) { return key.startsWith(PREFIX); })
          .forEach(function (key) { localStorage.removeItem(key); });
      });
    });
  });
  document.addEventListener("htmx:load", function (event) { if (event.target.querySelectorAll) { start(event.target); } });
})();
