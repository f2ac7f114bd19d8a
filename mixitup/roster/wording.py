"""What a plan comes to, as sentences: the same on screen and on the command line."""

from collections import Counter

from mixitup.roster.groups_plan import GroupsPlan
from mixitup.roster.plan import Kind, Plan
from mixitup.wording import count, listed


def headline(plan: Plan | GroupsPlan) -> str:
    """The most important thing first: what comes in, and what needs an answer."""
    return _groups_headline(plan) if isinstance(plan, GroupsPlan) else _people_headline(plan)


def _people_headline(plan: Plan) -> str:
    if plan.column_faults:
        return "The columns need you before anything else."
    counts = plan.counts
    parts = []
    if counts["joins"]:
        parts.append(count(counts["joins"], "new person", "new people"))
    if counts["changes"]:
        parts.append(count(counts["changes"], "change", "changes"))
    if counts["set_aside"]:
        parts.append(f"{counts['set_aside']:,} set aside")
    asked = []
    if counts["needs"]:
        asked.append(count(counts["needs"], "row needs you", "rows need you"))
    unticked = sum(not cohort.is_ticked for cohort in plan.cohorts)
    if unticked:
        asked.append(count(unticked, "new cohort to confirm", "new cohorts to confirm"))
    if not parts and not asked:
        return "Nothing to change: the roster already says all this."
    return ", ".join([*parts, *asked]) + "."


def _groups_headline(plan: GroupsPlan) -> str:
    if plan.column_faults:
        return "The columns need you before anything else."
    counts = plan.counts
    rooms = count(counts["rooms"], "room", "rooms")
    sessions = count(counts["sessions"], "session", "sessions")
    parts = [f"{count(counts['placed'], 'person', 'people')} in {rooms} of {sessions}"]
    if counts["needs"]:
        parts.append(count(counts["needs"], "row needs you", "rows need you"))
    open_sessions = sum(bool(session.fault) for session in plan.sessions)
    if open_sessions:
        parts.append(count(open_sessions, "session needs you", "sessions need you"))
    return ", ".join(parts) + "."


def resting(plan: Plan | GroupsPlan) -> str:
    """ " (11 of them paused, so not counted as active)": why the home page counts fewer people."""
    rows = plan.of(Kind.SAME) if isinstance(plan, Plan) else []
    kinds = Counter(row.asks_back for row in rows if row.asks_back)
    if not kinds:
        return ""
    told = listed([f"{number:,} of them {status}" for status, number in sorted(kinds.items())])
    return f" ({told}, so not counted as active)"


def aside(plan: Plan | GroupsPlan) -> str:
    """What stays as it is, said second."""
    counts = plan.counts
    parts = []
    if counts.get("same"):
        parts.append(
            count(counts["same"], "person stays as they are", "people stay as they are") + resting(plan)
        )
    if counts["left_out"]:
        parts.append(count(counts["left_out"], "row is left out", "rows are left out"))
    if counts.get("missing"):
        parts.append(count(counts["missing"], "person here isn't", "people here aren't") + " in the table")
    sentence = listed(parts)
    return sentence[:1].upper() + sentence[1:] + "." if parts else ""


def outcome(counts: dict[str, int]) -> str:
    """What an applied import did."""
    if "placed" in counts:
        people = count(counts["placed"], "person", "people")
        return f"{people} in {count(counts['rooms'], 'room', 'rooms')} came in."
    parts = []
    if counts["joins"]:
        parts.append(count(counts["joins"], "person joined", "people joined"))
    if counts["changes"]:
        parts.append(count(counts["changes"], "person changed", "people changed"))
    if counts["set_aside"]:
        parts.append(count(counts["set_aside"], "person was set aside", "people were set aside"))
    return listed(parts) + "."
