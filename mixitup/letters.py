"""The mails that notices become: text and HTML from one context."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mixitup import invitations, reminders, telling
from mixitup.hour import hour_of
from mixitup.invitations import Entry
from mixitup.models import Arrangement, Membership, Notice, RoomRequest, School, Session
from mixitup.telling import Reason
from mixitup.wording import listed


@dataclass(frozen=True)
class Letter:
    subject: str
    template: str
    context: dict[str, Any]
    entry: Entry | None = None
    off_link: str = ""


class Seating:
    """Who sits where in an arrangement, loaded once for all its mails: three queries."""

    def __init__(self, arrangement: Arrangement, session: Session) -> None:
        self.by_student: dict[int, Membership] = {}
        self.rooms: dict[int, list[Membership]] = {}
        for seat in arrangement.memberships.with_people(session.inning):
            self.by_student[seat.student_id] = seat
            self.rooms.setdefault(seat.group.number, []).append(seat)
        self.seats = telling.seats_of([arrangement.pk])[arrangement.pk]
        self.terms = telling.terms_told(arrangement, session)

    def room_of(self, student_id: int) -> list[Membership]:
        seat = self.by_student.get(student_id)
        return self.rooms[seat.group.number] if seat else []


class Letters:
    """Writes mails; one of these serves a whole run of sending, so that 400 mails load a session's rooms once."""

    def __init__(self) -> None:
        self._seatings: dict[int, Seating] = {}
        self._kinds: dict[str, Callable[[Notice], Letter]] = {
            Notice.Kind.PUBLISHED: self._room,
            Notice.Kind.CHANGED: self._room,
            Notice.Kind.SAMPLE: self._sample,
            Notice.Kind.PACKET: self._packet,
            Notice.Kind.REMINDER: self._reminder,
            Notice.Kind.WITHDRAWN: self._withdrawn,
            Notice.Kind.CANCELLED: self._cancelled,
            Notice.Kind.ROOM_REQUEST: self._room_request,
            Notice.Kind.NOT_PUBLISHED: self._not_published,
        }

    def compose(self, notice: Notice) -> EmailMultiAlternatives:
        """The mail for a notice, as things are now; the same notice always has the same Message-ID."""
        school = School.load()
        with timezone.override(school.zone):
            return self._compose(notice, school)

    def _compose(self, notice: Notice, school: School) -> EmailMultiAlternatives:
        letter = self._kinds[notice.kind](notice)
        context = _frame(notice.session, school) | letter.context
        mail = EmailMultiAlternatives(
            subject=letter.subject,
            body=render_to_string(f"mail/{letter.template}.txt", context),
            to=[notice.reader.email],
            reply_to=[school.contact_email] if school.contact_email else None,
            headers=_headers(notice, letter),
        )
        mail.attach_alternative(render_to_string(f"mail/{letter.template}.html", context), "text/html")
        if letter.entry:
            method = "CANCEL" if letter.entry.is_cancelled else "REQUEST"
            file = invitations.invitation(letter.entry, notice.created_at)
            mail.attach_alternative(file.decode(), f"text/calendar; method={method}")
        return mail

    def _seating(self, arrangement: Arrangement, session: Session) -> Seating:
        # A draft may change between two samples; what is frozen stays.
        if not arrangement.frozen_at:
            return Seating(arrangement, session)
        if arrangement.pk not in self._seatings:
            self._seatings[arrangement.pk] = Seating(arrangement, session)
        return self._seatings[arrangement.pk]

    def _room(self, notice: Notice) -> Letter:
        session = notice.session
        assert session.published is not None  # such a notice is dropped before it comes here
        seating = self._seating(session.published, session)
        student_id = notice.reader.student.pk
        context = _room_context(seating, student_id)
        entry = Entry(
            session,
            notice.reader.student,
            invitations.sequence(session.published),
            context["room"],
            context["is_lead"],
            is_cancelled=context["room"] is None,
        )
        before = self._seating(notice.previous, session) if notice.previous else None
        if before:
            reasons = telling.differences(
                before.seats.get(student_id), seating.seats.get(student_id), before.terms, seating.terms
            )
            context |= {"changes": _changes(reasons, before, seating, student_id)}
            return Letter(f"{session}: {_changed_subject(reasons, context['room'])}", "room", context, entry)
        return Letter(f"{session}: you are in room {context['room']}", "room", context, entry)

    def _sample(self, notice: Notice) -> Letter:
        """What the first member of the first room would get."""
        session = notice.session
        assert notice.arrangement is not None
        seating = self._seating(notice.arrangement, session)
        first = seating.rooms[min(seating.rooms)]
        chosen = next((seat for seat in first if not seat.leads), first[0])
        context = _room_context(seating, chosen.student_id) | {"sample_for": chosen.student.shown_name}
        return Letter(f"[Sample] {session}: you are in room {context['room']}", "room", context)

    def _packet(self, notice: Notice) -> Letter:
        """What a lead needs: their people, their room, their guide."""
        context = self._own_room(notice) | {"hour": hour_of(notice.session, with_lead_notes=True)}
        return Letter(f"{notice.session}: you lead room {context['room']}", "packet", context)

    def _reminder(self, notice: Notice) -> Letter:
        context = self._own_room(notice)
        off_link = link("reminder_off", reminders.off_token(notice.reader.student))
        start = notice.session.starts_at.astimezone(School.load().zone)
        subject = f"{start:%A} at {start:%H:%M}: room {context['room']}"
        return Letter(subject, "reminder", context | {"off_link": off_link}, off_link=off_link)

    def _own_room(self, notice: Notice) -> dict[str, Any]:
        assert notice.session.published is not None  # such a notice is dropped before it comes here
        seating = self._seating(notice.session.published, notice.session)
        return _room_context(seating, notice.reader.student.pk)

    def _withdrawn(self, notice: Notice) -> Letter:
        subject = f"{notice.session}: the groups are being made again"
        return Letter(subject, "withdrawn", _told(self, notice), _taken_back(notice))

    def _cancelled(self, notice: Notice) -> Letter:
        subject = f"{notice.session} is cancelled"
        return Letter(subject, "cancelled", _told(self, notice), _taken_back(notice))

    def _room_request(self, notice: Notice) -> Letter:
        student_pk = int(notice.key.split(":")[2])
        request = RoomRequest.objects.select_related("student").get(
            session=notice.session, student=student_pk
        )
        subject = f"{request.student.shown_name} asks for a room: {notice.session}"
        return Letter(subject, "room_request", {"student": request.student})

    def _not_published(self, notice: Notice) -> Letter:
        refusal = notice.session.publications.exclude(refused="").order_by("-done_at").first()
        context = {"reason": refusal.refused if refusal else ""}
        return Letter(f"Not published: {notice.session}", "not_published", context)


