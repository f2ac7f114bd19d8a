// The board with a script: steps without a new page, a person's choices beside the board, keys, search, news.
// Figures and words always come from the server.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const all = (selector, within) => Array.from((within || document).querySelectorAll(selector));
  const filter = { find: "", show: "" };
  let returnTo = "", picked = "", isDragging = false;

  document.documentElement.classList.add("js");

  function say(text) {
    byId("said").textContent = "";
    setTimeout(() => { byId("said").textContent = text; }, 30);
  }

  // A step goes through the head's form, which knows the version of the board that is on the screen.
  function take(values, back) {
    const form = byId("step");
    if (!form) return;
    returnTo = back || returnTo;
    htmx.ajax("POST", form.getAttribute("action"), { source: form, values: values, swap: "none settle:0ms" });
  }

  // A person's choices

  function open(person) {
    returnTo = person.id;
    all(".p.open").forEach((one) => one.classList.remove("open"));
    person.classList.add("open");
    htmx.ajax("GET", person.getAttribute("href"), { source: person, target: "#person", swap: "innerHTML settle:0ms" });
  }

  function close() {
    const card = byId("person");
    if (!card || !card.firstElementChild) return;
    card.replaceChildren();
    all(".p.open").forEach((one) => one.classList.remove("open"));
    focusPerson(returnTo);
  }

  function focusPerson(id) {
    const person = id && byId(id);
    if (!person) return;
    makeCurrent(person);
    person.focus({ preventScroll: false });
  }

  // Roving focus: one stop for Tab, arrow keys inside

  const shownPeople = () => all("#rooms .rm:not([hidden]) .p");

  function makeCurrent(person) {
    if (!person.closest("#rooms")) return;
    all("#rooms .p[tabindex='0']").forEach((one) => { one.tabIndex = -1; });
    person.tabIndex = 0;
  }

  function prepare() {
    const people = shownPeople();
    const current = people.find((one) => one.id === returnTo) || people[0];
    all("#rooms .p").forEach((one) => { one.tabIndex = -1; one.draggable = false; });
    if (current) current.tabIndex = 0;
    const again = picked && byId(picked);
    if (again) again.classList.add("picked");
    applyFilter();
  }

  // The room above or below, by what is on the screen.
  function neighbour(room, direction) {
    const here = room.getBoundingClientRect();
    let best = null, least = Infinity;
    all("#rooms .rm[id]:not([hidden])").forEach((other) => {
      const there = other.getBoundingClientRect();
      const gap = direction > 0 ? there.top - here.bottom : here.top - there.bottom;
      const score = gap * 4 + Math.abs(there.left - here.left);
      if (other !== room && gap >= -4 && other.querySelector(".p") && score < least) { best = other; least = score; }
    });
    return best;
  }

  function next(person, key) {
    const room = person.closest(".rm"), here = all(".p", room), at = here.indexOf(person);
    if (key === "Home") return shownPeople()[0];
    if (key === "End") return shownPeople().pop();
    if (key === "ArrowDown" || key === "ArrowUp") {
      const step = key === "ArrowDown" ? 1 : -1;
      if (here[at + step]) return here[at + step];
      const other = neighbour(room, step);
      return other && all(".p", other)[step > 0 ? 0 : all(".p", other).length - 1];
    }
    const rooms = all("#rooms .rm[id]:not([hidden])").filter((one) => one.querySelector(".p"));
    const other = rooms[rooms.indexOf(room) + (key === "ArrowRight" ? 1 : -1)];
    const people = other ? all(".p", other) : [];
    return people[Math.min(at, people.length - 1)];
  }

  const nameOf = (person) => person.querySelector(".n").textContent.trim();
  const idOf = (person) => person.id.slice(1);

  function putDown() {
    all(".p.picked").forEach((one) => one.classList.remove("picked"));
    picked = "";
  }

  function pick(person) {
    if (!byId("step")) return;
    if (picked === person.id) { putDown(); say("Put down."); return; }
    if (!picked) {
      picked = person.id;
      person.classList.add("picked");
      say("Picked up " + nameOf(person) + ". Space on another person swaps them, M moves them into that person's room, Escape puts them down.");
      return;
    }
    const student = picked.slice(1), back = picked;
    putDown();
    take({ kind: "swap", student: student, other: idOf(person) }, back);
  }

  function onPersonKey(event, person) {
    if (["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      if (!person.closest("#rooms")) return;
      event.preventDefault();
      const to = next(person, event.key);
      if (to) focusPerson(to.id);
    } else if (event.key === " ") {
      event.preventDefault();
      pick(person);
    } else if (event.key.toLowerCase() === "m" && picked && person.closest(".rm")) {
      const student = picked.slice(1), back = picked;
      putDown();
      take({ kind: "move", student: student, room: person.closest(".rm").dataset.room }, back);
    } else if (event.key === "Escape" && picked) {
      putDown();
      say("Put down.");
    }
  }

  function onCardKey(event) {
    if (event.key === "Escape") { event.preventDefault(); close(); return; }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const stops = all("#person button"), at = stops.indexOf(document.activeElement);
    if (document.activeElement.tagName === "SELECT" || !stops.length) return;
    event.preventDefault();
    stops[Math.max(0, Math.min(stops.length - 1, at + (event.key === "ArrowDown" ? 1 : -1)))].focus();
  }

  function onUndoKey(event) {
    const key = event.key.toLowerCase();
    const isRedo = key === "y" || (key === "z" && event.shiftKey);
    if (!(event.ctrlKey || event.metaKey) || (key !== "z" && key !== "y")) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
    event.preventDefault();
    const head = byId("board-head"), kind = isRedo ? "redo" : "undo";
    if (!head || !head.dataset[kind]) { say("There is nothing to " + kind + "."); return; }
    take({ kind: kind });
  }

  document.addEventListener("keydown", function (event) {
    const person = event.target.closest && event.target.closest(".p");
    if (event.target.closest && event.target.closest("#person")) onCardKey(event);
    else if (person && !event.ctrlKey && !event.metaKey && !event.altKey) onPersonKey(event, person);
    onUndoKey(event);
  });

  document.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const person = event.target.closest(".p");
    if (person) { event.preventDefault(); open(person); return; }
    if (event.target.closest("[data-close]")) { close(); return; }
    const toggle = event.target.closest("#board-tools button[name=show]");
    if (toggle) { event.preventDefault(); filter.show = filter.show === toggle.value ? "" : toggle.value; applyFilter(); return; }
    if (event.target.closest("#show-all")) { event.preventDefault(); filter.find = filter.show = ""; byId("find").value = ""; applyFilter(); }
  });

  // Search and filter

  function fits(room, wanted, number) {
    const people = all(".p", room);
    let any = !wanted || room.dataset.room === number;
    people.forEach((person) => {
      const hit = Boolean(wanted) && nameOf(person).toLowerCase().includes(wanted);
      person.classList.toggle("hit", hit);
      any = any || hit;
    });
    if (filter.show === "look") return any && room.classList.contains("look");
    return any && (filter.show !== "pinned" || "pinned" in room.dataset);
  }

  function applyFilter() {
    const box = byId("find");
    if (!box) return;
    box.value = filter.find;
    const wanted = filter.find.trim().toLowerCase(), number = wanted.replace(/^room\s*/, "");
    const isOn = Boolean(wanted || filter.show);
    let count = 0;
    all("#rooms .rm").forEach((room) => {
      const shown = room.id ? fits(room, wanted, number) : !isOn;
      room.hidden = !shown;
      if (shown && room.id) count += 1;
    });
    all("#board-tools button[name=show]").forEach((one) => one.setAttribute("aria-pressed", String(one.value === filter.show)));
    byId("show-all").hidden = !isOn;
    byId("found").textContent = isOn ? (count ? count + (count === 1 ? " room" : " rooms") : "No room fits that.") : "";
  }

  document.addEventListener("input", function (event) {
    if (event.target.id !== "find") return;
    filter.find = event.target.value;
    applyFilter();
  });
  document.addEventListener("submit", function (event) {
    if (event.target.id === "board-tools") event.preventDefault();
  });

  // Answers

  document.addEventListener("htmx:beforeSwap", function (event) {
    const status = event.detail.xhr.status;
    if (status === 409 || status === 422) { event.detail.shouldSwap = true; event.detail.isError = false; }
  });

  function answered(event) {
    const { xhr, requestConfig: request } = event.detail;
    if (request.verb === "get") { showCard(request, xhr); return; }
    if (xhr.status === 409 || xhr.status === 422) {
      const note = document.querySelector(".said-aloud");
      prepare();
      if (note) { say(note.querySelector("h2") ? note.querySelector("h2").textContent : note.textContent); note.focus(); note.scrollIntoView({ block: "center" }); }
      return;
    }
    if (!event.detail.successful) return;
    byId("trouble").hidden = true;
    all(".said-aloud").forEach((note) => note.remove());
    if (byId("person")) byId("person").replaceChildren();
    prepare();
    focusPerson(returnTo);
    say(byId("board-head").dataset.said || "Saved.");
  }

  function showCard(request, xhr) {
    const title = byId("person-title");
    if (xhr.status !== 200 || !title || !request.path.includes("/people/")) return;
    title.focus({ preventScroll: true });
    const person = byId(returnTo), card = byId("person");
    if (getComputedStyle(card).position !== "fixed") { card.scrollIntoView({ block: "nearest" }); return; }
    // On a phone the card lies over the page's lower part: the person it is about stays in sight above it.
    if (person) scrollBy(0, person.getBoundingClientRect().top - Math.max(8, (innerHeight - card.offsetHeight - person.offsetHeight) / 2));
  }

  document.addEventListener("htmx:afterRequest", (event) => setTimeout(answered, 0, event));
  ["htmx:sendError", "htmx:timeout", "htmx:responseError"].forEach((name) => document.addEventListener(name, function (event) {
    if (event.detail.requestConfig.path.includes("/news/")) return;
    const trouble = byId("trouble");
    trouble.textContent = "That didn't reach the school's server, so nothing was changed. Try it again in a moment.";
    trouble.hidden = false;
    trouble.scrollIntoView({ block: "nearest" });
    say(trouble.textContent);
  }));

  // Somebody else on the same board: a light look while this page is in front.
  setInterval(function () {
    const news = byId("board-news");
    if (news && !news.firstElementChild && !document.hidden && !isDragging) htmx.trigger(news, "look");
  }, 10000);

  window.board = { take: take, say: say, nameOf: nameOf, idOf: idOf, dragging: (is) => { isDragging = is; } };
  const start = () => { filter.find = byId("find") ? byId("find").value : ""; const on = document.querySelector("#board-tools [aria-pressed=true]"); filter.show = on ? on.value : ""; prepare(); };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
