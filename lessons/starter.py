"""The exit ticket that comes with a starter lesson; staff change it as they like."""

from lessons.models import TicketQuestion
from mixitup.models import Page

Kind = TicketQuestion.Kind
QUESTIONS = [
    (Kind.LONG, "What do you need most from other people in the next weeks?", ""),
    (
        Kind.CHOICE,
        "Whom will you talk to?",
        "My mentor\nSomebody new at school\nSomebody I know from before\nSomebody else",
    ),
    (Kind.SCALE, "How ready do you feel to write the first message? (1 not at all, 5 today)", ""),
    (Kind.SHORT, "What would help you?", ""),
]


def add_ticket(page: Page) -> None:
    """Give a lesson without questions the usual four; one that has any is left alone."""
    if not TicketQuestion.objects.filter(page=page).exists():
        rows = enumerate(QUESTIONS, 1)
        TicketQuestion.objects.bulk_create(
            TicketQuestion(page=page, position=n, kind=kind, text=text, choices=choices, is_required=n < 4)
            for n, (kind, text, choices) in rows
        )