def _headers(notice: Notice, letter: Letter) -> dict[str, str]:
    headers = {"Message-ID": message_id(notice), "Auto-Submitted": "auto-generated"}
    if letter.off_link:  # one click in the mail program itself (RFC 8058)
        headers["List-Unsubscribe"] = f"<{letter.off_link}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def message_id(notice: Notice) -> str:
    """The same for every try at the same notice, so that a mail program shows a repeated one once."""
    return f"<{notice.key.replace(':', '.')}@{urlsplit(settings.SITE_URL).hostname}>"


def link(name: str, *args: Any) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def _frame(session: Session, school: School) -> dict[str, Any]:
    return {
        "session": session,
        "school": school,
        "session_link": link("session_detail", session.pk),
        "guide_link": link("guide_detail", session.pk),
        "publish_link": link("publication_create", session.pk),
    }


def _room_context(seating: Seating, student_id: int) -> dict[str, Any]:
    seat = seating.by_student.get(student_id)
    people = seating.room_of(student_id)
    return {
        "room": seat.group.number if seat else None,
        "student_id": student_id,
        "people": people,
        "leads": [person for person in people if person.leads],
        "is_lead": bool(seat and seat.leads),
    }


def _told(letters: Letters, notice: Notice) -> dict[str, Any]:
    """The room that this person should now forget."""
    if notice.arrangement is None:
        return {}
    return _room_context(letters._seating(notice.arrangement, notice.session), notice.reader.student.pk)


def _taken_back(notice: Notice) -> Entry | None:
    """What takes the session out of this person's calendar again."""
    if notice.arrangement is None:
        return None
    number = invitations.sequence(notice.arrangement, is_taken_back=True)
    return Entry(notice.session, notice.reader.student, number, is_cancelled=True)


def _changed_subject(reasons: tuple[Reason, ...], room: int | None) -> str:
    if room is None:
        return "you have no room now"
    if Reason.ROOM in reasons:
        return f"you are now in room {room}"
    if Reason.TIME in reasons:
        return "a new time"
    if Reason.LINK in reasons:
        return "a new Zoom link"
    return "your group changed"


def _changes(reasons: tuple[Reason, ...], old: Seating, new: Seating, student_id: int) -> list[str]:
    """What is new for this student, a sentence each."""
    sentences = []
    zone = School.load().zone

    def clock(moment: datetime) -> str:
        local = moment.astimezone(zone)
        return f"{local:%A} {local.day} {local:%B}, {local:%H:%M}"

    was, now = old.by_student.get(student_id), new.by_student.get(student_id)
    if Reason.TIME in reasons:
        sentences.append(f"The time: {clock(new.terms.starts_at)} (it was {clock(old.terms.starts_at)}).")
    if Reason.LINK in reasons:
        sentences.append("The Zoom link is a new one; the old one won't bring you to us.")
    if Reason.ROOM in reasons and now:
        before = f" (it was room {was.group.number})" if was else ""
        sentences.append(f"Your room: {now.group.number}{before}.")
    if Reason.NO_ROOM in reasons:
        sentences.append("You are not in a room any more.")
        return sentences
    people, earlier = new.room_of(student_id), old.room_of(student_id)
    if Reason.LEAD in reasons and was:
        sentences.append(_lead_sentence([seat for seat in people if seat.leads], student_id))
    if Reason.MEMBERS in reasons and was:
        sentences += _people_sentences(earlier, people, student_id)
    return sentences


def _lead_sentence(leads: list[Membership], student_id: int) -> str:
    if not leads:
        return "Nobody is set to lead your room at the moment."
    names = ["you" if seat.student_id == student_id else seat.student.shown_name for seat in leads]
    verb = "lead" if len(names) > 1 or names == ["you"] else "leads"
    said = listed(names)
    return f"{said[0].upper()}{said[1:]} now {verb} your room."


def _people_sentences(old: list[Membership], new: list[Membership], student_id: int) -> list[str]:
    was = {seat.student_id: seat.student.shown_name for seat in old}
    now = {seat.student_id: seat.student.shown_name for seat in new}
    came = [name for pk, name in now.items() if pk not in was and pk != student_id]
    went = [name for pk, name in was.items() if pk not in now and pk != student_id]
    sentences = []
    if came:
        sentences.append(f"New in your group: {listed(came)}.")
    if went:
        sentences.append(f"No longer in it: {listed(went)}.")
    return sentences
