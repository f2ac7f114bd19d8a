"""The school's own rows: programs, modules, cohorts, innings. What uses them, saving and deleting them on record."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models, transaction
from django.db.models import Count
from django.utils.text import get_text_list
from django.utils.translation import ngettext

from mixitup.models import Change, Module, Program, User

USUAL_PROGRAMS = {"BE": "Back End", "FE": "Front End"}
USUAL_LEAD_RANKS = {1: None, 2: None, 3: 2, 4: 1}


class StillUsedError(Exception):
    """The row stays, because others hang on it; the message says which."""


def _relations(model: type[models.Model]) -> list[models.ForeignObjectRel]:
    """Whatever points at the model and would go or protest with a row of it; a later app's tables too."""
    return [
        relation
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ForeignObjectRel)
        and not relation.many_to_many
        and getattr(relation, "on_delete", None) is not models.SET_NULL
    ]


def uses(rows: Iterable[models.Model]) -> dict[int, str]:
    """By primary key: "3 cohorts and 120 enrolments"; rows that nothing uses are not in it.

    One query for each table that can point at the rows, however many rows there are.
    """
    found: dict[int, list[str]] = defaultdict(list)
    rows = list(rows)
    for relation in _relations(type(rows[0])) if rows else []:
        field, meta = relation.field.name, relation.related_model._meta
        counts = (
            relation.related_model._base_manager.filter(**{f"{field}__in": rows})
            .order_by()
            .values_list(field)
            .annotate(count=Count("pk"))
        )
        for pk, count in counts:
            words = ngettext(str(meta.verbose_name), str(meta.verbose_name_plural), count)
            found[pk].append(f"{count} {words}")
    return {pk: get_text_list(words, "and") for pk, words in found.items()}


def record(
    actor: User, verb: str, row: models.Model, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    """Puts a settings change on record; call it in the transaction of the change."""
    kind = str(row._meta.verbose_name)
    subject = str(row) if str(row).lower().startswith(kind) else f"{kind[:1].upper()}{kind[1:]} {row}"
    Change.objects.create(
        actor=actor, verb=verb, subject=subject[:120], before=dict(before), after=dict(after)
    )


def delete_unused(row: models.Model, actor: User) -> None:
    """Deletes a row that nothing uses; otherwise raises StillUsedError. Call it in a transaction."""
    used = uses([row]).get(row.pk)
    if used:
        raise StillUsedError(f"{row} stays: it is used by {used}.")
    before = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}
    record(actor, "settings.deleted", row, before, {})
    row.delete()


def add_usual_rows(actor: User) -> None:
    """Back End, Front End and four modules, Mod 4 leading first: for a school that has none yet."""
    with transaction.atomic():
        if not Program.objects.exists():
            for code, name in USUAL_PROGRAMS.items():
                record(
                    actor,
                    "settings.added",
                    Program.objects.create(code=code, name=name),
                    {},
                    {"code": code, "name": name},
                )
        if not Module.objects.exists():
            for number, rank in USUAL_LEAD_RANKS.items():
                module = Module.objects.create(number=number, name=f"Module {number}", lead_rank=rank)
                record(actor, "settings.added", module, {}, {"number": number, "lead_rank": rank})
