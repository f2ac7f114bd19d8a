// A contact dragged to another stage: the form that its menu and button belong to is filled in and sent.
(function () {
  "use strict";
  const stageAt = (place) => place && place.closest && place.closest(".stage");

  document.querySelectorAll("[data-drag-hint]").forEach((hint) => { hint.hidden = false; });
  window.draggable({
    cards: ".contact",
    isOn: () => true,
    nameOf: (card) => card.querySelector("b").textContent,
    targetAt: function (x, y, card) {
      const stage = stageAt(document.elementFromPoint(x, y));
      return stage && stage !== stageAt(card) ? { element: stage } : null;
    },
    tell: (target) => [target.element.dataset.label, "same"],
    drop: function (card, target) {
      const form = card.querySelector("form.move");
      form.elements.stage.value = target.element.dataset.stage;
      form.requestSubmit();
    },
  });
})();
