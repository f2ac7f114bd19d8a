"""Whatever a table says, its plan is made, and adds up."""

from hypothesis import given
from hypothesis import strategies as st

from mixitup.roster.decisions import Decisions
from mixitup.roster.groups_plan import GroupsState, make_groups_plan
from mixitup.roster.plan import Kind, make_plan
from mixitup.roster.state import Person, Place, State
from mixitup.tables import Choice, TableError, read_pasted

FIELDS = {"preferred_name": "", "pronouns": "", "zoom_email": "", "slack_name": "", "linkedin": ""}
AMARA = Person(
    1,
    1,
    "amara@example.org",
    {"name": "Amara Park", **FIELDS},
    frozenset(),
    Place(1, "1", "BE", "2608-BE", "active"),
    "",
)
STATE = State(
    people={AMARA.email: AMARA},
    by_name={"amarapark": (AMARA,)},
    staff_emails=frozenset({"robin@example.org"}),
    programs={"BE": 1, "FE": 2},
    program_choices=(Choice("BE", ("Back End",)), Choice("FE", ("Front End",))),
    program_names={"BE": "Back End", "FE": "Front End"},
    modules={"1": 1, "2": 2},
    cohorts={"2608-BE": 1},
    cohort_programs={"2608-BE": "BE"},
    cohort_spellings={"2608be": "2608-BE"},
)
CELLS = st.sampled_from(
    [
        "",
        "amara@example.org",
        "AMARA@example.org",
        "b@example.org",
        "robin@example.org",
        "Amara Park",
        "Bo",
        "1",
        "Mod 2",
        "9",
        "BE",
        "Front End",
        "2608-BE",
        "2611-FE",
        "Owls",
        "x",
        "linkedin.com/in/a",
        "http://[",
        "2026-10-07",
    ]
) | st.text(max_size=12)
HEADERS = st.sampled_from(
    [
        "E-mail",
        "Name",
        "Mod",
        "Program",
        "Cohort",
        "LinkedIn",
        "Given name",
        "Session",
        "Group",
        "Lead",
        "Other",
        "Mail",
    ]
)
TABLES = st.tuples(
    st.lists(HEADERS, min_size=1, max_size=8), st.lists(st.lists(CELLS, max_size=8), max_size=6)
).map(lambda table: "\n".join("\t".join(row) for row in [table[0], *table[1]]))


@given(
    TABLES,
    st.frozensets(st.integers(1, 6)),
    st.dictionaries(st.integers(2, 6), st.sampled_from([0, 1, 7])),
    st.dictionaries(st.integers(0, 6), st.sampled_from(["", "email", "name", "module", "cohort"])),
)
def test_any_roster_has_a_plan_and_every_row_one_kind(table, left_out, same, columns):
    try:
        grid = read_pasted(table)
    except TableError:
        return
    decisions = Decisions(left_out=left_out, same=same, columns=columns, cohorts=frozenset({"Owls"}))
    assert Decisions.from_json(decisions.to_json()) == decisions
    plan = make_plan(grid, decisions, STATE)
    assert sum(plan.counts[kind] for kind in Kind) == len(plan.columns.rows)
    assert plan.digest == make_plan(grid, decisions, STATE).digest
    for row in plan.rows:
        if row.kind in (Kind.JOINS, Kind.CHANGES, Kind.SAME):
            assert not row.faults
            assert row.values["email"] or plan.column_faults
        if row.kind == Kind.JOINS and plan.is_ready:
            assert all(row.values[key] for key in ("name", "module", "program", "cohort"))
    students = [row.student_id for row in plan.rows if row.student_id and row.kind != Kind.NEEDS]
    assert len(students) == len(set(students))


@given(TABLES, st.booleans())
def test_any_list_of_groups_has_a_plan_and_nobody_sits_twice(table, as_draft):
    state = GroupsState({AMARA.email: (1, AMARA.name)}, {"amarapark": ((1, AMARA.name),)}, {}, ())
    try:
        grid = read_pasted(table)
    except TableError:
        return
    plan = make_groups_plan(grid, Decisions(as_draft=as_draft), state, 1)
    seats = [(row.session, row.student_id) for row in plan.of(Kind.JOINS)]
    assert len(seats) == len(set(seats))
    assert plan.counts["placed"] + plan.counts["needs"] == len(plan.rows)
