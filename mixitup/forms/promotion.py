"""What the promotion's preview asks: who is shown, and what becomes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from mixitup.promotion.plan import Choice, Move, Plan, usual
from mixitup.promotion.state import Answer

OTHER_WAY = "other"
SHOWN = [
    ("", "Everybody"),
    (OTHER_WAY, "Who goes another way"),
    (Choice.REPEATS.value, "Who repeats"),
    (Choice.LEAVES.value, "Who leaves"),
    (Choice.PAUSES.value, "Who is paused"),
]


class MovesForm(forms.Form):
    """What the people of a promotion are narrowed to; unknown values narrow nothing."""

    words = forms.CharField(label="Name, e-mail or cohort", required=False, max_length=120)
    module = forms.IntegerField(label="Module", required=False, min_value=1, max_value=99)
    way = forms.ChoiceField(label="Show", choices=SHOWN, required=False)

    def values(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def found(self, plan: Plan) -> list[Move]:
        values = self.values()
        return [move for move in plan.moves if _matches(move, values)]


def _matches(move: Move, values: Mapping[str, Any]) -> bool:
    text = f"{move.who.name} {move.who.email} {move.who.cohort}".casefold()
    if any(word not in text for word in values.get("words", "").casefold().split()):
        return False
    if values.get("module") and move.who.module != values["module"]:
        return False
    way = values.get("way")
    if way == OTHER_WAY:
        return move.choice != usual(move.who)
    return not way or move.choice == way


@dataclass(frozen=True)
class Said:
    """What came back from the preview: single answers by enrolment id, and what holds for all who were found."""

    answers: Mapping[int, Answer]
    for_all: str

    @classmethod
    def read(cls, posted: Mapping[str, Any]) -> "Said":
        answers = {}
        for name, value in posted.items():
            number = name.removeprefix("c-")
            if name.startswith("c-") and number.isdecimal() and len(number) < 19:
                answers[int(number)] = Answer(str(posted.get(f"w-{number}", "")), str(value))
        for_all = str(posted.get("for_all", ""))
        return cls(answers, for_all if for_all in {choice.value for choice in Choice} else "")
