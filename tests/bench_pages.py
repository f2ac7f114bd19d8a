"""`make bench-pages SCHOOL=240`: queries and milliseconds of the main pages, for an invented school of that size.

Milliseconds are the median of several requests inside one process, without network or browser. Machines differ, so each
is also given as a multiple of the reference, a page with nothing of its own to look up, measured in the same run.
"""

import argparse
import os
import statistics
import sys
import time
from functools import partial
from pathlib import Path

from config.demo import run

REFERENCE = "about"
CONTACTS = 2000
TRACKER = f"{CONTACTS:,} contacts: board"
# What it's called, who asks, the URL's name, and which session of the running inning it is about.
PAGES = [
    (REFERENCE, "staff", "about_detail", None),
    ("staff: home", "staff", "home", None),
    ("staff: students", "staff", "student_list", None),
    ("staff: sessions", "staff", "session_list", None),
    ("staff: session", "staff", "session_overview", 0),
    ("staff: board", "staff", "board_detail", 0),
    ("staff: publish", "staff", "publication_create", 0),
    ("student: home", "mod-1", "home", None),
    ("student: room", "mod-1", "session_detail", 0),
    ("student: all rooms", "mod-1", "group_list", 0),
    ("lead: guide", "mod-4-lead", "guide_detail", 0),
    ("staff: lessons", "staff", "lesson_overview", None),
    ("student: lessons", "mod-1", "lesson_list", None),
    ("staff: goals", "staff", "goal_progress", None),
    (TRACKER, "mod-2", "contact_list", None),
]


def prepare(students: int) -> Path:
    database = run.VAR / f"bench-{students}.sqlite3"
    env = run.environment(8000) | {
        "DATABASE_URL": f"sqlite:///{database}",
        "CACHE_URL": f"filecache://{run.VAR / f'bench-cache-{students}'}",
    }
    os.environ.update(env)
    run.prepare(env, str(students))
    return database


def bench(times: int) -> list[tuple[str, int, int, float]]:
    """For each page: its name, queries, kilobytes, and the median of its milliseconds."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse
    from django.utils import timezone

    from config.demo.personas import persona
    from mixitup.models import Inning

    inning = Inning.objects.current_on(timezone.localdate())
    sessions = list(inning.sessions.in_order())
    rows = []
    for name, who, url, about in PAGES:
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(persona(who).find(), backend="allauth.account.auth_backends.AuthenticationBackend")
        path = reverse(url, args=[] if about is None else [sessions[about].pk])
        client.get(path)  # what is only cold once doesn't count
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        rows.append(
            (name, len(queries), len(answer.content) // 1024, median(partial(client.get, path), times))
        )
    return rows


def fill_tracker() -> None:
    """Give one student a tracker of CONTACTS people, once."""
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
    parser.add_argument("--times", type=int, default=9)
    options = parser.parse_args()
    prepare(options.students)
    import django
    from django.conf import settings

    django.setup()
    settings.DEBUG = False
    fill_tracker()
    rows = bench(options.times)
    reference = rows[0][3]
    print(f"\nA school of {options.students}, medians of {options.times}; × is against “{REFERENCE}”.\n")
    print(f"{'page':24} {'queries':>8} {'kB':>6} {'ms':>8} {'×':>6}")
    for name, queries, size, milliseconds in rows:
        print(f"{name:24} {queries:8} {size:6} {milliseconds:8.1f} {milliseconds / reference:6.1f}")
    seconds, proof = mixing_seconds()
    print(f"\nMixing Week 4: {seconds:.2f} s ({seconds * 1000 / reference:.0f} ×), {proof}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
