from lessons.models.progress import Extension, Nudge, PartDone, Visit
from lessons.models.reflection import Reflection
from lessons.models.ticket import Ticket, TicketQuestion

__all__ = ["Extension", "Nudge", "PartDone", "Reflection", "Ticket", "TicketQuestion", "Visit"]
