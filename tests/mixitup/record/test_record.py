import uuid

import pytest
from django.urls import reverse

from mixitup.models import Change
from mixitup.record.verbs import VERBS
from tests.factories import SessionFactory, StudentFactory, UserFactory, guide

pytestmark = pytest.mark.django_db
URL = "/staff/record/"


def log(verb, subject="Ada Park", **fields):
    return Change.objects.create(verb=verb, subject=subject, **fields)


def sentences(client, query=""):
    return [row.sentence for row in client.get(URL + query).context["rows"]]


@pytest.mark.parametrize("count", [1, 3])
def test_the_record_takes_the_same_queries_however_long(
    staff_client, staff, count, django_assert_num_queries
):
    session = SessionFactory()
    for _ in range(count):
        student = StudentFactory()
        log("roster.changed", student=student, actor=staff)
        log("board.move", session=session, after={"step": {"kind": "move", "student": student.pk}})
        log("page.edited", after={"page": guide().pk})
        log("roster.imported", after={"import": 1})
    staff_client.get(URL)
    with django_assert_num_queries(9):
        assert len(sentences(staff_client)) >= 4 * count


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_told_even_with_nothing_else_to_go_by(staff_client, verb):
    log(verb, after={"inning": 1} if verb == "promotion.applied" else {})

    (sentence,) = sentences(staff_client)

    assert sentence
    assert "{" not in sentence


def test_newest_comes_first_with_who_did_it(staff_client, staff):
    log("settings.added", "Program Data")
    log("staff.invited", "Kim Staff", actor=staff)

    rows = staff_client.get(URL).context["rows"]

    assert [(row.sentence, row.actor) for row in rows] == [
        ("Kim Staff was invited as staff", "Robin Staff"),
        ("Program Data was added", ""),
    ]


def test_a_change_says_from_what_to_what(staff_client):
    log("roster.changed", before={"module": "1", "enrolment_id": 3}, after={"module": "2", "enrolment_id": 3})

    (row,) = staff_client.get(URL).context["rows"]

    assert [(told.label, told.old, told.new) for told in row.fields] == [("Module", "1", "2")]


def test_a_step_on_the_board_is_told_with_todays_name(staff_client):
    student = StudentFactory(name="Rafa Park")
    step = {"kind": "move", "student": student.pk, "room": 7}
    log("board.move", "Board", session=SessionFactory(), after={"step": step})

    assert sentences(staff_client) == ["Rafa Park moved to room 7"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?kind=settings", ["Program Data was added"]),
        ("?words=park", ["Ada Park was changed"]),
        ("?words=ADA+changed", ["Ada Park was changed"]),
        ("?words=robin", ["Program Data was added"]),
        ("?words=robin+park", []),
        ("?kind=junk&actor=x&student=x&batch=x&page=x", ["Program Data was added", "Ada Park was changed"]),
    ],
)
def test_the_record_is_searched_by_person_kind_and_words(staff_client, staff, query, expected):
    log("roster.changed", student=StudentFactory(name="Ada Park"), actor=UserFactory(name="Kim"))
    log("settings.added", "Program Data", actor=staff)

    assert sentences(staff_client, query) == expected


def test_by_whom_and_about_whom(staff_client, staff):
    ada = StudentFactory(name="Ada Park")
    log("roster.changed", student=ada)
    log("settings.added", "Program Data", actor=staff)

    assert sentences(staff_client, f"?actor={staff.pk}") == ["Program Data was added"]
    assert sentences(staff_client, f"?student={ada.pk}") == ["Ada Park was changed"]


def test_an_import_is_one_row_that_opens_person_by_person(staff_client):
    batch = uuid.uuid4()
    part = log("roster.added", batch=batch)
    whole = log("roster.imported", "roster.csv", batch=batch)
    log("roster.undone", undoes=part)
    log("roster.undone", "roster.csv", undoes=whole)

    assert sentences(staff_client) == ["Taken back: roster.csv", "roster.csv was brought in"]
    assert sentences(staff_client, f"?batch={batch}") == [
        "roster.csv was brought in",
        "Ada Park was added to the roster",
    ]


def test_links_lead_to_what_still_exists(staff_client):
    page = guide()
    Change.objects.all().delete()
    log("page.edited", after={"page": page.pk})
    log("page.edited", after={"page": 999})
    log("roster.imported", after={"import": 999})

    urls = [row.url for row in staff_client.get(URL).context["rows"]]

    assert urls == ["", "", reverse("page_detail", args=[page.pk])]
