import datetime
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from mixitup.models.people import Student
from mixitup.models.school import Cohort, Inning, Module, Program


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def active(self) -> "EnrolmentQuerySet":
        """Who is mixed: in the inning now, neither paused nor gone."""
        return self.filter(status=Enrolment.Status.ACTIVE, student__erased_at=None)

    def there(self) -> "EnrolmentQuerySet":
        """Who belongs to the inning, a pause included: neither left nor graduated."""
        return self.filter(status__in=[Enrolment.Status.ACTIVE, Enrolment.Status.PAUSED])

    def gone(self) -> "EnrolmentQuerySet":
        """Who left or graduated; they are those of the inning that it happened in."""
        return self.filter(status__in=[Enrolment.Status.GRADUATED, Enrolment.Status.LEFT])

    def by_status(self) -> list[tuple[str, int]]:
        """(status in words, how many), in the order of the statuses."""
        counts = dict(self.order_by().values_list("status").annotate(models.Count("pk")))
        return [(status.label.lower(), counts[status]) for status in Enrolment.Status if status in counts]

    def current_of(self, student: Student, today: datetime.date) -> "Enrolment | None":
        """The student's enrolment in the inning running today (between innings: the next one's, or the last's)."""
        inning = Inning.objects.current_on(today)
        rows = self.with_details().select_related("inning").filter(student=student, inning=inning)
        return rows.first() if inning else None

    def with_place(self) -> "EnrolmentQuerySet":
        """With module, program and cohort for many: three queries, and one object for all that share it."""
        return self.prefetch_related("module", "program", "cohort")

    def with_details(self) -> "EnrolmentQuerySet":
        return self.select_related("student__user", "module", "program", "cohort")

    def for_list(self, inning: Inning, words: str = "", **narrowed: Any) -> "EnrolmentQuerySet":
        """The people of an inning as staff look through them: by name, each word found in a name or the address.

        `narrowed` are equalities such as module=, program=, cohort=, status=.
        """
        found = self.filter(inning=inning, student__erased_at=None, **narrowed)
        for word in words.split():
            found = found.filter(
                Q(student__name__icontains=word)
                | Q(student__preferred_name__icontains=word)
                | Q(student__user__email__icontains=word)
            )
        return found.with_details().order_by(Lower("student__name"), "pk")


class Enrolment(models.Model):
    """A student in an inning. Past innings stay true when people move up."""

    class Status(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        GRADUATED = "graduated", "Graduated"
        LEFT = "left", "Left"

    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="enrolments")
    inning = models.ForeignKey(Inning, on_delete=models.PROTECT, related_name="enrolments")
    module = models.ForeignKey(Module, on_delete=models.PROTECT, related_name="+")
    program = models.ForeignKey(Program, on_delete=models.PROTECT, related_name="+")
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="enrolments")
    status = models.CharField(max_length=10, choices=Status, default=Status.ACTIVE)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["student", "inning"], name="one_enrolment_per_inning")]
        indexes = [models.Index(fields=["inning", "status"])]

    def __str__(self) -> str:
        return f"{self.student} in {self.inning}"

    @property
    def is_gone(self) -> bool:
        """Whether the student left or graduated in this inning."""
        return self.status in (self.Status.GRADUATED, self.Status.LEFT)
