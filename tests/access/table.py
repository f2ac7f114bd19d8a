"""What the access tables are made of: a row an address, the words for its answers, and the school it speaks of.

A row says, for each method, what the roles get, in the order

    anonymous   student   member   lead   staff

where `student` is anyone signed in who sits in another room than the one the URL is about, `member` and `lead` sit in
`world.room`, and `staff` is Career Development. One word alone stands for all five. `login` is the redirect to the
sign-in page that keeps the way back (or, for a form with words in it, the page that hands them back first); anything
else is the status. POST sends `data` (nothing, if the row has none), so
a form that is shown again with its errors answers 200 and a view that only takes POST answers with whatever bad input
deserves. What a request writes is rolled back before the next one.

To add a URL: a row in its app's file, in your audience's block: its name, `args` (from the world) where the URL needs
some, the answers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from lessons.models import Reflection, TicketQuestion
from mixitup.models import Group, Page, PageImport, RoomRequest, RosterImport, Session, Student, User
from networking.models import Contact, Conversation, Goal, Message

ROLES = ["anonymous", "student", "member", "lead", "staff"]

ANYONE = "200"
SIGNED_IN = "login 200 200 200 200"
STUDENTS = "login 200 200 200 404"
STAFF = "login 404 404 404 200"
STAFF_DONE = "login 404 404 404 302"
STAFF_CONFLICT = "login 404 404 404 409"  # nothing says which state of the row was seen
AUTHOR = "login 404 200 404 404"  # what `world.member` alone wrote
LEARNER = "login 404 200 404 404"  # whose module and inning the lesson is for
LEARNER_DONE = "login 404 302 404 404"
AUTHOR_DONE = "login 404 302 404 404"
STUDENTS_DONE = "login 302 302 302 404"
OWN_ROOM = "login 404 200 200 404"
LEAD = "login 404 404 200 404"
NO = "405"
NO_ONE_SIGNED_IN = "login 405 405 405 405"  # where the page itself needs signing in
NO_STAFF = "login 404 404 404 405"  # where @staff_required stands outside @require_safe or @require_POST


@dataclass(frozen=True)
class World:
    """One school for all rows: a published session of two rooms. Add what your URLs need."""

    session: Session
    room: Group
    student: Student
    member: Student
    lead: Student
    staff: User
    importing: RosterImport
    page: Page
    pages: PageImport
    request: RoomRequest
    lesson: Page
    question: TicketQuestion
    reflection: Reflection
    contact: Contact
    message: Message
    talk: Conversation
    goal: Goal

    def user(self, role: str) -> User | None:
        if role == "anonymous":
            return None
        return self.staff if role == "staff" else getattr(self, role).user


@dataclass(frozen=True)
class Row:
    name: str
    get: str
    post: str
    args: Callable[[World], list[Any]] = lambda world: []
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})

    def expected(self, method: str) -> list[str]:
        words = getattr(self, method.lower()).split()
        assert len(words) in (1, 5), f"{self.name}: one answer, or one for each of {ROLES}"
        return words * 5 if len(words) == 1 else words
