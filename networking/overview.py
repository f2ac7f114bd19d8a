"""What a student did over time, from their own rows: for the page, the printable summary and the file to take out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from mixitup.models import Student
from networking.models import (
    Contact,
    ContactMove,
    Conversation,
    Goal,
    KeepInTouch,
    Kind,
    Message,
    Preference,
    Stage,
)


@dataclass(frozen=True, slots=True)
class OverTime:
    """Counts for a page: months as (first day, conversations held), kinds and stages in their order."""

    held: int
    months: list[tuple[date, int]]
    kinds: list[tuple[str, int]]
    reached: list[tuple[str, int]]
    contacts: int


def over_time(student: Student) -> OverTime:
    """Conversations by month and kind, and how many contacts ever came as far as each stage; four queries."""
    talks = list(Conversation.objects.of(student).held())
    months = Counter(timezone.localdate(talk.starts_at).replace(day=1) for talk in talks)
    kinds = Counter(talk.kind for talk in talks)
    farthest: dict[int, int] = {}
    for contact_id, stage in ContactMove.objects.filter(contact__owner=student).values_list(
        "contact_id", "stage"
    ):
        farthest[contact_id] = max(farthest.get(contact_id, 0), Stage(stage).place)
    reached = [(stage.label, sum(1 for far in farthest.values() if far >= stage.place)) for stage in Stage]
    return OverTime(
        held=len(talks),
        months=sorted(months.items()),
        kinds=[(kind.label, kinds[kind]) for kind in Kind if kinds[kind]],
        reached=reached,
        contacts=len(farthest),
    )


def follow_ups(student: Student, until: date) -> list[dict[str, Any]]:
    """What waits for the author, oldest first: next steps of contacts, sent messages, talks."""
    found: list[dict[str, Any]] = [
        {"on": c.next_on, "what": c.said("next_step") or "Next step", "whom": c.name, "contact": c}
        for c in Contact.objects.of(student).follow_ups(until)
    ]
    messages = Message.objects.of(student).filter(sent_at__isnull=False, follow_up_on__lte=until)
    for message in messages.select_related("contact"):
        whom = message.contact.name if message.contact else ""
        found.append(
            {"on": message.follow_up_on, "what": "See if they answered", "whom": whom, "message": message}
        )
    for talk in Conversation.objects.of(student).filter(follow_up_on__lte=until).select_related("contact"):
        found.append({"on": talk.follow_up_on, "what": "Follow up", "whom": talk_name(talk), "talk": talk})
    return sorted(found, key=lambda row: row["on"])


def talk_name(talk: Conversation) -> str:
    return talk.contact.name if talk.contact else talk.said("with_whom")


def export(student: Student) -> dict[str, Any]:
    """Everything of the author's in `networking`, in the clear, to be taken out as one file."""
    own = Contact.objects.of(student), Message.objects.of(student), Conversation.objects.of(student)
    contacts, messages, talks = own
    return {
        "contacts": [{**c.private, "stage": c.stage, "next_on": c.next_on} for c in contacts],
        "messages": [{**m.private, "sent_at": m.sent_at, "follow_up_on": m.follow_up_on} for m in messages],
        "conversations": [_talk_row(talk) for talk in talks.select_related("contact")],
        "goals": [_goal_row(goal) for goal in Goal.objects.of(student)],
    }


def _talk_row(talk: Conversation) -> dict[str, Any]:
    when: dict[str, datetime | date | None] = {"starts_at": talk.starts_at, "held_at": talk.held_at}
    return {
        **talk.private,
        **when,
        "kind": talk.kind,
        "with": talk_name(talk),
        "follow_up_on": talk.follow_up_on,
    }


def _goal_row(goal: Goal) -> dict[str, Any]:
    return {
        **goal.private,
        "kind": goal.kind,
        "steps": [{"step": step, "done": place in goal.done_steps} for place, step in enumerate(goal.steps)],
        "due_on": goal.due_on,
        "done_at": goal.done_at,
    }


def erase(student: Student, now: datetime) -> None:
    """All of it, for good."""
    with transaction.atomic():
        rows: Sequence[Any] = (Conversation, Message, Contact, Goal)
        for model in rows:
            model.objects.of(student).delete()
        KeepInTouch.objects.filter(owner=student).delete()
        KeepInTouch.objects.filter(other=student).delete()
        Preference.objects.filter(owner=student).delete()
