import datetime

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from mixitup.models.page import Page
from mixitup.models.people import Student, User
from mixitup.models.private_text import PrivateTextField
from mixitup.models.roster import Enrolment
from mixitup.models.school import Inning, School

LONGEST_MINUTES = 240
LONGEST = datetime.timedelta(minutes=LONGEST_MINUTES)


class SessionQuerySet(models.QuerySet["Session"]):
    def in_order(self) -> "SessionQuerySet":
        return self.order_by("starts_at", "pk")

    def for_calendar(self) -> "SessionQuerySet":
        """Sessions in order, with what their state asks for."""
        return self.in_order().select_related("inning").prefetch_related("arrangements")

    def before(self, session: "Session") -> "SessionQuerySet":
        """Sessions earlier than this one, by their start; cancelled ones never met."""
        return self.filter(starts_at__lt=session.starts_at, cancelled_at=None).exclude(pk=session.pk)

    def visible_to(self, user: User) -> "SessionQuerySet":
        """Staff see every session; a student those of the innings they were in.

        Whoever left or graduated keeps what is theirs: the sessions of that inning that are over and in which they had a room.
        Over by the longest there may be, so that nobody who left since comes into an hour that goes on.
        """
        own = Membership.objects.filter(student__user=user).values("arrangement")
        ended = Enrolment.objects.gone().filter(student__user=user).values("inning")
        over = Q(inning__in=ended, starts_at__lte=timezone.now() - LONGEST, published__in=own)
        return self if user.is_staff else self.filter(self._there(user) | over)

    def listed_for(self, user: User) -> "SessionQuerySet":
        """Those whose list of everybody's rooms is theirs to see: of their innings, but for those up to leaving or graduating."""
        gone = Enrolment.objects.gone().filter(student__user=user)
        ended = models.Exists(gone.filter(inning__starts_on__gte=models.OuterRef("inning__starts_on")))
        return self if user.is_staff else self.filter(self._there(user)).exclude(ended)

    def _there(self, user: User) -> Q:
        return Q(inning__in=Enrolment.objects.there().filter(student__user=user).values("inning"))

    def for_room_page(self) -> "SessionQuerySet":
        """With what the pages of one session's room and guide read."""
        return self.select_related("inning", "guide__current", "published")

    def locked(self, pk: int) -> "Session":
        """The session's row, locked until the transaction ends: every write about groups takes it first.

        Rows that point at the session may still be written (`no_key`): a room holds its own row when it notes who came,
        and whoever has the session may need that room.
        """
        return self.select_for_update(no_key=True).get(pk=pk)


