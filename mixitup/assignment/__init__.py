"""The mixing engine: pure, standard library only, no clock and no chance but what is handed in.

`Problem` says what is to be mixed, `mix` mixes it, `Position` follows a board by hand, `sizings` offers room
numbers. `python -m mixitup.assignment` does it all from CSV files.
"""

from mixitup.assignment.ahead import mix_sessions
from mixitup.assignment.budget import Cancelled
from mixitup.assignment.engine import Group, Mix, Move, mix
from mixitup.assignment.position import Effect, Position, Repeat
from mixitup.assignment.problem import Contradiction, Person, Problem
from mixitup.assignment.report import Choices, Figure, Report
from mixitup.assignment.sizing import Sizing, sizing, sizings, suggested_rooms
from mixitup.assignment.small import LOOK_AHEAD

__all__ = [
    "LOOK_AHEAD",
    "Cancelled",
    "Choices",
    "Contradiction",
    "Effect",
    "Figure",
    "Group",
    "Mix",
    "Move",
    "Person",
    "Position",
    "Problem",
    "Repeat",
    "Report",
    "Sizing",
    "mix",
    "mix_sessions",
    "sizing",
    "sizings",
    "suggested_rooms",
]
