"""The steps taken on a draft: what can be undone and redone, and how a step is told in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mixitup.models import Arrangement, Change, Session, Student


@dataclass(frozen=True)
class Trail:
    """`done` and `undone`: ids of the changes that undo and redo would take back, the next one last."""

    done: tuple[int, ...] = ()
    undone: tuple[int, ...] = ()

    def target(self, kind: str) -> Change | None:
        found = self.done if kind == "undo" else self.undone
        return Change.objects.get(pk=found[-1]) if found else None


def of(session: Session, arrangement: Arrangement | None) -> Trail:
    """Replays the verbs of this draft's steps: a new step forgets what was undone. One query."""
    done: list[int] = []
    undone: list[int] = []
    if arrangement is None or arrangement.frozen_at:
        return Trail()
    for pk, verb in steps_of(session, arrangement).values_list("pk", "verb"):
        if verb == "board.undo":
            done.pop()
            undone.append(pk)
        elif verb == "board.redo":
            undone.pop()
            done.append(pk)
        else:
            undone.clear()
            done.append(pk)
    return Trail(tuple(done), tuple(undone))


def steps_of(session: Session, arrangement: Arrangement) -> Any:
    """The recorded steps of an arrangement, first to last."""
    return session.changes.filter(verb__startswith="board.", after__arrangement=arrangement.pk).order_by("pk")


def since(session: Session, arrangement: Arrangement | None, seen: str) -> list[str]:
    """What others did after the version that somebody saw, last first, at most five sentences with who did it."""
    pk, _, revision = seen.rstrip("p").partition(".")
    if arrangement is None or not (pk.isdecimal() and revision.isdecimal()):
        return []
    later = steps_of(session, arrangement)
    if int(pk) == arrangement.pk:
        later = later.filter(after__revision__gt=int(revision))
    told = list(later.order_by("-pk").select_related("actor__student")[:5])
    ids = {one.after["step"].get(role) for one in told for role in ("student", "other")}
    people = Student.objects.filter(pk__in=[pk for pk in ids if pk])
    names = {student.pk: student.shown_name for student in people}
    return [
        f"{one.actor.get_full_name() if one.actor else 'Somebody'}: {tell(one.verb, one.after['step'], names)}"
        for one in told
    ]


def tell(verb: str, step: Mapping[str, Any], names: Mapping[int, str]) -> str:
    """ "Rafa Park moved to room 7": what a recorded step did, with the names people have now."""
    student = names.get(step.get("student", 0), "Somebody")
    other = names.get(step.get("other", 0), "somebody")
    told = {
        "move": f"{student} moved to room {step.get('room')}",
        "swap": f"{student} and {other} swapped",
        "pin": f"{student} pinned",
        "unpin": f"{student} unpinned",
        "absent": f"{student} marked as not coming",
        "present": f"{student} is coming after all",
        "lead": f"{student} made the lead",
        "co_lead": f"{student} made a co-lead",
        "member": f"{student} no longer co-leads",
        "mix": "Groups mixed",
        "undo": "the last step undone",
        "redo": "the step done again",
        "rescue": "Missing people taken out, and the gaps they left mended",
    }.get(step.get("kind", ""), "Board changed")
    return {"board.undo": f"Undone: {told}", "board.redo": f"Done again: {told}"}.get(verb, told)
