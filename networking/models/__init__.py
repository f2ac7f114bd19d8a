from networking.models.contact import Contact, ContactMove, Stage
from networking.models.conversation import Conversation
from networking.models.goal import Goal, GoalPlan, Kind
from networking.models.message import Message
from networking.models.tie import KeepInTouch, Preference

__all__ = [
    "Contact",
    "ContactMove",
    "Conversation",
    "Goal",
    "GoalPlan",
    "KeepInTouch",
    "Kind",
    "Message",
    "Preference",
    "Stage",
]
