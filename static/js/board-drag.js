// People dragged between rooms. What each place would change is asked of the server when the drag starts.
(function () {
  "use strict";
  let effects = null, asked = null;

  function askEffects(card) {
    const url = document.getElementById("board").dataset.effects.replace("/0/", "/" + window.board.idOf(card) + "/");
    const mine = (asked = {});
    fetch(url, { headers: { Accept: "application/json" } }).then((answer) => (answer.ok ? answer.json() : null)).then(function (found) {
      if (!found || asked !== mine) return;
      effects = found;
      Object.keys(effects.people).forEach(function (id) {
        const place = document.getElementById("p" + id);
        if (place) place.classList.add(effects.people[id][0]);
      });
      window.draggable.tell();
    }).catch(() => {});
  }

  // Where a drop would land: on a person of another room (swap), in a room (move), among those not coming.
  function targetAt(x, y, card) {
    const place = document.elementFromPoint(x, y);
    if (!place || !place.closest) return null;
    const mine = card.closest(".rm"), other = place.closest(".p"), room = place.closest(".rm"), away = place.closest(".away");
    if (away && !away.contains(card)) return { kind: "absent", element: away };
    if (!room || room === mine) return null;
    if (other && mine) return { kind: "swap", element: other, other: window.board.idOf(other) };
    return { kind: "move", element: room, room: room.dataset.room };
  }

  function tell(target) {
    if (target.kind === "absent") return ["Not coming", "same"];
    const words = target.kind === "swap" ? "Swap with " + window.board.nameOf(target.element) : "Move to room " + target.room;
    const found = effects && (target.kind === "swap" ? effects.people[target.other] : effects.rooms[target.room]);
    return found ? [words + ": " + found[1], found[0]] : [words, "same"];
  }

  function end() {
    effects = asked = null;
    document.querySelectorAll(".p.good, .p.warn").forEach((one) => one.classList.remove("good", "warn"));
    window.board.dragging(false);
  }

  window.draggable({
    cards: ".p",
    isOn: () => !!document.getElementById("step"),
    nameOf: (card) => card.querySelector(".n").textContent.trim(),
    targetAt: targetAt,
    tell: tell,
    begin: function (card) { window.board.dragging(true); askEffects(card); },
    end: end,
    drop: function (card, target) {
      const values = { kind: target.kind, student: window.board.idOf(card) };
      if (target.other) values.other = target.other;
      if (target.room) values.room = target.room;
      window.board.take(values, card.id);
    },
  });
})();
