import datetime

import pytest

from mixitup.models import School

pytestmark = pytest.mark.django_db


def test_about_tells_anyone_when_and_how_this_school_meets(client):
    School(usual_start=datetime.time(13, 30), usual_minutes=45, contact_name="Ada Quill").save()
    page = client.get("/about/").content.decode()
    assert "Wednesday at 13:30 school time, for 45 minutes" in page
    assert "Ada Quill mixes the groups" in page


def test_about_leads_strangers_to_signing_in(client):
    page = client.get("/").content.decode()
    assert page.count('href="/sign-in/"') == 3  # the frame's, the first screen's, the end's


def test_about_leads_people_who_signed_in_to_their_own_page(staff_client):
    page = staff_client.get("/about/").content.decode()
    assert "/sign-in/" not in page
    assert "To the inning" in page


def test_about_never_shows_the_meeting_link(client):
    School(zoom_link="https://zoom.example.org/j/secret").save()
    assert "secret" not in client.get("/about/").content.decode()


def test_about_copies_no_run_of_six_words(client, seeds):
    import re

    def runs(text):
        words = re.findall(r"[a-z0-9']+", re.sub(r"<[^>]+>", " ", text).lower())
        return {tuple(words[at : at + 6]) for at in range(len(words) - 5)}

    theirs = set().union(*(runs(seed.read_text()) for seed in seeds.glob("*.txt")))
    assert runs(client.get("/about/").content.decode()) & theirs == set()