class Session(models.Model):
    """One Mix It Up: everybody in mixed groups at one time."""

    class Focus(models.TextChoices):
        NETWORKING = "networking", "Networking"
        INTERVIEW_PREP = "interview_prep", "Interview prep"

    class LeadRule(models.TextChoices):
        # Pages say it by the school's own modules: `calendar.lead_rules`.
        BY_RANK = "by_rank", "Rank 1 first, the next where those run out"
        FIRST_RANK = "first_rank", "Rank 1 only"
        NONE = "none", "No leads"

    class Prefer(models.TextChoices):
        REPEATS = "repeats", "New people first"
        SPREAD = "spread", "Even spread first"

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        MIXED = "mixed", "Mixed, not published"
        PUBLISHED = "published", "Published"
        HELD = "held", "Held"
        CANCELLED = "cancelled", "Cancelled"

    inning = models.ForeignKey(Inning, on_delete=models.PROTECT, related_name="sessions")
    week = models.PositiveSmallIntegerField()
    focus = models.CharField(max_length=20, choices=Focus)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(15), MaxValueValidator(LONGEST_MINUTES)]
    )
    guide = models.ForeignKey(Page, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    people_per_room = models.PositiveSmallIntegerField(
        default=5, validators=[MinValueValidator(2), MaxValueValidator(20)]
    )
    room_count = models.PositiveSmallIntegerField(
        "number of rooms", null=True, blank=True, help_text="Leave empty to let the room size decide."
    )
    lead_rule = models.CharField(max_length=12, choices=LeadRule, default=LeadRule.BY_RANK)
    prefer = models.CharField(max_length=8, choices=Prefer, default=Prefer.REPEATS)
    zoom_link = models.URLField("Zoom link", blank=True)
    groups_out_at = models.DateTimeField("groups out by")
    published = models.OneToOneField(
        "Arrangement", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    rooms_line = models.CharField("line to all rooms", max_length=200, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.UniqueConstraint(fields=["inning", "week"], name="one_session_a_week"),
            # Who may look into a past session counts on LONGEST.
            models.CheckConstraint(
                condition=Q(minutes__gte=15, minutes__lte=LONGEST_MINUTES), name="session_minutes_in_range"
            ),
            models.CheckConstraint(condition=Q(people_per_room__gte=2), name="a_room_is_for_two_at_least"),
        ]

    def __str__(self) -> str:
        return f"Week {self.week} · {self.get_focus_display()}"

    def get_absolute_url(self) -> str:
        return reverse("session_detail", args=[self.pk])

    @property
    def ends_at(self) -> datetime.datetime:
        return self.starts_at + datetime.timedelta(minutes=self.minutes)

    @property
    def join_link(self) -> str:
        """Where everybody meets: the session's own link, or the school's."""
        return self.zoom_link or School.load().zoom_link

    def state(self, now: datetime.datetime) -> "Session.State":
        """What the session is now, and so what comes next."""
        if self.cancelled_at:
            return self.State.CANCELLED
        if self.published_id:
            return self.State.HELD if now >= self.ends_at else self.State.PUBLISHED
        return self.State.MIXED if self.draft else self.State.PLANNED

    @property
    def draft(self) -> "Arrangement | None":
        """The one arrangement still open to change, if there is one (uses prefetched arrangements)."""
        return next((a for a in self.arrangements.all() if a.frozen_at is None), None)

    def rooms_for(self, people: int) -> int:
        """How many rooms so many people get: the number chosen, or enough that no room is above the usual size."""
        return max(1, min(self.room_count or -(-people // self.people_per_room), people))

    def cancel(self, at: datetime.datetime) -> None:
        self.cancelled_at = at
        self.save(update_fields=["cancelled_at"])


class Group(models.Model):
    """A room of a session; its number is the breakout room's number."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="groups")
    number = models.PositiveSmallIntegerField(validators=[MinValueValidator(1)])
    topic = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="one_group_a_room"),
            models.CheckConstraint(condition=Q(number__gte=1), name="rooms_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"Room {self.number}"


class Arrangement(models.Model):
    """Who sits where in a session. Frozen ones never change again; at most one is a draft."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="arrangements")
    number = models.PositiveIntegerField()
    revision = models.PositiveIntegerField(default=0, help_text="Counts the steps taken on the draft.")
    frozen_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    is_imported = models.BooleanField(default=False, help_text="From an earlier spreadsheet.")
    # The session's own as they were when this was published, so that publishing again knows what people were told.
    starts_at = models.DateTimeField(null=True, blank=True)
    minutes = models.PositiveSmallIntegerField(null=True, blank=True)
    zoom_link = models.URLField(blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="arrangement_numbers_differ"),
            models.UniqueConstraint(
                fields=["session"], condition=Q(frozen_at=None), name="one_draft_a_session"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}, arrangement {self.number}"

    @property
    def version(self) -> str:
        """Which state of which arrangement somebody saw: what they send back with what they decide."""
        return f"{self.number}.{self.revision}"

    def freeze(self, at: datetime.datetime) -> None:
        """Close it to change, with the time and link that people are told now."""
        self.frozen_at = at
        self.starts_at = self.session.starts_at
        self.minutes = self.session.minutes
        self.zoom_link = self.session.join_link
        self.save(update_fields=["frozen_at", "starts_at", "minutes", "zoom_link"])

    def copy(self) -> "Arrangement":
        """A draft with the same people in the same rooms; call it with the session's row locked."""
        last = self.session.arrangements.aggregate(last=models.Max("number"))["last"]
        draft = Arrangement.objects.create(session=self.session, number=last + 1)
        Membership.objects.bulk_create(
            Membership(
                arrangement=draft,
                student_id=seat.student_id,
                group_id=seat.group_id,
                role=seat.role,
                is_pinned=seat.is_pinned,
            )
            for seat in self.memberships.all()
        )
        return draft


class MembershipQuerySet(models.QuerySet["Membership"]):
    def with_people(self, inning: Inning) -> "MembershipQuerySet":
        """Members with all that a list of people shows, room by room, leads first, then by name.

        `membership.student.enrolments_here` holds the student's one enrolment in that inning (or nothing).
        """
        here = Enrolment.objects.filter(inning=inning).select_related("module", "program", "cohort")
        return (
            self.select_related("group", "student__user")
            .prefetch_related(
                models.Prefetch("student__enrolments", queryset=here, to_attr="enrolments_here")
            )
            .order_by("group__number", "role", "student__name", "pk")
        )

    def of_student(self, student: Student, inning: Inning) -> "MembershipQuerySet":
        """Where somebody was put in an inning's sessions, by what is published, in the order of the sessions."""
        here = self.filter(student=student, arrangement=models.F("arrangement__session__published"))
        here = here.filter(arrangement__session__inning=inning, arrangement__session__cancelled_at=None)
        return here.select_related("group__session").order_by("group__session__starts_at")


class Membership(models.Model):
    """A student in a group of an arrangement: at most one, by constraint."""

    class Role(models.TextChoices):
        # In the order that a room's list shows them.
        LEAD = "a_lead", "Leads the hour"
        CO_LEAD = "b_co_lead", "Co-leads"
        MEMBER = "c_member", "Member"

    arrangement = models.ForeignKey(Arrangement, on_delete=models.CASCADE, related_name="memberships")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="memberships")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role, default=Role.MEMBER)
    is_pinned = models.BooleanField(default=False)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["arrangement", "student"], name="one_group_a_session"),
            models.UniqueConstraint(
                fields=["arrangement", "group"], condition=Q(role="a_lead"), name="one_lead_a_group"
            ),
        ]
        indexes = [models.Index(fields=["group", "arrangement"])]

    def __str__(self) -> str:
        return f"{self.student} in {self.group}"

    @property
    def enrolment_here(self) -> Enrolment | None:
        """The student's place in the session's inning, where `with_people` brought it along."""
        found: list[Enrolment] = self.student.enrolments_here  # type: ignore[attr-defined]
        return found[0] if found else None

    @property
    def leads(self) -> bool:
        return self.role in (self.Role.LEAD, self.Role.CO_LEAD)


class Absence(models.Model):
    """Said beforehand: this student won't come, so nobody mixes them."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="absences")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="absences")
    noted_at = models.DateTimeField(auto_now_add=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "student"], name="one_absence_a_session")]

    def __str__(self) -> str:
        return f"{self.student} can't come to {self.session}"


class RoomRequest(models.Model):
    """A student without a group asks for one; staff answer by placing them."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="room_requests")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="room_requests")
    message = PrivateTextField(blank=True)
    asked_at = models.DateTimeField(auto_now_add=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(fields=["session", "student"], name="one_room_request_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.student} asks for a room in {self.session}"


class Attendance(models.Model):
    """Afterwards: who came, and with whom they sat."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="attendances")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="attendances")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="attendances")
    is_present = models.BooleanField()
    recorded_at = models.DateTimeField(auto_now=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "student"], name="one_attendance_a_session")
        ]

    def __str__(self) -> str:
        return f"{self.student}: {'came' if self.is_present else 'missed'} {self.session}"
