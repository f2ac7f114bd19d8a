import pytest

from mixitup.models import Change, Enrolment, Inning, Student, User
from tests.factories import (
    CohortFactory,
    EnrolmentFactory,
    InningFactory,
    ModuleFactory,
    ProgramFactory,
    published_session,
)

pytestmark = pytest.mark.django_db
LIST = "/staff/students/"


def names(response):
    return [place.student.name for place in response.context["page"]]


def shown(client, url):
    """The values of the form on a page, to be sent back changed."""
    form = client.get(url).context["form"]
    return {field.html_name: field.value() if field.value() is not None else "" for field in form}


def post(client, url, **changes):
    return client.post(url, {**shown(client, url), **changes})


@pytest.fixture
def people():
    fe = CohortFactory(name="2608-FE", program=ProgramFactory(code="FE"))
    EnrolmentFactory(student__name="bo Holm", student__user__email="bo@example.org")
    EnrolmentFactory(
        student__name="Amara Park", student__preferred_name="Ami", module=ModuleFactory(number=4)
    )
    EnrolmentFactory(student__name="Cy Lund", cohort=fe, program=fe.program, status=Enrolment.Status.PAUSED)
    EnrolmentFactory(student__name="Di Rao", inning=InningFactory(name="2609", starts_on="2026-09-28"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_however_long(staff_client, count, django_assert_num_queries):
    for _ in range(count):
        EnrolmentFactory()
    staff_client.get(LIST)
    with django_assert_num_queries(12):
        assert len(names(staff_client.get(LIST))) == count


def test_the_list_says_how_many_are_active(staff_client, people):
    assert "In Inning 2611: 2 active, 1 paused" in staff_client.get(LIST).content.decode()


def test_people_of_the_inning_are_listed_by_name(staff_client, people):
    assert names(staff_client.get(LIST)) == ["Amara Park", "bo Holm", "Cy Lund"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("words=ami", ["Amara Park"]),
        ("words=PARK+amara", ["Amara Park"]),
        ("words=bo@example", ["bo Holm"]),
        ("words=park+bo", []),
        ("status=paused", ["Cy Lund"]),
        ("status=nonsense&module=999&page=x", ["Amara Park", "bo Holm", "Cy Lund"]),
    ],
)
def test_the_list_is_searched_and_narrowed(staff_client, people, asked, found):
    assert names(staff_client.get(f"{LIST}?{asked}")) == found


def test_the_list_is_narrowed_by_module_program_cohort_and_inning(staff_client, people):
    amara, cy = (Enrolment.objects.get(student__name=name) for name in ("Amara Park", "Cy Lund"))
    di = Enrolment.objects.get(student__name="Di Rao")
    for key, place in (("module", amara), ("program", cy), ("cohort", cy), ("inning", di)):
        response = staff_client.get(f"{LIST}?{key}={getattr(place, f'{key}_id')}")
        assert names(response) == [place.student.name]


def test_pages_keep_what_was_asked(staff_client):
    for number in range(51):
        EnrolmentFactory(student__name=f"Ann {number:02}")
    page = staff_client.get(f"{LIST}?words=ann").content.decode()
    assert "?words=ann&amp;page=2" in page
    assert names(staff_client.get(f"{LIST}?words=ann&page=2")) == ["Ann 50"]


def test_a_school_without_an_inning_says_what_to_do_first(staff_client):
    assert "Add the first inning" in staff_client.get(LIST).content.decode()


def test_staff_add_one_by_hand_on_record(staff_client, staff):
    cohort, module = CohortFactory(), ModuleFactory(number=2)
    inning = InningFactory()
    answer = post(
        staff_client,
        f"{LIST}new/",
        name="Amara Park",
        email="Amara@example.org",
        module=module.pk,
        cohort=cohort.pk,
    )
    assert answer.url == f"{LIST}?inning={inning.pk}"
    place = Enrolment.objects.get(student__user__email="amara@example.org")
    assert (place.module, place.cohort, place.program, place.status) == (
        module,
        cohort,
        cohort.program,
        "active",
    )
    change = Change.objects.get()
    assert (change.verb, change.actor, change.after["module"]) == ("roster.added", staff, "2")


def test_an_address_that_somebody_has_is_refused_by_name(staff_client, staff):
    taken = EnrolmentFactory(student__name="Bo Holm").student
    for email, whose in (
        (taken.email, "Bo Holm has this address."),
        (staff.email, "Somebody of staff signs in"),
    ):
        answer = post(staff_client, f"{LIST}new/", name="Amara", email=email)
        assert whose in answer.content.decode()
    assert Student.objects.count() == 1


def test_staff_change_one_on_record(staff_client, staff):
    place = EnrolmentFactory(student__name="Amara Park", student__user__email="a@example.org")
    fe = CohortFactory(name="2608-FE", program=ProgramFactory(code="FE"))
    post(
        staff_client, f"{LIST}{place.student_id}/", email="amara@example.org", cohort=fe.pk, standing="paused"
    )
    place.refresh_from_db()
    assert (place.program, place.status, place.student.email) == (fe.program, "paused", "amara@example.org")
    change = Change.objects.get()
    assert (change.actor, change.before["cohort"], change.after["cohort"]) == (staff, "2608-BE", "2608-FE")
    assert (change.before["email"], change.after["email"]) == ("a@example.org", "amara@example.org")


def test_saving_somebody_unchanged_leaves_no_record(staff_client):
    post(staff_client, f"{LIST}{EnrolmentFactory().student_id}/")
    assert not Change.objects.exists()


def test_two_people_at_once_lose_nothing(staff_client):
    place = EnrolmentFactory(student__name="Amara Park")
    url = f"{LIST}{place.student_id}/"
    mine = {**shown(staff_client, url), "name": "Amara Parks"}
    post(staff_client, url, name="Amara Parke")
    answer = staff_client.post(url, mine)
    assert answer.status_code == 409
    assert "Amara Parke" in answer.content.decode()
    assert answer.context["form"]["name"].value() == "Amara Parks"
    assert Student.objects.get(pk=place.student_id).name == "Amara Parke"


def test_somebody_of_another_inning_is_taken_in(staff_client):
    student = EnrolmentFactory(inning=InningFactory(name="2609", starts_on="2026-09-28")).student
    here = InningFactory()
    url = f"{LIST}{student.pk}/?inning={here.pk}"
    assert "Not in Inning 2611 yet" in staff_client.get(url).content.decode()
    post(staff_client, url, module=ModuleFactory(number=2).pk, cohort=CohortFactory().pk)
    assert student.enrolments.get(inning=here).module.number == 2


def test_an_erased_person_has_no_page(staff_client):
    student = EnrolmentFactory().student
    user, student.user, student.erased_at = student.user, None, "2026-01-01T00:00Z"
    student.save()
    user.delete()
    assert staff_client.get(f"{LIST}{student.pk}/").status_code == 404


def test_erasing_wants_the_address_typed(staff_client):
    student = EnrolmentFactory(student__name="Amara Park", student__user__email="amara@example.org").student
    url = f"{LIST}{student.pk}/erase/"
    refused = staff_client.post(url, {"typed": "amara"})
    assert "That isn’t amara@example.org. Nothing was erased." in refused.content.decode()
    assert staff_client.post(url, {"typed": " Amara@example.org "}).url == LIST
    assert not User.objects.filter(email="amara@example.org").exists()


def test_students_say_who_they_are_themselves(sign_in):
    student = EnrolmentFactory(student__name="Amara Park").student
    client = sign_in(student.user)
    post(client, "/profile/", preferred_name="Ami", linkedin="linkedin.com/in/ami", is_listed="")
    student.refresh_from_db()
    assert (student.shown_name, student.linkedin, student.is_listed) == (
        "Ami Park",
        "https://linkedin.com/in/ami",
        False,
    )
    assert student.self_edited == ["is_listed", "linkedin", "preferred_name"]
    assert Change.objects.get().actor == student.user


def test_what_nobody_can_see_is_no_part_of_a_name(sign_in):
    """A line break can't stand in a mail's subject, and a mark may turn round the rest of a list's line."""
    student = EnrolmentFactory(student__name="Amara Park").student
    client = sign_in(student.user)
    post(client, "/profile/", preferred_name="A\nmi\u202e", pronouns="\u200b", slack_name="a\x0bb")
    student.refresh_from_db()
    assert (student.preferred_name, student.pronouns, student.slack_name) == ("A mi", "", "a b")


def test_a_bad_address_is_said_and_nothing_typed_is_lost(sign_in):
    student = EnrolmentFactory().student
    answer = post(sign_in(student.user), "/profile/", zoom_email="ami@", pronouns="she/her")
    assert "“ami@” isn&#x27;t an e-mail address." in answer.content.decode()
    assert answer.context["form"]["pronouns"].value() == "she/her"
    assert Student.objects.get().pronouns == ""


def test_a_students_page_says_their_rooms_and_what_changed(staff_client, staff):
    session = published_session(rooms=2, people=2)
    seat = session.published.memberships.get(group__number=2, role="a_lead")
    other = session.published.memberships.filter(group__number=1).first().student
    session.published.copy().memberships.filter(student=seat.student).delete()
    EnrolmentFactory(student=other, inning=InningFactory(name="2609", starts_on="2026-09-28"))
    Change.objects.create(
        actor=staff,
        verb="roster.changed",
        subject="x",
        student=seat.student,
        before={"module": "1"},
        after={"module": "2"},
    )
    url = f"{LIST}{seat.student.pk}/?inning={session.inning_id}"
    page = staff_client.get(url).content.decode()
    assert f"{session}: <b>room 2</b>, leads" in page
    assert "Module: <del>1</del>" in page
    assert post(staff_client, url, name="New Name").url == f"{LIST}?inning={session.inning_id}"
    earlier = staff_client.get(f"{LIST}{other.pk}/?inning={Inning.objects.get(name='2609').pk}")
    assert "<b>room" not in earlier.content.decode()
