"""`make bench-clock`: 400 phones in 80 rooms follow their clocks for a while; p95 of the polls, and errors.

A school of its own is made in var/, a gunicorn serves it on loopback, and every client is signed in and asks every five
seconds with jitter, as `static/js/live.js` does, with the ETag it has. Halfway every room presses “+2 min”, so that
all clients fetch the changed page at once. Ends by itself; bounded by --seconds. Machines differ: look at errors first.
"""

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

VAR = Path(__file__).resolve().parent.parent / "var"
EVERY, JITTER = 5.0, 1.5


class Tally:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.seconds: dict[int, list[float]] = {200: [], 304: []}
        self.errors: list[str] = []

    def add(self, status: int, seconds: float) -> None:
        with self.lock:
            if status in self.seconds:
                self.seconds[status].append(seconds)
            else:
                self.errors.append(f"status {status}")

    def fail(self, words: str) -> None:
        with self.lock:
            self.errors.append(words)


def prepare(clients: int, database: Path) -> tuple[int, list[tuple[str, bool]]]:
    """A session whose hour is on, in rooms of five: its id, and for each client its cookie and whether it leads."""
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone

    from mixitup import library
    from mixitup.live import clock, places
    from mixitup.models import Membership, Page, Session
    from tests.factories import SessionFactory, published_session

    call_command("migrate", verbosity=0)
    library.load_starters(Page.Kind.GUIDE)
    guide = Page.objects.get(kind=Page.Kind.GUIDE, path="starter/week-2-networking.md")
    start = timezone.now()
    session = published_session(
        rooms=-(-clients // 5), people=5, session=SessionFactory(guide=guide, starts_at=start)
    )
    session = Session.objects.for_room_page().get(pk=session.pk)
    signed_in = []
    for seat in session.published.memberships.select_related("student__user")[:clients]:
        client = Client()
        client.force_login(seat.student.user, backend=settings.AUTHENTICATION_BACKENDS[0])
        leads = seat.role == Membership.Role.LEAD
        signed_in.append((client.cookies[settings.SESSION_COOKIE_NAME].value, leads))
        if leads:
            place = places.place_of(session, seat.student.user)
            clock.press(place.group, place.mine, place.seats, clock.Action.START, 0, start)
    return session.pk, signed_in


def ask(connection: HTTPConnection, tally: Tally, path: str, cookie: str, etag: str) -> tuple[str, str]:
    """One poll: the new ETag, and the page where it changed."""
    begun = time.perf_counter()
    connection.request("GET", path, headers={"Cookie": f"mixitup={cookie}", "If-None-Match": etag})
    answer = connection.getresponse()
    body = answer.read().decode()
    tally.add(answer.status, time.perf_counter() - begun)
    return answer.headers.get("ETag", etag), body


def press(connection: HTTPConnection, tally: Tally, pk: int, cookie: str, page: str) -> None:
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
    seen = re.search(r'name="seen" value="(\d+)"', page)
    if not token or not seen:
        tally.fail("a lead's page without buttons")
        return
    body = urlencode({"press": "more", "seen": seen[1], "csrfmiddlewaretoken": token[1]})
    headers = {
        "Cookie": f"mixitup={cookie}; csrftoken={token[1]}",
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Live": "1",
    }
    connection.request("POST", f"/sessions/{pk}/room/clock/", body, headers)
    answer = connection.getresponse()
    answer.read()
    tally.add(answer.status, 0.0) if answer.status != 200 else None


def phone(port: int, pk: int, who: tuple[str, bool], until: float, half: float, tally: Tally) -> None:
    cookie, leads = who
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    path, etag, page, pressed = f"/sessions/{pk}/room/state/", "", "", not leads
    time.sleep(random.uniform(0, EVERY))
    while time.time() < until:
        try:
            etag, body = ask(connection, tally, path, cookie, etag)
            page = body or page
            if not pressed and time.time() > half:
                press(connection, tally, pk, cookie, page)
                pressed = True
        except (OSError, HTTPException) as error:
            tally.fail(type(error).__name__)
            connection.close()
        time.sleep(random.uniform(EVERY - JITTER, EVERY + JITTER))
    connection.close()


def serve(port: int, workers: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", str(workers), "--threads", "4", "--keep-alive", "15", "--log-level", "warning"]
    server = subprocess.Popen(command)
    for _ in range(120):
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=2)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return server
        except OSError:
            time.sleep(0.5)
    server.terminate()
    raise SystemExit("The server didn't start.")


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1] * 1000 if len(values) > 1 else 0.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--seconds", type=int, default=40)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--port", type=int, default=8399)
    options = parser.parse_args()
    VAR.mkdir(exist_ok=True)
    database = VAR / "bench-clock.sqlite3"
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": os.environ.get("BENCH_DATABASE_URL", f"sqlite:///{database}"),
        "CACHE_URL": f"filecache://{VAR / 'bench-clock-cache'}",
    }
    pk, people = prepare(options.clients, database)
    server = serve(options.port, options.workers)
    tally, now = Tally(), time.time()
    until, half = now + options.seconds, now + options.seconds / 2
    phones = [
        threading.Thread(target=phone, args=(options.port, pk, who, until, half, tally), daemon=True)
        for who in people
    ]
    try:
        for one in phones:
            one.start()
        for one in phones:
            one.join()
    finally:
        server.terminate()
        server.wait(20)
    same, changed = tally.seconds[304], tally.seconds[200]
    rate = (len(same) + len(changed)) / options.seconds
    print(f"{len(people)} clients, {options.seconds} s, {rate:.0f} polls a second.")
    print(f"unchanged (304): {len(same):5} polls, p95 {p95(same):7.1f} ms")
    print(f"changed   (200): {len(changed):5} polls, p95 {p95(changed):7.1f} ms")
    print(f"errors: {len(tally.errors)}{' ' + str(sorted(set(tally.errors))) if tally.errors else ''}")
    return 1 if tally.errors else 0


if __name__ == "__main__":
    sys.exit(main())
