import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from mixitup import assignment, mix_jobs, tasks
from mixitup.board import applying
from mixitup.board.seating import Seating
from mixitup.board.steps import Step
from mixitup.models import Change, MixJob
from tests.factories import SessionFactory, published_session

pytestmark = pytest.mark.django_db
SOON = timezone.now() + datetime.timedelta(days=3)


@pytest.fixture
def session(db):
    return published_session(rooms=3, people=3, session=SessionFactory(starts_at=SOON, room_count=3))


@pytest.fixture
def job(session, staff):
    return mix_jobs.ask(session, prefer="repeats", seen=Seating.read(session).version, actor=staff)


def test_large_mix_is_asked_of_the_worker_and_seen_until_it_is_done(staff_client, session, monkeypatch):
    monkeypatch.setattr(mix_jobs, "IN_REQUEST", 5)
    url = reverse("board_mix", args=[session.pk])

    response = staff_client.post(url, {"seen": Seating.read(session).version, "prefer": "spread"})
    assert response.status_code == 302
    assert "Waiting for its turn" in staff_client.get(url).content.decode()

    assert tasks.mix_groups.func(session.pk) == 1
    done = staff_client.get(url, headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == reverse("board_detail", args=[session.pk])
    assert Change.objects.get(verb="board.mix").actor.name == "Robin Staff"
    assert len(Seating.read(session).places) == 9


def test_asking_twice_gives_one_job(session, job, staff):
    assert mix_jobs.ask(session, prefer="spread", seen="0", actor=staff) == job


def test_job_whose_board_changed_leaves_it_as_it_is_and_says_so(session, job, staff):
    student = Seating.read(session).rooms()[1][0]
    pin = Step("pin", student=student)
    applying.apply(session.pk, pin, seen=job.seen, actor=staff, now=timezone.now())

    mix_jobs.run_due()

    job.refresh_from_db()
    assert "Somebody changed the board" in job.trouble
    assert Change.objects.filter(verb="board.mix").count() == 0


def test_job_of_a_killed_worker_is_taken_up_again_when_its_lease_ran_out(session, job):
    now = timezone.now()
    MixJob.objects.update(leased_until=now + datetime.timedelta(seconds=30), attempts=1)
    assert mix_jobs.run_due(lambda: now) == 0

    later = now + datetime.timedelta(seconds=31)
    assert mix_jobs.run_due(lambda: later) == 1
    job.refresh_from_db()
    assert (job.trouble, job.attempts, bool(job.finished_at)) == ("", 2, True)


def test_job_that_never_ends_is_given_up_and_says_so(session, job):
    MixJob.objects.update(attempts=mix_jobs.MOST_ATTEMPTS)

    mix_jobs.run_due()

    job.refresh_from_db()
    assert "never came to its end" in job.trouble


def test_cancelled_job_stops_at_the_next_look_and_writes_nothing(staff_client, session, job, monkeypatch):
    def search(problem, *, cancelled, progress, **options):
        progress(0.4)
        assert not cancelled()
        staff_client.post(reverse("board_mix_cancel", args=[session.pk]))
        clock.now += mix_jobs.REPORT_EVERY
        assert cancelled()
        raise assignment.Cancelled

    class Clock:
        now = timezone.now()

        def __call__(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(assignment, "mix", search)

    mix_jobs.run_due(clock)

    job.refresh_from_db()
    assert job.trouble == "Cancelled."
    assert session.arrangements.filter(frozen_at=None).count() == 0


def test_job_tells_how_far_it_is_and_renews_its_lease(session, job):
    now = timezone.now()
    clock = iter([now, now + mix_jobs.REPORT_EVERY]).__next__
    MixJob.objects.update(attempts=job.attempts)
    watch = mix_jobs._Watch(job, clock)

    watch.tell(0.4)
    assert not watch.is_cancelled()

    job.refresh_from_db()
    assert (job.progress, job.leased_until) == (40, now + mix_jobs.REPORT_EVERY + mix_jobs.LEASE)
