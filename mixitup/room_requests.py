"""A student without a room asks for one; staff hear of it and answer by placing them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from mixitup.board import applying
from mixitup.board.seating import shown_arrangement, version_of
from mixitup.board.steps import Step, StepError
from mixitup.models import Absence, Membership, Notice, RoomRequest, Session, Student, User
from mixitup.publishing import Refused


@transaction.atomic
def ask(session: Session, student: Student, message: str, at: datetime) -> RoomRequest:
    """Ask for a room, telling all staff; asking twice changes the message and tells nobody again."""
    session = Session.objects.locked(session.pk)
    if session.cancelled_at or session.ends_at <= at or not session.published_id:
        raise Refused("You can ask for a room once the groups are out, until the session ends.")
    if Membership.objects.filter(arrangement=session.published_id, student=student).exists():
        raise Refused("You have a room already.")
    request, is_new = RoomRequest.objects.get_or_create(session=session, student=student)
    is_open = not is_new and request.answered_at is None
    request.message, request.answered_at = message, None
    request.save(update_fields=["message", "answered_at"])
    # Somebody who asks is coming after all.
    Absence.objects.filter(session=session, student=student).delete()
    if not is_open:
        _tell_staff(request, at)
    return request


def _tell_staff(request: RoomRequest, at: datetime) -> None:
    staff = User.objects.filter(is_staff=True, is_active=True).values_list("pk", flat=True)
    Notice.objects.bulk_create(
        Notice(
            kind=Notice.Kind.ROOM_REQUEST,
            key=f"room_request:{request.session_id}:{request.student_id}:{user}:{at:%Y%m%d%H%M%S%f}",
            user_id=user,
            session_id=request.session_id,
            due_at=at,
        )
        for user in staff
    )


@transaction.atomic
def take_back(session: Session, student: Student) -> None:
    """The student doesn't need a room any more; staff who weren't told yet won't be."""
    RoomRequest.objects.filter(session=session, student=student, answered_at=None).delete()
    key = f"room_request:{session.pk}:{student.pk}:"
    Notice.objects.filter(key__startswith=key).untold().delete()


def place(request: RoomRequest, room: str, actor: User, at: datetime) -> None:
    """Put the person into a room of the board as it is now; publishing tells them, and answers the request."""
    session = request.session
    step = Step("move", student=request.student_id, room=int(room) if room.isdecimal() else None)
    seen = version_of(shown_arrangement(session))
    try:
        applying.apply(session.pk, step, seen=seen, actor=actor, now=at)
    except StepError as error:
        raise Refused(str(error)) from error
    except applying.BoardChanged as error:
        raise Refused("Somebody changed the board at this moment. Try again.") from error


def answer(request: RoomRequest, at: datetime) -> None:
    """Staff have seen to it in another way than by a room; nothing, if the student has just taken it back."""
    RoomRequest.objects.filter(pk=request.pk).update(answered_at=at)


def waiting(session: Session) -> QuerySet[RoomRequest]:
    """The open requests of a session, oldest first, with who asks."""
    return session.room_requests.filter(answered_at=None).select_related("student__user")
