from mixitup.models.change import Change
from mixitup.models.keep_rule import KeepRule
from mixitup.models.live_room import LiveRoom
from mixitup.models.mix_job import MixJob
from mixitup.models.notice import Notice
from mixitup.models.page import Page, PageImport, PageVersion, SiteLink
from mixitup.models.people import Student, User
from mixitup.models.promotion import Promotion
from mixitup.models.publication import Publication
from mixitup.models.pulse import Pulse, PulseMark
from mixitup.models.room_words import Intention, RoomLine
from mixitup.models.roster import Enrolment
from mixitup.models.roster_import import RosterImport
from mixitup.models.school import Cohort, Inning, Module, Program, School
from mixitup.models.session import (
    Absence,
    Arrangement,
    Attendance,
    Group,
    Membership,
    RoomRequest,
    Session,
)
from mixitup.models.slack_channel import SlackChannel
from mixitup.models.telling_preference import TellingPreference

__all__ = [
    "Absence",
    "Arrangement",
    "Attendance",
    "Change",
    "Cohort",
    "Enrolment",
    "Group",
    "Inning",
    "Intention",
    "KeepRule",
    "LiveRoom",
    "Membership",
    "MixJob",
    "Module",
    "Notice",
    "Page",
    "PageImport",
    "PageVersion",
    "Program",
    "Promotion",
    "Publication",
    "Pulse",
    "PulseMark",
    "RoomLine",
    "RoomRequest",
    "RosterImport",
    "School",
    "Session",
    "SiteLink",
    "SlackChannel",
    "Student",
    "TellingPreference",
    "User",
]
