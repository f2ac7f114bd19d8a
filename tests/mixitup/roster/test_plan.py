import pytest

from mixitup.roster import wording
from mixitup.roster.plan import Kind
from tests.factories import EnrolmentFactory, InningFactory

AMARA = "amara@example.org\tAmara Park\t1\tBE\t2608-BE"


def kinds(plan):
    return [(row.number, row.kind) for row in plan.rows]


def changes(row):
    return [(change.field, change.old, change.new) for change in row.changes]


def test_somebody_unknown_joins(bring, plan_of):
    plan = plan_of(bring(AMARA))
    assert kinds(plan) == [(2, Kind.JOINS)]
    assert plan.is_ready


def test_people_are_matched_by_address_ignoring_case(bring, plan_of, enrol):
    enrol("Amara Park", "amara@example.org")
    assert kinds(plan_of(bring(AMARA.replace("amara@", "AMARA@")))) == [(2, Kind.SAME)]


def test_a_change_is_told_from_old_to_new_by_field(bring, plan_of, enrol):
    enrol("Amara Parks", "amara@example.org", module=2)
    (row,) = plan_of(bring(AMARA)).rows
    assert (row.kind, changes(row)) == (
        Kind.CHANGES,
        [("name", "Amara Parks", "Amara Park"), ("module", "2", "1")],
    )


def test_a_blank_cell_erases_nothing(bring, plan_of, enrol):
    enrol("Amara Park", "amara@example.org", pronouns="she/her")
    plan = plan_of(
        bring("amara@example.org\t\t\t\t\t", header="E-mail\tName\tMod\tProgram\tCohort\tPronouns")
    )
    assert kinds(plan) == [(2, Kind.SAME)]


def test_what_a_student_edited_is_kept_and_shown(bring, plan_of, enrol):
    enrol("Amara Park", "amara@example.org", pronouns="they/them", self_edited=["pronouns"])
    (row,) = plan_of(bring(AMARA + "\tshe/her", header="E-mail\tName\tMod\tProgram\tCohort\tPronouns")).rows
    assert (row.kind, changes(row)) == (Kind.SAME, [])
    assert [(kept.old, kept.new) for kept in row.kept] == [("they/them", "she/her")]


def test_a_new_address_with_a_known_name_is_asked_about(bring, plan_of, enrol):
    amara = enrol("Amara Park", "old@example.org").student
    plan = plan_of(bring(AMARA))
    assert kinds(plan) == [(2, Kind.NEEDS)]
    assert [person.student_id for person in plan.rows[0].candidates] == [amara.pk]


def test_the_same_person_keeps_their_place_under_the_new_address(bring, plan_of, enrol):
    amara = enrol("Amara Park", "old@example.org").student
    plan = plan_of(bring(AMARA, same={2: amara.pk}))
    assert changes(plan.rows[0]) == [("email", "old@example.org", "amara@example.org")]
    assert plan.missing == ()


def test_a_namesake_whose_own_address_is_in_the_table_is_somebody_else(bring, plan_of, enrol):
    enrol("Amara Park", "old@example.org")
    plan = plan_of(bring(AMARA, AMARA.replace("amara@", "old@")))
    assert kinds(plan) == [(2, Kind.JOINS), (3, Kind.SAME)]


def test_a_new_person_with_a_known_name_joins_once_that_is_said(bring, plan_of, enrol):
    enrol("Amara Park", "old@example.org")
    plan = plan_of(bring(AMARA, same={2: 0}))
    assert kinds(plan) == [(2, Kind.JOINS)]
    assert [person.email for person in plan.missing] == ["old@example.org"]


