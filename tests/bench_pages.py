"""`make bench-pages SCHOOL=240`: queries and milliseconds of pages, for an invented school of that size: every page that
staff can open, from the access tables, and the main ones of students and leads.

Milliseconds are the median of several requests inside one process, without network or browser. Machines differ, so each
is also given as a multiple of the reference, a page with nothing of its own to look up, measured in the same run.
"""

import argparse
import os
import re
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from config.demo import run

REFERENCE = "about_detail"
CONTACTS = 2000
# Of what a demo has none of: colleagues, rules, guides, absences… (tests/access/worlds.py).
MORE = 8
# Who asks, the URL's name, and what it is about.
STUDENTS_PAGES = [
    ("mod-1", "home", lambda world: []),
    ("mod-1", "session_detail", lambda world: [world.session.pk]),
    ("mod-1", "group_list", lambda world: [world.session.pk]),
    ("mod-4-lead", "guide_detail", lambda world: [world.session.pk]),
    ("mod-4-lead", "room_live", lambda world: [world.session.pk]),
    ("mod-1", "lesson_list", lambda world: []),
    ("mod-2", "contact_list", lambda world: []),
]


@dataclass(frozen=True)
class Line:
    """What one page took; `milliseconds` is a median."""

    who: str
    name: str
    queries: int
    kilobytes: int
    milliseconds: float


def prepare(students: int) -> Path:
    database = run.VAR / f"bench-{students}.sqlite3"
    env = run.environment(8000) | {
        "DATABASE_URL": f"sqlite:///{database}",
        "CACHE_URL": f"filecache://{run.VAR / f'bench-cache-{students}'}",
    }
    os.environ.update(env)
    run.prepare(env, str(students))
    return database


def bench(times: int, only: str) -> Iterator[Line]:
    """Every page, the reference first; what they need is written before and taken back afterwards."""
    from django.db import transaction

    from config.demo.personas import persona
    from tests.access import ROWS
    from tests.access.worlds import world_of_demo

    with transaction.atomic():
        world = world_of_demo(MORE)
        fill_tracker()
        staff = [row for row in ROWS if row.expected("GET")[-1] == "200" and is_wanted(row.name, only)]
        staff.sort(key=lambda row: row.name != REFERENCE)
        for row in staff:
            yield look(world.staff, "staff", row.name, row.args(world), times)
        for who, name, args in STUDENTS_PAGES if not only else []:
            yield look(persona(who).find(), who, name, args(world), times)
        transaction.set_rollback(True)


def is_wanted(name: str, only: str) -> bool:
    return name == REFERENCE or bool(re.search(only, name))


def look(user: Any, who: str, name: str, args: list[Any], times: int) -> Line:
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    path = reverse(name, args=args)
    client.get(path)  # what is only cold once doesn't count
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    count = len(queries)  # before other requests empty the log
    taken = median(partial(client.get, path), times)
    return Line(who, name, count, len(answer.content) // 1024, taken)


def fill_tracker() -> None:
    """Give one student a tracker of CONTACTS people."""
    from config.demo.personas import persona
    from networking.models import Contact, Stage

    owner = persona("mod-2").find().student
    words = {
        "company": "Acme",
        "role": "engineer",
        "how_met": "At a meetup about maps",
        "notes": "Likes tea.",
    }
    missing = CONTACTS - Contact.objects.of(owner).count()
    stages = list(Stage)
    Contact.objects.bulk_create(
        Contact(owner=owner, stage=stages[n % 6], private={**words, "name": f"Contact {n}"})
        for n in range(missing)
    )


def median(act, times: int) -> float:
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return statistics.median(taken)


def mixing_seconds() -> tuple[float, str]:
    """How long it takes to mix the session that is still to be mixed, and whether that is proved best."""
    from django.utils import timezone

    from mixitup import mixing
    from mixitup.models import Inning

    session = list(Inning.objects.current_on(timezone.localdate()).sessions.in_order())[1]
    started = time.perf_counter()
    proposal = mixing.propose(session, seed=1)
    taken = time.perf_counter() - started
    return taken, "proved best" if proposal.report.proved_best else "not proved best"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=240)
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--only", default="", help="a pattern of staff's pages")
    options = parser.parse_args()
    prepare(options.students)
    import django

    django.setup()
    print(f"\nA school of {options.students}, medians of {options.times}; × is against “{REFERENCE}”.\n")
    print(f"{'who':10} {'page':22} {'queries':>8} {'kB':>6} {'ms':>8} {'×':>6}")
    reference = 0.0
    for line in bench(options.times, options.only):
        reference = reference or line.milliseconds
        taken = f"{line.milliseconds:8.1f} {line.milliseconds / reference:6.1f}"
        print(f"{line.who:10} {line.name:22} {line.queries:8} {line.kilobytes:6} {taken}", flush=True)
    seconds, proof = mixing_seconds()
    print(f"\nMixing Week 4: {seconds:.2f} s ({seconds * 1000 / reference:.0f} ×), {proof}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
