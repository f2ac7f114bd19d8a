"""Small rosters for the mixing engine's tests."""

from mixitup.assignment import Person, Problem

SPREAD = ("cohort", "module", "program")


def people(count, modules=4):
    """`count` people over modules 1..4, two programs and a cohort for each module and program."""
    found = []
    for number in range(count):
        module = str(number % modules + 1)
        program = "BE" if number // modules % 2 else "FE"
        rank = {"4": 1, "3": 2}.get(module)
        attributes = {"module": module, "program": program, "cohort": f"26{module}-{program}"}
        found.append(Person(f"p{number}@example.org", attributes, rank, f"Person {number}"))
    return found


def problem(count=24, groups=6, **options):
    options.setdefault("spread", SPREAD)
    return Problem(people(count), group_count=groups, **options)


def recount(case, placement):
    """(groups without a lead, groups without the best rank, repeats, spread by attribute), counted
    naively."""
    rooms = {}
    for person in case.people:
        rooms.setdefault(placement[person.key], []).append(person)
    no_lead = sum(all(p.lead_rank is None for p in rooms.get(number, [])) for number in case.numbers)
    no_best = sum(all(p.lead_rank != 1 for p in rooms.get(number, [])) for number in case.numbers)
    repeats = 0
    spread = dict.fromkeys(case.spread, 0)
    for room in rooms.values():
        for place, one in enumerate(room):
            for other in room[:place]:
                repeats += any(
                    session.get(one.key) is not None and session.get(one.key) == session.get(other.key)
                    for session in case.history
                )
                for name in spread:
                    spread[name] += one.attributes[name] == other.attributes[name]
    return no_lead, no_best, repeats, spread


def recount_weight(case, placement):
    """How often and how recently people of one room have met, counted naively."""
    weight = 0
    keys = sorted(placement)
    for one in keys:
        for other in keys:
            if one < other and placement[one] == placement[other]:
                for ago, session in enumerate(reversed(case.history), 1):
                    if session.get(one) is not None and session.get(one) == session.get(other):
                        weight += {1: 8, 2: 6, 3: 5, 4: 4, 5: 3, 6: 2}.get(ago, 1)
    return weight


def figures(report):
    return (
        report.without_lead.value,
        report.without_best_lead.value,
        report.repeats.value,
        {name: figure.value for name, figure in report.spread.items()},
    )
