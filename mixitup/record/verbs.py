"""Everything that the Change log can say happened: of which kind it is, and its sentence.

A new verb anywhere in the code comes with a line here (tests/mixitup/record/test_verbs.py).
"""

from dataclasses import dataclass

KINDS = {
    "roster": "Roster",
    "groups": "Groups",
    "publications": "Publications",
    "sessions": "Sessions",
    "pages": "Guides and pages",
    "lessons": "Lessons",
    "settings": "Settings",
    "staff": "Staff and helping",
}


@dataclass(frozen=True, slots=True)
class Verb:
    """`sentence` takes {subject}: what it was about, by today's name where there is one."""

    kind: str
    sentence: str


VERBS = {
    "roster.added": Verb("roster", "{subject} was added to the roster"),
    "roster.enrolled": Verb("roster", "{subject} joined another inning"),
    "roster.changed": Verb("roster", "{subject} was changed"),
    "roster.cohort_added": Verb("roster", "Cohort {subject} was added"),
    "roster.imported": Verb("roster", "{subject} was brought in"),
    "roster.undone": Verb("roster", "Taken back: {subject}"),
    "student.erased": Verb("roster", "A student was erased"),
    "promotion.applied": Verb("roster", "People were promoted from {subject}"),
    "promotion.moved": Verb("roster", "{subject} went on to the next inning"),
    "promotion.closed": Verb("roster", "{subject} graduated or left"),
    "promotion.undone": Verb("roster", "A promotion was taken back: {subject}"),
    "groups.imported": Verb("groups", "Earlier groups were brought in: {subject}"),
    "rule.added": Verb("groups", "{subject} was made"),
    "rule.removed": Verb("groups", "{subject} was taken back"),
    "attendance.corrected": Verb("groups", "Who came was corrected: {subject}"),
    "absence.noted": Verb("groups", "{subject} can’t come"),
    "absence.taken_back": Verb("groups", "{subject} can come after all"),
    "board.rescue": Verb("groups", "Rooms were mended"),
    "board.move": Verb("groups", "Somebody moved to another room"),
    "board.swap": Verb("groups", "Two people swapped rooms"),
    "board.pin": Verb("groups", "Somebody was pinned to their room"),
    "board.unpin": Verb("groups", "Somebody was unpinned"),
    "board.absent": Verb("groups", "Somebody was marked as not coming"),
    "board.present": Verb("groups", "Somebody is coming after all"),
    "board.lead": Verb("groups", "Somebody was made the lead"),
    "board.co_lead": Verb("groups", "Somebody was made a co-lead"),
    "board.member": Verb("groups", "Somebody no longer co-leads"),
    "board.mix": Verb("groups", "Groups were mixed"),
    "board.undo": Verb("groups", "A step on the board was undone"),
    "board.redo": Verb("groups", "A step on the board was done again"),
    "session.published": Verb("publications", "The groups of {subject} were published"),
    "session.sent_again": Verb("publications", "Mail about {subject} was sent once more"),
    "session.posted": Verb("publications", "The rooms of {subject} were posted to Slack once more"),
    "session.withdrawn": Verb("publications", "The groups of {subject} were taken back"),
    "session.publication_planned": Verb("publications", "Publishing {subject} was planned for later"),
    "session.publication_revoked": Verb("publications", "Planned publishing of {subject} was called off"),
    "session.planned": Verb("sessions", "{subject} was planned"),
    "session.changed": Verb("sessions", "{subject} was changed"),
    "session.cancelled": Verb("sessions", "{subject} was cancelled"),
    "session.reinstated": Verb("sessions", "{subject} was put back on the calendar"),
    "session.line": Verb("sessions", "A line was said to every room of {subject}"),
    "page.imported": Verb("pages", "{subject} was brought in"),
    "page.edited": Verb("pages", "{subject} was edited"),
    "page.notes": Verb("pages", "The lead’s notes of {subject} were changed"),
    "page.brought_back": Verb("pages", "An earlier version of {subject} was brought back"),
    "page.links": Verb("pages", "{subject} were set"),
    "lesson.question_added": Verb("lessons", "{subject}: a question was added"),
    "lesson.question_changed": Verb("lessons", "{subject}: a question was reworded"),
    "lesson.question_removed": Verb("lessons", "{subject}: a question was removed"),
    "school.changed": Verb("settings", "{subject} were changed"),
    "settings.added": Verb("settings", "{subject} was added"),
    "settings.changed": Verb("settings", "{subject} was changed"),
    "settings.deleted": Verb("settings", "{subject} was deleted"),
    "slack.tried": Verb("settings", "A test line was posted to the {subject}"),
    "staff.invited": Verb("staff", "{subject} was invited as staff"),
    "staff.removed": Verb("staff", "{subject} was removed from staff"),
    "staff.restored": Verb("staff", "{subject} was let in as staff again"),
    "help.started": Verb("staff", "{subject}’s pages were looked at, to help"),
    "help.stopped": Verb("staff", "Looking at {subject}’s pages was stopped"),
}

# Steps that are one row for everybody they are about, under a row that sums them up.
SUMMARIES = ("roster.imported", "promotion.applied")
PARTS = (
    "roster.added",
    "roster.enrolled",
    "roster.changed",
    "roster.cohort_added",
    "promotion.moved",
    "promotion.closed",
)
UNDONE = ("roster.undone", "promotion.undone")


def of_kind(kind: str) -> list[str]:
    return [name for name, verb in VERBS.items() if verb.kind == kind]


def saying(word: str) -> list[str]:
    """The verbs whose sentence has this word in it."""
    return [
        name
        for name, verb in VERBS.items()
        if word.casefold() in verb.sentence.replace("{subject}", "").casefold()
    ]
