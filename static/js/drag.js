// Drag and drop on pointer events, for any page with cards to move: draggable(rules). A mouse drags at once; a finger after
// a short hold, so that scrolling stays free; Escape lets go.
//
// rules: cards (selector of what can be dragged), isOn() (may a drag start?), nameOf(card), targetAt(x, y, card) (where a drop
// would land: an object with `element`, or null), tell(target, card) ([words, tone] for the ghost), begin(card), end(card),
// drop(card, target).
(function () {
  "use strict";
  const HOLD = 350, SLACK = 6, EDGE = 70, CONTROLS = "select, button, input, textarea, option";
  let rules = null, press = null, drag = null;

  const cardAt = (place) => rules && place && place.closest && place.closest(rules.cards);

  function start() {
    const card = press.card;
    drag = { card: card, target: null, x: press.x, y: press.y };
    const ghost = document.createElement("div");
    ghost.className = "ghost";
    ghost.append(rules.nameOf(card));
    drag.tells = ghost.appendChild(Object.assign(document.createElement("span"), { className: "tells" }));
    document.body.append(ghost);
    drag.ghost = ghost;
    card.classList.add("picked");
    document.documentElement.classList.add("dragging");
    if (rules.begin) rules.begin(card);
    follow();
    requestAnimationFrame(scrollAtEdge);
  }

  function follow() {
    drag.ghost.style.transform = "translate(" + Math.min(drag.x + 12, innerWidth - 240) + "px," + (drag.y + 14) + "px)";
    const target = rules.targetAt(drag.x, drag.y, drag.card);
    if (drag.target) drag.target.element.classList.remove("over");
    drag.target = target;
    if (target) target.element.classList.add("over");
    tell();
  }

  function tell() {
    if (!drag) return;
    const [words, tone] = drag.target ? rules.tell(drag.target, drag.card) : ["", "same"];
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
    done.card.classList.remove("picked");
    document.documentElement.classList.remove("dragging");
    document.querySelectorAll(".over").forEach((one) => one.classList.remove("over"));
    if (rules.end) rules.end(done.card);
    addEventListener("click", stopClick, { capture: true, once: true });
    setTimeout(() => removeEventListener("click", stopClick, { capture: true }), 50);
    if (isDrop && done.target) rules.drop(done.card, done.target);
  }

  function stopClick(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("pointerdown", function (event) {
    const card = cardAt(event.target), control = event.target.closest && event.target.closest(CONTROLS);
    if (!card || event.button || !event.isPrimary || !rules.isOn()) return;
    if (control && card !== control && card.contains(control)) return;
    press = { card: card, x: event.clientX, y: event.clientY, id: event.pointerId, isTouch: event.pointerType !== "mouse" };
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
  document.addEventListener("dragstart", (event) => { if (cardAt(event.target)) event.preventDefault(); });
  document.addEventListener("selectstart", (event) => { if (drag) event.preventDefault(); });
  document.addEventListener("contextmenu", (event) => { if (drag || (press && press.isTouch)) event.preventDefault(); });
  document.addEventListener("keydown", (event) => { if (drag && event.key === "Escape") finish(false); });
  // A held finger drags; the page must not scroll under it. Before the hold is over it scrolls as ever.
  document.addEventListener("touchmove", (event) => { if (drag && event.cancelable) event.preventDefault(); }, { passive: false });

  window.draggable = function (given) { rules = given; };
  window.draggable.tell = tell;
})();
