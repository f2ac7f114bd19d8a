"""Taking a person out of everything that the core keeps, the change log and uploaded tables too.

What stays is a nameless row, so that counts of the past remain true: "Former student".
"""

import datetime
import json
import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from django.db.models import Q

from mixitup import keep_rules
from mixitup.models import (
    Change,
    Enrolment,
    Intention,
    Membership,
    PulseMark,
    RoomLine,
    RoomRequest,
    RosterImport,
    Session,
    Student,
    TellingPreference,
)
from mixitup.roster.fields import STUDENT_FIELDS
from mixitup.tables import name_key

FORMER = "Former student"
UPLOADS_KEPT_DAYS = 30


def erase(student: Student, now: datetime.datetime) -> None:
    """The core's part of erasing a person. Inside a transaction; twice is harmless.

    The user goes, and with it sign-in, notices and whatever else hangs on it; memberships and attendance of the past
    stay, without a name; drafts and what the person asked for go.
    """
    _lock(student)
    locked = (
        Student.objects.select_for_update(of=("self",), no_key=True).select_related("user").get(pk=student.pk)
    )
    email, names = locked.email, {locked.name, locked.shown_name} - {FORMER}
    _leave_drafts(locked)
    forget_words(locked)
    keep_rules.forget(locked)
    locked.enrolments.filter(status=Enrolment.Status.ACTIVE).update(status=Enrolment.Status.LEFT)
    scrub_log(locked, email, names)
    scrub_imports(email, names)
    user = locked.user
    for field in STUDENT_FIELDS:
        setattr(locked, field, "")
    locked.name, locked.user, locked.self_edited, locked.is_listed = FORMER, None, [], False
    locked.erased_at = locked.erased_at or now
    locked.save()
    if user:
        user.delete()


def forget_words(student: Student) -> None:
    """What somebody said or asked for around a session. Twice is harmless."""
    for model in (RoomRequest, Intention, RoomLine, PulseMark, TellingPreference):
        model._default_manager.filter(student=student).delete()


def _lock(student: Student) -> None:
    """What imports, boards and publishing hold while they touch a student's row, in their order: so nobody waits in a ring."""
    list(RosterImport.objects.select_for_update().order_by("pk").values_list("pk", flat=True))
    innings = student.enrolments.values("inning")
    drafts = Membership.objects.filter(student=student, arrangement__frozen_at=None)
    sessions = Session.objects.filter(Q(inning__in=innings) | Q(pk__in=drafts.values("arrangement__session")))
    list(sessions.select_for_update(no_key=True).order_by("pk").values_list("pk", flat=True))


def _leave_drafts(student: Student) -> None:
    """Out of every board that is still open; whoever has one open sees that it changed."""
    drafts = Membership.objects.filter(student=student, arrangement__frozen_at=None)
    for membership in drafts.select_related("arrangement"):
        arrangement = membership.arrangement
        membership.delete()
        arrangement.revision += 1
        arrangement.save(update_fields=["revision", "changed_at"])


def scrub_log(student: Student | None, email: str, names: set[str]) -> int:
    """Take the person's particulars out of the log, keeping that something happened; how many rows it touched."""
    about = Change.objects.filter(student=student) if student else Change.objects.none()
    own = list(about.values_list("pk", flat=True))
    mentions = Q(pk__in=own)
    for text in filter(None, {email, *names}):
        escaped = json.dumps(text)[1:-1]
        for field in ("before", "after"):
            mentions |= Q(**{f"{field}__icontains": text}) | Q(**{f"{field}__icontains": escaped})
        mentions |= Q(subject__icontains=text)
    touched = list(Change.objects.filter(mentions))
    for change in touched:
        if change.pk in own:
            change.subject = FORMER
            change.before, change.after = _ids(change.before), _ids(change.after)
        else:
            # Somebody else's row may name a namesake: there only the address is surely this person's.
            texts = [email, *names] if change.student_id is None else [email]
            change.subject = _without(change.subject, texts)
            change.before, change.after = _without(change.before, texts), _without(change.after, texts)
    Change.objects.bulk_update(touched, ["subject", "before", "after"], batch_size=200)
    return len(touched)


def _ids(values: Any) -> dict[str, Any]:
    """Numbers tell nothing about a person; texts do."""
    return {key: value for key, value in dict(values).items() if isinstance(value, int)}


def _without(value: Any, texts: Iterable[str]) -> Any:
    """The same value with these texts replaced where they stand as whole words, however deep."""
    if isinstance(value, dict):
        return {key: _without(inner, texts) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, texts) for inner in value]
    if isinstance(value, str):
        for text in filter(None, texts):
            value = re.sub(rf"(?<!\w){re.escape(text)}(?!\w)", FORMER, value, flags=re.IGNORECASE)
    return value


def scrub_imports(email: str, names: set[str]) -> None:
    """Take the person's rows out of every table that was brought in, and what was decided about them."""
    keys = {name_key(name) for name in names} - {""}
    for importing in RosterImport.objects.iterator():
        gone: set[int] = set()
        for sheet in importing.sheets:
            is_chosen = sheet["name"] == importing.sheet
            kept = []
            for number, cells in sheet["rows"]:
                if _is_about(cells, email, keys):
                    gone |= {number} if is_chosen else set()
                else:
                    kept.append([number, cells])
            sheet["rows"] = kept
        corrected = importing.decisions.get("cells", {})
        for number, cells in corrected.items():
            if _is_about(list(cells.values()), email, keys):
                gone.add(int(number))
        if gone or len(importing.sheets) > 1:
            _drop_rows(importing, gone)


def _is_about(cells: list[str], email: str, keys: set[str]) -> bool:
    texts = [cell.casefold() for cell in cells]
    if email and any(email in text for text in texts):
        return True
    pairs = [f"{first} {second}" for first, second in pairwise(texts)]
    return any(name_key(text) in keys for text in (*texts, *pairs))


def _drop_rows(importing: RosterImport, gone: set[int]) -> None:
    for sheet in importing.sheets:
        if sheet["name"] == importing.sheet:
            sheet["rows"] = [row for row in sheet["rows"] if row[0] not in gone]
    for key in ("cells", "same"):
        decided = importing.decisions.get(key, {})
        importing.decisions[key] = {row: said for row, said in decided.items() if int(row) not in gone}
    importing.version += 1
    importing.save(update_fields=["sheets", "decisions", "version"])


def clear_old_uploads(now: datetime.datetime) -> int:
    """Forget the tables of imports older than 30 days; what they did stays on record. How many were cleared."""
    old = RosterImport.objects.filter(created_at__lt=now - datetime.timedelta(days=UPLOADS_KEPT_DAYS))
    return old.exclude(sheets=[]).update(sheets=[], sheet=None, decisions={})
