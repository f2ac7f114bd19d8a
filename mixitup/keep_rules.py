"""Rules that every mix keeps: who is kept apart, who together. Their reasons never leave the staff page."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from django.db import transaction

from mixitup.assignment.sets import joined, webs
from mixitup.models import Change, KeepRule, Student, User


def sets() -> dict[str, list[list[int]]]:
    """Kind -> sets of student ids, in the order the rules were made. One query."""
    people: dict[tuple[int, str], list[int]] = defaultdict(list)
    rows = KeepRule.students.through.objects.order_by("keeprule_id", "student_id")
    for rule, kind, student in rows.values_list("keeprule_id", "keeprule__kind", "student_id"):
        people[rule, kind].append(student)
    return {
        kind.value: [ids for (_, of_kind), ids in people.items() if of_kind == kind.value]
        for kind in KeepRule.Kind
    }


def clash(kind: str, students: Iterable[Student]) -> set[int]:
    """Two people whom such a rule would bid be kept together and apart, with what the others say; else nobody."""
    rules = sets()
    before = _clashes(rules)
    rules[kind].append([student.pk for student in students])
    return next((set(pair) for pair in _clashes(rules) if pair not in before), set())


def _clashes(rules: dict[str, list[list[int]]]) -> list[tuple[int, int]]:
    apart = webs(rules[KeepRule.Kind.APART])
    return [
        (one, other)
        for block in joined(rules[KeepRule.Kind.TOGETHER])
        for one, other in combinations(block, 2)
        if other in apart.get(one, ())
    ]


@transaction.atomic
def add(kind: str, students: Iterable[Student], reason: str, actor: User) -> KeepRule:
    rule = KeepRule.objects.create(kind=kind, reason=reason, made_by=actor)
    rule.students.set(students)
    _record(rule, actor, "rule.added")
    return rule


@transaction.atomic
def remove(rule: KeepRule, actor: User) -> None:
    _record(rule, actor, "rule.removed")
    rule.delete()


def forget(student: Student) -> None:
    """Take an erased person out of every rule, with the reasons, which may speak of them."""
    for rule in student.keep_rules.all():
        rule.students.remove(student)
        if rule.students.count() < 2:
            rule.delete()
        else:
            rule.reason = ""
            rule.save(update_fields=["reason"])


def _record(rule: KeepRule, actor: User, verb: str) -> None:
    """Ids alone: the reason is private, and names are joined where they are shown."""
    people = sorted(rule.students.values_list("pk", flat=True))
    told = {"rule": rule.pk, "kind": rule.kind, "people": people}
    Change.objects.create(
        actor=actor, verb=verb, subject=f"A rule to {rule.get_kind_display().lower()}", after=told
    )