@pytest.mark.parametrize(
    ("row", "faults"),
    [
        ("amara\tAmara\t1\tBE\t2608-BE", {"email": "“amara” isn't an e-mail address."}),
        ("\tAmara\t1\tBE\t2608-BE", {"email": "The e-mail address is blank."}),
        ("a@example.org\t\t1\tBE\t2608-BE", {"name": "Name is blank."}),
        ("a@example.org\tA\t\tBE\t2608-BE", {"module": "Module is blank."}),
        (
            "a@example.org\tA\t5\tBE\t2608-BE",
            {"module": "There is no module 5 here. The school's modules: 1, 2, 3, 4."},
        ),
        (
            "a@example.org\tA\tx\tBE\t2608-BE",
            {"module": "“x” isn't a module. Write its number, such as 1 or Mod 1."},
        ),
        (
            "a@example.org\tA\t1\tXX\t2608-BE",
            {"program": "“XX” isn't a program here. Choose one of: Back End, Front End."},
        ),
        ("a@example.org\tA\t1\tBE\t", {"cohort": "Cohort is blank."}),
        (
            "a@example.org\tA\t1\tFE\t2608-BE",
            {"cohort": "2608-BE is a Back End cohort, but the program column says Front End."},
        ),
        (
            "a@example.org\tA\t1\t\tNight owls",
            {"program": "Which program is the new cohort Night owls? Its name doesn't tell."},
        ),
        (
            "a@example.org\t" + "A" * 121 + "\t1\tBE\t2608-BE",
            {"name": "Name has 121 characters; there is room for 120."},
        ),
    ],
)
def test_every_fault_is_named_by_its_field(bring, plan_of, row, faults):
    plan = plan_of(bring(row))
    assert dict(plan.rows[0].faults) == faults
    assert (kinds(plan), plan.is_ready) == ([(2, Kind.NEEDS)], False)


def test_the_program_may_be_told_by_the_cohort_alone(bring, plan_of):
    assert plan_of(bring("a@example.org\tA\t1\t\t2608fe")).rows[0].values["program"] == "FE"


def test_given_and_family_names_are_joined(bring, plan_of):
    header = "familyName\tgivenName\temail\tmod\tcohort\tsourcedId"
    plan = plan_of(bring("Park\tAmara\tamara@example.org\tM1\t2608-BE\t77", header=header))
    assert plan.rows[0].name == "Amara Park"
    assert [column.header for column in plan.columns.ignored] == ["sourcedId"]


def test_a_cell_corrected_in_the_preview_counts(bring, plan_of):
    assert plan_of(bring(AMARA.replace("\t1\t", "\tx\t"), cells={2: {"module": "Mod 1"}})).is_ready


def test_a_row_left_out_does_nothing_and_nobody_is_missing_by_it(bring, plan_of, enrol):
    enrol("Amara Park", "amara@example.org", module=2)
    plan = plan_of(bring(AMARA, left_out=frozenset({2})))
    assert (kinds(plan), plan.missing, plan.does_anything) == ([(2, Kind.LEFT_OUT)], (), False)


@pytest.mark.parametrize("email", ["", "no address", "amara.new@example.org"])
def test_nobody_counts_as_missing_for_a_row_of_their_name_left_out(bring, plan_of, enrol, email):
    enrol("Amara Park", "amara@example.org")
    plan = plan_of(bring(AMARA.replace("amara@example.org", email), left_out=frozenset({2})))
    assert (kinds(plan), plan.missing) == ([(2, Kind.LEFT_OUT)], ())


def test_a_namesake_of_somebody_left_out_by_their_address_is_asked_about(bring, plan_of, enrol):
    enrol("Amara Park", "amara@example.org")
    enrol("Amara Park", "second@example.org")
    missing = plan_of(bring(AMARA, left_out=frozenset({2}))).missing
    assert [person.email for person in missing] == ["second@example.org"]


def test_the_same_address_twice_is_a_fault_of_the_second_row(bring, plan_of):
    plan = plan_of(bring(AMARA, AMARA))
    assert kinds(plan) == [(2, Kind.JOINS), (3, Kind.NEEDS)]
    assert plan.rows[1].faults == {"email": "Row 2 has this e-mail address too."}


