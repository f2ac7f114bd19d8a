from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone

from mixitup.management.importing import BAD_INPUT, AnyPlan, ImportCommand
from mixitup.models import Inning, RosterImport
from mixitup.roster.decisions import Decisions
from mixitup.roster.groups_plan import GroupsPlan
from mixitup.wording import count


class Command(ImportCommand):
    help = (
        "Bring in groups of earlier sessions from a table of session, person, group: as history, or with --board as "
        "boards to go on with."
    )
    kind = RosterImport.Kind.GROUPS

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--inning", default="", help="meant where the table says a week and no inning (the current one)"
        )
        parser.add_argument("--board", action="store_true", help="as draft boards, not as history")
        parser.add_argument(
            "--session",
            action="append",
            default=[],
            metavar="TEXT=INNING/WEEK",
            help="which session a text of the table stands for, where it doesn't tell; again for each",
        )

    def inning(self, options: dict[str, Any]) -> Inning:
        if options["inning"]:
            return self.inning_named(options["inning"])
        inning = Inning.objects.current_on(timezone.localdate())
        if inning is None:
            raise CommandError("There is no inning yet.", returncode=BAD_INPUT)
        return inning

    def decisions(self, plan: AnyPlan, options: dict[str, Any]) -> Decisions:
        assert isinstance(plan, GroupsPlan)
        choices = {f"{known.inning_name}/{known.week}": known.choice for known in plan.choices}
        sessions = {}
        for said in options["session"]:
            text, _, where = said.rpartition("=")
            if where not in choices:
                raise CommandError(
                    f"--session {said}: there is no {where or 'session'}. There is: {', '.join(choices)}.",
                    returncode=BAD_INPUT,
                )
            sessions[text] = choices[where]
        return Decisions(sessions=sessions, as_draft=options["board"])

    def faults(self, plan: AnyPlan) -> list[str]:
        assert isinstance(plan, GroupsPlan)
        sessions = [
            f"session “{session.text or 'the whole table'}”: {session.fault}"
            for session in plan.sessions
            if session.fault
        ]
        return super().faults(plan) + sessions

    def lines(self, plan: AnyPlan) -> list[str]:
        assert isinstance(plan, GroupsPlan)
        return [
            f"{session.text or 'The whole table'} is {session.known.label}: "
            f"{count(session.people, 'person', 'people')} in {count(session.rooms, 'room', 'rooms')}"
            for session in plan.sessions
            if session.known
        ]

    def told(self, plan: AnyPlan) -> dict[str, Any]:
        assert isinstance(plan, GroupsPlan)
        return {
            **super().told(plan),
            "sessions": [
                {
                    "text": session.text,
                    "is": session.known.label if session.known else None,
                    "rooms": session.rooms,
                    "people": session.people,
                    "fault": session.fault,
                }
                for session in plan.sessions
            ],
        }
