// Drag and drop on pointer events. A mouse drags at once; a finger after a short hold, so that scrolling stays free.
// What each place would change is asked of the server when the drag starts.
(function () {
  "use strict";
  const HOLD = 350, SLACK = 6, EDGE = 70;
  let press = null, drag = null;

  const person = (place) => place && place.closest && place.closest(".p");

  function start() {
    const card = press.person;
    drag = { person: card, room: card.closest(".rm"), target: null, effects: null, x: press.x, y: press.y };
    const ghost = card.cloneNode(true);
    ghost.removeAttribute("id");
    ghost.className = "p ghost";
    ghost.replaceChildren(Object.assign(document.createElement("span"), { className: "who" }));
    ghost.firstChild.append(card.querySelector(".n").textContent);
    drag.tells = ghost.firstChild.appendChild(Object.assign(document.createElement("span"), { className: "tells" }));
    document.body.append(ghost);
    drag.ghost = ghost;
    card.classList.add("picked");
    document.documentElement.classList.add("dragging");
    window.board.dragging(true);
    askEffects(card);
    follow();
    requestAnimationFrame(scrollAtEdge);
  }

  function askEffects(card) {
    const url = document.getElementById("board").dataset.effects.replace("/0/", "/" + window.board.idOf(card) + "/");
    const asked = drag;
    fetch(url, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : null)).then(function (effects) {
      if (!effects || drag !== asked) return;
      drag.effects = effects;
      Object.keys(effects.people).forEach(function (id) {
        const place = document.getElementById("p" + id);
        if (place) place.classList.add(effects.people[id][0]);
      });
      tell();
    }).catch(() => {});
  }

  // Where a drop would land: on a person of another room (swap), in a room (move), among those not coming.
  function targetAt(x, y) {
    const place = document.elementFromPoint(x, y);
    if (!place || !place.closest) return null;
    const other = person(place), room = place.closest(".rm"), away = place.closest(".away");
    if (away && !away.contains(drag.person)) return { kind: "absent", element: away };
    if (!room || room === drag.room) return null;
    if (other && drag.room) return { kind: "swap", element: other, other: window.board.idOf(other) };
    return { kind: "move", element: room, room: room.dataset.room };
  }

  function follow() {
    drag.ghost.style.transform = "translate(" + Math.min(drag.x + 12, innerWidth - 240) + "px," + (drag.y + 14) + "px)";
    const target = targetAt(drag.x, drag.y);
    if (drag.target) drag.target.element.classList.remove("over");
    drag.target = target;
    if (target) target.element.classList.add("over");
    tell();
  }

  function tell() {
    const target = drag.target, effects = drag.effects;
    let words = "", tone = "same";
    if (target && target.kind === "absent") words = "Not coming";
    else if (target) {
      words = target.kind === "swap" ? "Swap with " + window.board.nameOf(target.element) : "Move to room " + target.room;
      const found = effects && (target.kind === "swap" ? effects.people[target.other] : effects.rooms[target.room]);
      if (found) { tone = found[0]; words += ": " + found[1]; }
    }
    drag.tells.textContent = words;
    drag.tells.className = "tells " + tone;
  }

  function scrollAtEdge() {
    if (!drag) return;
    const by = drag.y < EDGE ? drag.y - EDGE : drag.y > innerHeight - EDGE ? drag.y - innerHeight + EDGE : 0;
    if (by) { scrollBy(0, by / 4); follow(); }
    requestAnimationFrame(scrollAtEdge);
  }

  function finish(isDrop) {
    if (press) clearTimeout(press.timer);
    press = null;
    if (!drag) return;
    const done = drag;
    drag = null;
    done.ghost.remove();
    done.person.classList.remove("picked");
    document.documentElement.classList.remove("dragging");
    document.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    document.querySelectorAll(".p.good, .p.warn").forEach((one) => one.classList.remove("good", "warn"));
    window.board.dragging(false);
    addEventListener("click", stopClick, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stopClick, { capture: true }), 50);
    if (isDrop && done.target) {
      const { kind, other, room } = done.target, values = { kind: kind, student: window.board.idOf(done.person) };
      if (other) values.other = other;
      if (room) values.room = room;
      window.board.take(values, done.person.id);
    }
  }

  function stopClick(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("pointerdown", function (event) {
    const card = person(event.target);
    if (!card || event.button || !event.isPrimary || !document.getElementById("step")) return;
    press = { person: card, x: event.clientX, y: event.clientY, id: event.pointerId, isTouch: event.pointerType !== "mouse" };
    if (press.isTouch) press.timer = setTimeout(start, HOLD);
  });

  document.addEventListener("pointermove", function (event) {
    if (!press || event.pointerId !== press.id) return;
    const far = Math.hypot(event.clientX - press.x, event.clientY - press.y);
    if (!drag && far > SLACK) {
      if (press.isTouch) { finish(false); return; }
      start();
    }
    if (!drag) return;
    drag.x = event.clientX;
    drag.y = event.clientY;
    follow();
  });

  document.addEventListener("pointerup", () => finish(true));
  document.addEventListener("pointercancel", () => finish(false));
  document.addEventListener("dragstart", (event) => { if (person(event.target)) event.preventDefault(); });
  document.addEventListener("selectstart", (event) => { if (drag) event.preventDefault(); });
  document.addEventListener("contextmenu", (event) => { if (drag || (press && press.isTouch)) event.preventDefault(); });
  document.addEventListener("keydown", (event) => { if (drag && event.key === "Escape") finish(false); });
  // A held finger drags; the page must not scroll under it. Before the hold is over it scrolls as ever.
  document.addEventListener("touchmove", (event) => { if (drag && event.cancelable) event.preventDefault(); }, { passive: false });
})();
