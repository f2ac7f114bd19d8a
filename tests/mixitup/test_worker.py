import datetime
import os
import signal
import subprocess
import sys
import time
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connection
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker

from mixitup import publishing, tasks
from mixitup.models import Notice, Session
from tests.factories import SessionFactory, drafted_session


def coming(rooms):
    starts_at = timezone.now() + datetime.timedelta(days=3)  # before its packets and reminders
    return drafted_session(rooms=rooms, people=5, session=SessionFactory(starts_at=starts_at))


def ids(folder):
    found = []
    for file in sorted(folder.glob("*.log")):
        found += [line for line in file.read_text().splitlines() if line.startswith("Message-ID:")]
    return found


@pytest.mark.django_db(transaction=True)
def test_the_worker_runs_tasks_and_what_is_due_by_the_clock(mailoutbox):
    session = coming(1)
    publishing.schedule(session, None, None, timezone.now() + datetime.timedelta(hours=1), timezone.now())
    Session.objects.get().publications.update(due_at=timezone.now())
    call_command("run_worker", "--once")
    assert len(mailoutbox) == 5
    assert Session.objects.get().published


@pytest.mark.django_db(transaction=True)
def test_a_wake_up_sends_without_waiting_for_the_minute(mailoutbox):
    session = coming(1)
    publishing.publish(session, None, None, timezone.now())
    tasks.send_notices.enqueue(session.pk)
    call_command("db_worker", "--batch", "--no-startup-delay", "--no-reload", verbosity=0)
    assert len(mailoutbox) == 5


@pytest.mark.django_db(transaction=True)
def test_a_killed_worker_process_loses_none_and_repeats_at_most_the_one_in_flight(tmp_path):
    publishing.publish(coming(48), None, None, timezone.now())
    worker = start_worker(tmp_path)
    wait_until(lambda: Notice.objects.filter(sent_at__isnull=False).count() >= 40)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    sent_before = Notice.objects.filter(sent_at__isnull=False).count()
    assert 40 <= sent_before < 240
    Notice.objects.filter(sent_at=None, leased_until__isnull=False).update(leased_until=timezone.now())
    assert start_worker(tmp_path, "--once").wait(60) == 0
    sent = ids(tmp_path)
    assert Notice.objects.filter(sent_at=None).count() == 0
    assert len(set(sent)) == 240
    assert len(sent) <= 241


def start_worker(folder, *arguments):
    database = settings.DATABASES["default"]
    name = connection.settings_dict["NAME"]
    url = (
        f"sqlite:///{name}"
        if connection.vendor == "sqlite"
        else f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{name}"
    )
    environment = {**os.environ, "DATABASE_URL": url, "EMAIL_URL": f"filemail:///{folder}", "DEMO": "off"}
    return subprocess.Popen(
        [sys.executable, "manage.py", "run_worker", *arguments], cwd=settings.BASE_DIR, env=environment
    )


def wait_until(happened):
    end = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_a_database_that_is_busy_for_long_ends_no_worker(monkeypatch, caplog):
    done = []

    def run(worker):
        done.append(1)
        if len(done) == 1:
            raise OperationalError("database is locked")
        worker.running = False

    monkeypatch.setattr(Worker, "run", run)
    monkeypatch.setattr(Worker, "configure_signals", lambda worker: None)
    monkeypatch.setattr("config.management.commands.run_worker.connection", Mock())
    monkeypatch.setattr("config.management.commands.run_worker._minute", lambda worker: None)
    call_command("run_worker", interval=0)
    assert len(done) == 2
    assert "database is locked" in caplog.text
