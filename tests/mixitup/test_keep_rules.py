import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from mixitup import keep_rules, mixing
from mixitup.board.page import Board
from mixitup.models import Change, KeepRule
from mixitup.roster.erasing import erase
from tests.factories import EnrolmentFactory, ModuleFactory, SessionFactory, StudentFactory, published_session

pytestmark = pytest.mark.django_db
URL = "/staff/rules/"


def pair(session):
    return [member.student for member in session.published.memberships.filter(group__number=1)[:2]]


def room_of(proposal, student):
    return next(number for number, people in proposal.rooms.items() if student.pk in people)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mix_keeps_apart_and_together(staff, seed):
    session = SessionFactory(room_count=3)
    people = [
        EnrolmentFactory(inning=session.inning, module=ModuleFactory(number=4 - place % 4)).student
        for place in range(9)
    ]
    keep_rules.add("apart", people[:3], "", staff)
    keep_rules.add("together", people[2:4], "", staff)

    proposal = mixing.propose(session, seed=seed)

    assert len({room_of(proposal, one) for one in people[:3]}) == 3
    assert room_of(proposal, people[2]) == room_of(proposal, people[3])


def test_board_says_which_rule_it_breaks_and_never_why(staff_client, staff):
    session = published_session(rooms=2, people=3)
    one, other = pair(session)
    keep_rules.add("apart", [one, other], "They had a quarrel", staff)

    page = staff_client.get(reverse("board_detail", args=[session.pk])).content.decode()

    assert f"{one.shown_name} and {other.shown_name} are to be kept apart." in page
    assert "quarrel" not in page
    assert Board(session).position.broken_rules()


def test_rule_page_takes_people_by_offer_email_or_name(staff_client):
    one, two, three = (
        StudentFactory(name="Ada Park"),
        StudentFactory(name="Bo Eze"),
        StudentFactory(name="Cy Ito"),
    )
    people = {"person_1": f"Ada Park ({one.email})", "person_2": two.email.upper(), "person_3": "cy ito"}

    response = staff_client.post(URL, {"kind": "together", "reason": "Share a laptop", **people})

    assert response.status_code == 302
    rule = KeepRule.objects.get()
    assert set(rule.students.all()) == {one, two, three}
    assert "Share a laptop" in staff_client.get(URL).content.decode()


def test_rule_page_names_each_trouble_and_loses_nothing_typed(staff_client):
    StudentFactory(name="Ada Park")
    StudentFactory(name="Ada Park")

    response = staff_client.post(
        URL, {"kind": "apart", "reason": "Kept", "person_1": "Ada Park", "person_2": "Nobody Here"}
    )

    page = response.content.decode()
    assert response.status_code == 422
    assert "2 people have that name: Ada Park (" in page
    assert "Nobody on the roster is called Nobody Here." in page
    assert "Kept" in page
    assert KeepRule.objects.count() == 0


def test_rule_takes_a_part_of_a_name_that_one_person_has(staff_client):
    one, two = StudentFactory(name="Ada Park"), StudentFactory(name="Bo Eze")
    answer = staff_client.post(URL, {"kind": "apart", "reason": "", "person_1": "park", "person_2": "bo e"})
    assert answer.status_code == 302
    assert set(KeepRule.objects.get().students.all()) == {one, two}


def test_reason_is_encrypted_and_stays_out_of_the_log(staff):
    people = [StudentFactory(), StudentFactory()]
    rule = keep_rules.add("apart", people, "They had a quarrel", staff)
    keep_rules.remove(KeepRule.objects.get(pk=rule.pk), staff)

    told = [str(change.after) + change.subject for change in Change.objects.all()]
    assert len(told) == 2
    assert not any("quarrel" in one for one in told)
    assert KeepRule.objects.count() == 0


def test_reason_is_stored_as_ciphertext(staff):
    keep_rules.add("apart", [StudentFactory(), StudentFactory()], "They had a quarrel", staff)

    with connection.cursor() as cursor:
        cursor.execute("SELECT reason FROM mixitup_keeprule")
        assert "quarrel" not in cursor.fetchone()[0]


def test_erasing_a_person_takes_them_out_of_rules_with_the_reasons(staff):
    people = [StudentFactory(), StudentFactory(), StudentFactory()]
    keep_rules.add("apart", people, "About the first", staff)
    keep_rules.add("apart", people[:2], "About two", staff)

    erase(people[0], timezone.now())

    rule = KeepRule.objects.get()
    assert (set(rule.students.all()), rule.reason) == (set(people[1:]), "")


def test_contradictory_rules_are_named_and_nothing_is_mixed(staff_client, staff):
    session = published_session(rooms=2, people=3)
    one, other = pair(session)
    keep_rules.add("apart", [one, other], "", staff)
    keep_rules.add("together", [one, other], "", staff)

    page = staff_client.get(reverse("board_mix", args=[session.pk])).content.decode()

    assert f"{one.shown_name} and {other.shown_name} are to be kept together and apart." in page


def test_a_rule_against_another_rule_is_not_taken(staff_client, staff):
    one, two, three = (
        StudentFactory(name="Ada Park"),
        StudentFactory(name="Bo Eze"),
        StudentFactory(name="Cy Ito"),
    )
    keep_rules.add("together", [one, two], "", staff)
    keep_rules.add("together", [two, three], "", staff)

    answer = staff_client.post(
        URL, {"kind": "apart", "reason": "Kept", "person_1": "Ada Park", "person_2": "Cy Ito"}
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ada Park and Cy Ito would have to be kept together and apart." in page
    assert "Kept" in page
    assert KeepRule.objects.count() == 2
