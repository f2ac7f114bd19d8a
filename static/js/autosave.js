// Saves a <form data-autosave="owner id"> as it is typed, and loses no word on the way: every keystroke is kept in
// this browser until the server has it. Needs a hidden field `version`, an element [data-autosave-status] inside.
// Without JavaScript the form is an ordinary one with its Save button. Browser copies go at sign-out.
(function () {
  "use strict";
  var PREFIX = "typed:", isLeaving = false; // signed out: nothing may be kept any more

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
    var timer = 0, busy = false, wait = 2000;

    function say(words, kind) { status.textContent = words; status.dataset.kind = kind || ""; }
    function keep(isSubmitted) {
      if (isLeaving) { return; }
      localStorage.setItem(key, JSON.stringify({ values: values(form), version: version.value, isSubmitted: !!isSubmitted }));
    }
    function later(ms) { clearTimeout(timer); timer = setTimeout(save, ms); }

    function typed() { keep(); say("Saving…"); later(700); }

    function lost(words) {
      say(words + " Your words are kept in this browser; trying again.", "warn");
      wait = Math.min(wait * 2, 30000);
      later(wait);
    }

    function choose(answer) {
      say("This was changed in another window, too. ", "warn");
      [["Keep what I typed here", function () { version.value = answer.version; typed(); }],
       ["Take what is saved", function () { localStorage.removeItem(key); location.reload(); }]
      ].forEach(function (choice) {
        var button = document.createElement("button");
        button.type = "button"; button.className = "btn tight"; button.textContent = choice[0];
        button.addEventListener("click", choice[1]);
        status.append(button, " ");
      });
    }

    function save() {
      if (busy) { later(400); return; }
      var body = new FormData(form), sent = JSON.stringify(values(form));
      busy = true;
      fetch(form.action, { method: "POST", body: body, headers: { "X-Autosave": "1" }, redirect: "manual" }).then(function (response) {
        busy = false;
        if (response.type === "opaqueredirect" || response.status === 401 || response.status === 403) {
          say("You are signed out. Your words are kept in this browser: sign in again, come back, and they are saved.", "warn");
          return null;
        }
        return response.json().then(function (answer) {
          if (response.ok) {
            version.value = answer.version; wait = 2000;
            if (JSON.stringify(values(form)) === sent) {
              if (!isLeaving) { localStorage.setItem(key, JSON.stringify({ savedAs: answer.version })); }
              say("Saved at " + answer.saved_at);
            }
            else { keep(); later(700); }
          } else if (response.status === 409) { choose(answer); }
          else if (response.status === 422) { say("Not saved yet: " + Object.values(answer.errors).flat().join(" "), "warn"); }
          else { lost("Not saved yet."); }
        });
      }).catch(function () { busy = false; lost("No connection."); });
    }

    form.addEventListener("input", typed);
    form.addEventListener("change", typed);
    form.addEventListener("submit", function () { clearTimeout(timer); keep(true); });
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

  function start(root) {
    root.querySelectorAll("form[data-autosave]").forEach(function (form) {
      if (!form.dataset.watched) { form.dataset.watched = "1"; watch(form); }
    });
  }

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
