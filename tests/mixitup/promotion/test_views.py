import datetime

import pytest
from django.urls import reverse

from mixitup.models import Enrolment, Inning, Promotion
from tests.factories import SessionFactory


def url(name, inning):
    return reverse(f"promotion_{name}", args=[inning.pk])


def form(client, inning, query=""):
    """The preview's hidden values and selects, to be sent back changed."""
    context = client.get(url("detail", inning) + query).context
    selects = {}
    for move, _, selected in context["rows"]:
        selects |= {f"c-{move.who.enrolment_id}": selected, f"w-{move.who.enrolment_id}": move.choice.value}
    return {"digest": context["plan"].digest, "shown": context["shown"], **selects}


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_however_many_people(
    staff_client, turn, person, count, django_assert_num_queries
):
    for number in range(count):
        person(f"Student {number}", 4)
    staff_client.get(url("detail", turn))
    with django_assert_num_queries(11):
        assert len(staff_client.get(url("detail", turn)).context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_what_it_did_takes_the_same_queries_however_many_people(
    staff_client, turn, person, count, django_assert_num_queries
):
    for number in range(count):
        person(f"Student {number}", 1)
    staff_client.post(url("commit", turn), form(staff_client, turn))
    with django_assert_num_queries(10):
        assert staff_client.get(url("detail", turn)).context["can_undo"]


def test_the_preview_says_in_sentences_what_would_happen(staff_client, turn, person):
    person("Ada One", 1), person("Bo One", 1), person("Eva Four", 4), person("Cy Rest", 2, "paused")

    context = staff_client.get(url("detail", turn)).context

    assert context["headline"] == "2 people move up, 1 graduates."
    assert context["aside"] == "1 stays paused."
    assert context["sentences"][0] == "Module 1 has 2 people now and 0 afterwards."


def test_promoting_from_the_page_leads_to_what_it_did_and_on_to_the_roster(staff_client, turn, person):
    person("Ada One", 1)

    answer = staff_client.post(url("commit", turn), form(staff_client, turn), follow=True)

    target = Inning.objects.get(name="2701")
    assert answer.context["outcome"] == "1 person moved up."
    assert f"{reverse('import_create')}?inning={target.pk}" in answer.content.decode()
    assert staff_client.get(f"{reverse('import_create')}?inning={target.pk}").context["form"][
        "inning"
    ].value() == str(target.pk)


def test_a_choice_made_with_the_last_click_is_kept_and_shown_before_anything_is_written(
    staff_client, turn, person
):
    ada = person("Ada One", 1)
    sent = form(staff_client, turn) | {f"c-{ada.pk}": "repeats"}

    answer = staff_client.post(url("commit", turn), sent)

    assert (answer.status_code, answer.context["own"]) == (409, True)
    assert answer.context["headline"] == "Nobody moves up."
    assert not Enrolment.objects.filter(inning__name="2701").exists()
    staff_client.post(url("commit", turn), form(staff_client, turn))
    assert Enrolment.objects.get(inning__name="2701").module.number == 1


def test_a_roster_that_moved_is_shown_anew_and_nothing_is_written(staff_client, turn, person):
    person("Ada One", 1)
    sent = form(staff_client, turn)
    person("Bo Late", 1)

    answer = staff_client.post(url("commit", turn), sent)

    assert (answer.status_code, answer.context["moved"]) == (409, True)
    assert answer.context["headline"] == "2 people move up."
    assert not Enrolment.objects.filter(inning__name="2701").exists()


def test_all_who_were_found_are_chosen_for_at_once_but_for_single_answers(staff_client, turn, person):
    for number in range(60):
        person(f"One Number{number:02}", 1)
    ada = person("Ada Two", 2)
    sent = form(staff_client, turn, "?module=1")
    single = min(int(name[2:]) for name in sent if name.startswith("c-"))
    sent |= {"for_all": "repeats", f"c-{single}": "leaves"}

    staff_client.post(url("decide", turn), sent)

    choices = Promotion.objects.get().choices
    assert len(choices) == 60
    assert (choices[str(single)], str(ada.pk) in choices) == ("leaves", False)


def test_going_to_another_page_keeps_what_was_chosen(staff_client, turn, person):
    for number in range(60):
        person(f"One Number{number:02}", 1)
    sent = form(staff_client, turn)
    first = next(name for name in sent if name.startswith("c-"))

    answer = staff_client.post(url("decide", turn), {**sent, first: "leaves", "page": "2"}, follow=True)

    assert answer.context["page"].number == 2
    assert Promotion.objects.get().choices == {first[2:]: "leaves"}


def test_two_who_choose_for_the_same_person_see_both_choices(staff_client, turn, person):
    ada = person("Ada One", 1)
    stale = form(staff_client, turn) | {f"c-{ada.pk}": "leaves"}
    staff_client.post(url("decide", turn), form(staff_client, turn) | {f"c-{ada.pk}": "repeats"})

    answer = staff_client.post(url("decide", turn), stale)

    assert answer.status_code == 409
    assert answer.context["crossed"] == [{"name": "Ada One", "yours": "Leaves", "theirs": "Repeats Mod 1"}]
    assert [selected for _, _, selected in answer.context["rows"]] == ["leaves"]
    assert Promotion.objects.get().choices == {str(ada.pk): "repeats"}


def test_without_a_next_inning_the_page_says_so_and_promotes_nobody(staff_client, turn, person):
    person("Ada One", 1)
    Inning.objects.filter(name="2701").delete()

    page = staff_client.get(url("detail", turn))

    assert "There is no inning after" in page.content.decode()
    assert staff_client.post(url("commit", turn), form(staff_client, turn)).status_code == 409
    assert Enrolment.objects.count() == 1


def test_a_session_still_to_come_is_named_with_who_would_miss_it(staff_client, turn, person):
    person("Eva Four", 4)
    SessionFactory(inning=turn, starts_at=datetime.datetime(2099, 11, 25, 18, tzinfo=datetime.UTC))

    page = staff_client.get(url("detail", turn)).content.decode()

    assert "1 person who graduates or leaves would not be mixed into it any more" in page


def test_taking_back_what_has_changed_since_says_for_whom(staff_client, turn, person):
    person("Ada One", 1)
    staff_client.post(url("commit", turn), form(staff_client, turn))
    Enrolment.objects.filter(inning__name="2701").update(status="left")

    answer = staff_client.post(url("undo", turn))

    assert answer.status_code == 409
    assert answer.context["reasons"] == ["Ada One has been changed since."]


@pytest.mark.parametrize("junk", [{"c-1": "flies"}, {"c-x": "up"}, {f"c-{'9' * 30}": "up"}, {"shown": "%"}])
def test_answers_that_no_page_gave_change_nothing(staff_client, turn, person, junk):
    person("Ada One", 1)

    assert staff_client.post(url("decide", turn), {**junk, "for_all": "flies"}).status_code == 302
    assert not Promotion.objects.exists()