def test_two_rows_for_one_student_contradict_each_other(bring, plan_of, enrol):
    amara = enrol("Amara Park", "old@example.org").student
    plan = plan_of(bring(AMARA, AMARA.replace("amara@", "amy@"), same={2: amara.pk, 3: amara.pk}))
    assert plan.rows[1].faults == {"email": "Row 2 is about the same person."}


def test_staff_are_not_students(bring, plan_of, staff):
    plan = plan_of(bring(AMARA.replace("amara@example.org", staff.email)))
    assert plan.rows[0].faults == {"email": f"{staff.email} signs in as staff, not as a student."}


def test_a_new_cohort_is_made_only_by_a_tick(bring, plan_of):
    rows = [AMARA.replace("2608-BE", "2611-BE"), "t@example.org\tTeo\t1\tBE\t2611-BE"]
    asked = plan_of(bring(*rows))
    assert ([(c.name, c.program, c.people) for c in asked.cohorts], asked.is_ready) == (
        [("2611-BE", "BE", 2)],
        False,
    )
    assert plan_of(bring(*rows, cohorts=frozenset({"2611-BE"}))).is_ready


def test_one_new_cohort_cannot_be_in_two_programs(bring, plan_of):
    plan = plan_of(bring("a@example.org\tA\t1\tBE\tNight owls", "b@example.org\tB\t1\tFE\tNight owls"))
    assert plan.rows[1].faults == {"program": "Row 2 has Night owls in another program."}


def test_people_missing_from_the_table_stay_unless_said_otherwise(bring, plan_of, enrol):
    first, second = enrol("Bo Holm", "bo@example.org"), enrol("Cy Holm", "cy@example.org")
    told = plan_of(bring(AMARA, missing_all="left", missing={second.pk: "graduated"})).missing
    assert [(person.enrolment_id, person.new_status) for person in told] == [
        (first.pk, "left"),
        (second.pk, "graduated"),
    ]
    assert [person.new_status for person in plan_of(bring(AMARA)).missing] == ["active", "active"]


def test_somebody_set_aside_who_is_listed_again_is_asked_about(bring, plan_of, enrol):
    place = enrol("Amara Park", "amara@example.org")
    place.status = "paused"
    place.save()
    plan = plan_of(bring(AMARA))
    (row,) = plan.rows
    assert (row.kind, row.asks_back) == (Kind.SAME, "paused")
    assert wording.aside(plan) == "1 person stays as they are (1 of them paused, so not counted as active)."
    (row,) = plan_of(bring(AMARA, back=frozenset({2}))).rows
    assert changes(row) == [("status", "paused", "active")]


def test_somebody_of_an_earlier_inning_joins_as_known(bring, plan_of, school):
    earlier = InningFactory(name="2609", starts_on="2026-09-28")
    EnrolmentFactory(student__name="Amara Park", student__user__email="amara@example.org", inning=earlier)
    (row,) = plan_of(bring(AMARA)).rows
    assert (row.kind, row.known_from) == (Kind.JOINS, "2609")


def test_missing_and_doubled_columns_are_said_before_anything_else(bring, plan_of):
    plan = plan_of(bring("a@example.org\tb@example.org\tAmara", header="E-mail\tMail\tName"))
    assert plan.column_faults == (
        "No column holds the module.",
        "No column holds the cohort.",
        "Columns A (“E-mail”) and B (“Mail”) both claim to be the e-mail. Say which one is.",
    )


def test_the_digest_moves_with_the_school_and_with_the_answers(bring, plan_of, enrol):
    importing = bring(AMARA)
    before = plan_of(importing).digest
    assert plan_of(importing).digest == before
    enrol("Bo Holm", "bo@example.org")
    assert plan_of(importing).digest != before


def test_ten_thousand_people_take_seven_queries(bring, plan_of, enrol, django_assert_num_queries):
    enrol("Bo Holm", "bo@example.org")
    importing = bring(AMARA)
    with django_assert_num_queries(7):
        plan_of(importing)
