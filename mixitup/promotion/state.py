"""What a promotion's plan is made from, read in a fixed number of queries; and the choices that staff keep."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count
from django.db.models.functions import Lower

from mixitup.models import Enrolment, Inning, Module, Promotion
from mixitup.promotion.plan import Choice, Move, Plan, Someone, make_plan, usual

Status = Enrolment.Status
_VALUES = {choice.value for choice in Choice}


@dataclass(frozen=True, slots=True)
class Answer:
    """What one person's select said: as it was shown, and as it came back."""

    was: str
    said: str


class CrossedError(Exception):
    """Somebody else chose otherwise for the same people since they were shown: the moves as they stand now."""

    def __init__(self, moves: list[Move]) -> None:
        self.moves = moves
        super().__init__("Choices crossed.")


def next_inning(inning: Inning) -> Inning | None:
    return Inning.objects.filter(starts_on__gt=inning.starts_on).order_by("starts_on").first()


def promotion_of(inning: Inning) -> Promotion:
    """The inning's promotion; not saved yet where nobody has chosen anything."""
    found = Promotion.objects.select_related("target", "applied_by").filter(source=inning).first()
    return found or Promotion(source=inning)


def plan_of(promotion: Promotion, target: Inning | None) -> Plan:
    """The plan against the school as it is now. Four queries, however many people."""
    here = Enrolment.objects.filter(inning=target) if target else Enrolment.objects.none()
    there_ids = set(here.values_list("student_id", flat=True))
    there = here.active().order_by().values_list("module__number").annotate(Count("pk"))
    rows = (
        Enrolment.objects.filter(
            inning=promotion.source, status__in=[Status.ACTIVE, Status.PAUSED], student__erased_at=None
        )
        .order_by("-module__number", Lower("student__name"), "pk")
        .values_list(
            "pk",
            "student_id",
            "student__name",
            "student__user__email",
            "module__number",
            "module_id",
            "program_id",
            "cohort_id",
            "cohort__name",
            "status",
        )
    )
    people = [Someone(*row[:-1], row[-1] == Status.PAUSED, row[1] in there_ids) for row in rows]
    modules = list(Module.objects.order_by("number").values_list("number", flat=True))
    return make_plan(target.pk if target else None, people, choices_of(promotion), modules, dict(there))


def choices_of(promotion: Promotion) -> dict[int, Choice]:
    return {int(pk): Choice(said) for pk, said in promotion.choices.items()}


def save_choices(inning: Inning, answers: Mapping[int, Answer], for_all: Mapping[int, str]) -> None:
    """Keep what these answers change, by enrolment id; `for_all` is said of everybody found at once.

    Two people's choices about different people both stand. Raises CrossedError where both chose for the same person;
    then nothing is written.
    """
    with transaction.atomic():
        Inning.objects.select_for_update().get(pk=inning.pk)
        promotion = promotion_of(inning)
        if promotion.applied_at:
            return
        plan = plan_of(promotion, next_inning(inning))
        changed = {pk: one for pk, one in answers.items() if one.said != one.was and one.said in _VALUES}
        crossed = [
            move
            for move in plan.moves
            if (one := changed.get(move.who.enrolment_id)) and move.choice not in (one.was, one.said)
        ]
        if crossed:
            raise CrossedError(crossed)
        said = {**for_all, **{pk: one.said for pk, one in changed.items()}}
        wanted = {move.who: Choice(said.get(move.who.enrolment_id, move.choice)) for move in plan.moves}
        stored = {
            str(who.enrolment_id): choice.value for who, choice in wanted.items() if choice != usual(who)
        }
        if stored != promotion.choices:
            promotion.choices = stored
            promotion.save()
