"""The Change log as people read it: sought, and each row told in a sentence. Of texts that are somebody's own there is
nothing in the log, so there is nothing here."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from mixitup.board import trail
from mixitup.models import Change, Page, RosterImport, Student, User
from mixitup.record.verbs import PARTS, SUMMARIES, UNDONE, VERBS, of_kind, saying
from mixitup.roster.fields import LABELS


@dataclass(frozen=True)
class Sought:
    """What the record is narrowed to; empty values narrow nothing."""

    kind: str = ""
    actor: User | None = None
    student: Student | None = None
    batch: uuid.UUID | None = None
    words: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.actor or self.student or self.batch or self.words)


@dataclass(frozen=True)
class FieldTold:
    label: str
    old: str = ""
    new: str = ""


@dataclass(frozen=True)
class Told:
    """One row in words. `url` leads to the thing where it still exists, `parts` to the rows that this one sums up."""

    at: datetime.datetime
    actor: str
    sentence: str
    about: str = ""
    url: str = ""
    fields: list[FieldTold] = field(default_factory=list)
    parts: str = ""


def found(sought: Sought) -> QuerySet[Change]:
    """The rows, newest first. What an import or a promotion did to each person shows when it is looked for."""
    rows = Change.objects.select_related("actor__student", "student", "session__inning").order_by("-pk")
    if sought.kind:
        rows = rows.filter(verb__in=of_kind(sought.kind))
    if sought.actor:
        rows = rows.filter(actor=sought.actor)
    if sought.student:
        rows = rows.filter(student=sought.student)
    if sought.batch:
        rows = rows.filter(batch=sought.batch)
    for word in sought.words.split():
        rows = rows.filter(
            Q(subject__icontains=word)
            | Q(student__name__icontains=word)
            | Q(student__preferred_name__icontains=word)
            | Q(actor__name__icontains=word)
            | Q(actor__email__icontains=word)
            | Q(actor__student__name__icontains=word)
            | Q(verb__in=saying(word))
        )
    if sought.student or sought.batch or sought.words:
        return rows
    return _summed_up(rows)


def _summed_up(rows: QuerySet[Change]) -> QuerySet[Change]:
    summary = Change.objects.filter(verb__in=SUMMARIES)
    part = Q(Exists(summary.filter(batch=OuterRef("batch"))), verb__in=PARTS)
    undone_part = Q(
        Exists(summary.filter(batch=OuterRef("undoes__batch"))), verb__in=UNDONE, undoes__verb__in=PARTS
    )
    return rows.exclude(part).exclude(undone_part)


def tell(changes: Sequence[Change]) -> list[Told]:
    """These rows in words; at most three queries, however many rows."""
    ids = [pk for change in changes for pk in _people_in(change)]
    names = {one.pk: one.shown_name for one in Student.objects.filter(pk__in=ids)} if ids else {}
    pages = _existing(Page, [_number(change, "page") for change in changes])
    imports = _existing(RosterImport, [_number(change, "import") for change in changes])
    return [_told(change, names, pages, imports) for change in changes]


def _people_in(change: Change) -> list[int]:
    step = change.after.get("step") or {}
    return [step[role] for role in ("student", "other") if step.get(role)]


def _number(change: Change, key: str) -> int:
    value = change.after.get(key)
    return value if isinstance(value, int) else 0


def _existing(model: type[Page] | type[RosterImport], ids: Sequence[int]) -> set[int]:
    wanted = {pk for pk in ids if pk}
    return set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True)) if wanted else set()


def _told(change: Change, names: dict[int, str], pages: set[int], imports: set[int]) -> Told:
    verb = VERBS.get(change.verb)
    subject = change.student.shown_name if change.student else change.subject
    is_step = change.verb.startswith("board.")
    sentence = (
        trail.tell(change.verb, change.after.get("step") or {}, names)
        if is_step
        else (verb.sentence if verb else "{subject}").format(subject=subject)
    )
    if change.verb == "promotion.closed":
        how = "graduated" if change.after.get("status") == "graduated" else "left"
        sentence = f"{subject} {how}"
    return Told(
        at=change.at,
        actor=change.actor.get_full_name() if change.actor else "",
        sentence=sentence,
        about=_about(change),
        url=_url(change, pages, imports),
        fields=_fields(change),
        parts=f"?batch={change.batch}" if change.verb in SUMMARIES else "",
    )


def _about(change: Change) -> str:
    if change.session:
        return f"{change.session}, {change.session.inning}"
    return ""


def _url(change: Change, pages: set[int], imports: set[int]) -> str:
    if change.student:
        return "" if change.student.erased_at else reverse("student_edit", args=[change.student.pk])
    if change.session:
        return reverse("session_overview", args=[change.session.pk])
    if _number(change, "page") in pages:
        return reverse("page_detail", args=[change.after["page"]])
    if _number(change, "import") in imports:
        return reverse("import_detail", args=[change.after["import"]])
    if change.verb == "promotion.applied":
        return reverse("promotion_detail", args=[change.after["inning"]])
    family = change.verb.partition(".")[0]
    lists = {"staff": "staff_list", "settings": "school_detail", "rule": "rule_list"}
    return reverse(lists[family]) if family in lists else ""


def _fields(change: Change) -> list[FieldTold]:
    """From what to what, where a roster's fields say it; of other rows only which fields."""
    if change.verb in ("roster.changed", "roster.undone"):
        keys = [key for key in change.after if key in LABELS and key in change.before]
        return [FieldTold(LABELS[key], str(change.before[key]), str(change.after[key])) for key in keys]
    if change.verb in ("settings.changed", "session.changed"):
        return [FieldTold(_label(key)) for key in change.after]
    return []


def _label(key: Any) -> str:
    return str(key).removesuffix("_id").replace("_", " ").capitalize()
