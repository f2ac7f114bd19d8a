from django.db import models

from mixitup.models.people import Student
from mixitup.models.private_text import PrivateJSONField
from mixitup.models.session import Session


def no_answers() -> list[int]:
    return [0, 0, 0, 0, 0]


class Pulse(models.Model):
    """Whether a session was worth its hour, as one tally: nothing in it tells who said what, or when.

    `counts` holds how many gave 1, 2, 3, 4 and 5; `comments` {"lines": […]} in alphabetical order.
    """

    session = models.OneToOneField(Session, on_delete=models.CASCADE, related_name="pulse")
    counts = models.JSONField(default=no_answers)
    comments = PrivateJSONField(blank=True, default=dict)

    def __str__(self) -> str:
        return f"How {self.session} was"


class PulseMark(models.Model):
    """That somebody has answered, and nothing else."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="pulse_marks")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="pulse_marks")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "student"], name="one_answer_a_session")]

    def __str__(self) -> str:
        return f"{self.student} said how {self.session} was"
