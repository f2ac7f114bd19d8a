"""A student's contacts: the tracker. Search and order happen over the author's own rows, decrypted in memory."""

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from mixitup import autosave
from mixitup.models import Student
from networking.models import Contact, ContactMove, Stage

LONGEST_LINE = 300  # as the page's field; the time to tell the words apart grows faster than the line
QUICK = re.compile(
    r"^(?P<name>[^,@]+?)(?:,\s*(?P<role>.+?))?(?:\s+at\s+(?P<company>[^,@]+?))?\s*(?P<link>https?://\S+)?\s*$",
    re.I,
)


def read_quick_line(line: str) -> dict[str, str]:
    """ "Ada Long, engineer at Acme https://…" as words of a contact; what can't be told apart stays in the name."""
    line = line.strip()[:LONGEST_LINE]
    found = QUICK.match(line)
    words = found.groupdict() if found else {"name": line}
    return {name: word.strip() for name, word in words.items() if word}


def add_contact(
    student: Student, words: dict[str, str], at: datetime, stage: Stage = Stage.TO_REACH_OUT
) -> Contact:
    with transaction.atomic():
        contact = Contact.objects.create(owner=student, private=words, stage=stage)
        ContactMove.objects.create(contact=contact, stage=stage, at=at)
    return contact


def contact_named(student: Student, name: str) -> Contact | None:
    """The author's contact of that name, whatever its letters' case."""
    return next((c for c in Contact.objects.of(student) if c.name.casefold() == name.casefold()), None)


def move_contact(contact: Contact, stage: Stage, at: datetime) -> None:
    """To be called inside the transaction that locked the contact."""
    if contact.stage != stage:
        contact.stage = stage
        ContactMove.objects.create(contact=contact, stage=stage, at=at)


def advance_contact(student: Student, pk: int, stage: Stage) -> None:
    """To this stage, unless the contact has come as far or farther already."""

    def write(contact: Contact) -> None:
        if Stage(contact.stage).place < stage.place:
            move_contact(contact, stage, timezone.now())

    autosave.change(Contact.objects.of(student), pk, None, write)


def found_in(contact: Contact, words: str) -> bool:
    """Whether every word that was searched for stands somewhere in what the author wrote."""
    text = " ".join(str(value) for value in contact.private.values()).casefold()
    return all(word in text for word in words.casefold().split())


def search_contacts(student: Student, words: str) -> list[Contact]:
    """The author's contacts with all these words, in the tracker's order; O(own rows), one query."""
    return [contact for contact in Contact.objects.of(student).in_order() if found_in(contact, words)]
