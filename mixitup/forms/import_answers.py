"""What was typed and ticked in a preview, merged into the decisions so far.

The form's names: `c-ROW-FIELD` a cell, `o-ROW` leave out, `s-ROW` the same person, `b-ROW` active again, `col-INDEX` a
column, `m-ENROLMENT` and `missing_all` people the table doesn't name, `cohort` ticks, `x-PLACE` with `x-text-PLACE` a
session, `as_draft`; `shown` and `back_shown` list the rows whose ticks were on the page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from mixitup.models import Enrolment
from mixitup.roster.decisions import STAYS, Decisions
from mixitup.roster.groups_plan import GroupsPlan
from mixitup.roster.plan import Kind, Plan
from mixitup.tables import clean

MISSING_CHOICES = (
    (STAYS, "stay as they are"),
    (Enrolment.Status.PAUSED.value, "pause"),
    (Enrolment.Status.GRADUATED.value, "graduated"),
    (Enrolment.Status.LEFT.value, "left"),
)


def merge_answers(decisions: Decisions, plan: Plan | GroupsPlan, post: QueryDict) -> Decisions:
    """The decisions with what this form says. Unknown names and values are passed over."""
    shown = _numbers(post.get("shown", "").split(","))
    left_out = (decisions.left_out - shown) | {row for row in shown if f"o-{row}" in post}
    if "leave_out_faulty" in post:
        left_out |= {row.number for row in plan.of(Kind.NEEDS)}
    merged = replace(
        decisions,
        columns={**decisions.columns, **_columns(plan, post)},
        cells=_cells(decisions, plan, post),
        left_out=frozenset(left_out),
    )
    return (
        _group_answers(merged, post) if isinstance(plan, GroupsPlan) else _people_answers(merged, plan, post)
    )


def typed_otherwise(plan: Plan | GroupsPlan, post: QueryDict) -> list[tuple[int, str, str, str]]:
    """Cells typed differently from what the plan now has: row, field, typed, now."""
    now = {(row.number, key): text for row in plan.rows for key, text in row.raw.items()}
    return [
        (number, key, text, now[number, key])
        for number, key, text in _typed(post)
        if (number, key) in now and text != now[number, key]
    ]


def _numbers(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts if text.isdecimal() and len(text) < 10}


def _after(post: QueryDict, prefix: str) -> Iterable[tuple[int, str]]:
    """The number after the prefix and the value, for every such name."""
    for name in post:
        rest = name.removeprefix(prefix)
        if name.startswith(prefix) and rest.isdecimal() and len(rest) < 10:
            yield int(rest), str(post[name])


def _typed(post: QueryDict) -> Iterable[tuple[int, str, str]]:
    for name in post:
        prefix, _, rest = name.partition("-")
        number, _, key = rest.partition("-")
        if prefix == "c" and number.isdecimal() and len(number) < 10:
            yield int(number), key, clean(str(post[name]))


def _cells(decisions: Decisions, plan: Plan | GroupsPlan, post: QueryDict) -> Mapping[int, Mapping[str, str]]:
    cells = {row: dict(texts) for row, texts in decisions.cells.items()}
    for number, key, text, _now in typed_otherwise(plan, post):
        cells.setdefault(number, {})[key] = text
    return cells


def _columns(plan: Plan | GroupsPlan, post: QueryDict) -> dict[int, str]:
    known = {column.index: column.field or "" for column in plan.columns.columns}
    return {index: key for index, key in _after(post, "col-") if index in known and known[index] != key}


def _people_answers(merged: Decisions, plan: Plan, post: QueryDict) -> Decisions:
    changed: dict[str, Any] = {}
    allowed = {row.number: {person.student_id for person in row.candidates} | {0} for row in plan.rows}
    said = {
        row: int(value)
        for row, value in _after(post, "s-")
        if value.isdecimal() and len(value) < 19 and int(value) in allowed.get(row, set())
    }
    changed["same"] = {**merged.same, **said}
    on_page = {cohort.name for cohort in plan.cohorts}
    if "cohorts_shown" in post:
        changed["cohorts"] = (merged.cohorts - on_page) | (on_page & set(post.getlist("cohort")))
    statuses = {value for value, _words in MISSING_CHOICES}
    if post.get("missing_all") in statuses:
        changed["missing_all"] = post["missing_all"]
    about = {person.enrolment_id for person in plan.missing}
    missing = {**merged.missing, **{pk: value for pk, value in _after(post, "m-") if pk in about}}
    changed["missing"] = {pk: value for pk, value in missing.items() if value in statuses}
    back_shown = _numbers(post.get("back_shown", "").split(","))
    ticked = {row for row in back_shown if f"b-{row}" in post}
    changed["back"] = frozenset((merged.back - back_shown) | ticked)
    return replace(merged, **changed)


def _group_answers(merged: Decisions, post: QueryDict) -> Decisions:
    sessions = dict(merged.sessions)
    for place, choice in _after(post, "x-"):
        text = post.get(f"x-text-{place}")
        if text is not None:
            sessions[text] = choice
    sessions = {text: choice for text, choice in sessions.items() if choice}
    as_draft = {"history": False, "board": True}.get(post.get("as_draft", ""), merged.as_draft)
    return replace(merged, sessions=sessions, as_draft=as_draft)
