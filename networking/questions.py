"""A bank of questions to build a conversation from: those of the activity pages, searchable."""

from collections.abc import Sequence

from mixitup import library
from mixitup.models import Page
from networking.activities import Question, read_activity


def all_questions() -> list[Question]:
    """Every question of every current activity page, once each, in page order; one query."""
    found: dict[str, Question] = {}
    pages = Page.objects.filter(kind=Page.Kind.ACTIVITY, current__isnull=False).select_related("current")
    for page in pages:
        assert page.current is not None
        for level in read_activity(library.read(page.current)).levels:
            for question in level.questions:
                found.setdefault(question.text.casefold(), question)
    return list(found.values())


def search_questions(words: str, audience: str = "") -> Sequence[Question]:
    """Questions with all these words, for this audience where one is named (those for anyone always count)."""
    wanted = words.casefold().split()
    return [
        question
        for question in all_questions()
        if all(word in question.text.casefold() for word in wanted)
        and (not audience or question.audience in (audience, "anyone"))
    ]
