from django.db import models

from mixitup.models import Enrolment, Page


class TicketQuestion(models.Model):
    """One question of a lesson's own exit ticket. A lesson without any uses the form that its page links to."""

    class Kind(models.TextChoices):
        SHORT = "short", "Short text"
        LONG = "long", "Long text"
        SCALE = "scale", "Scale, 1 to 5"
        CHOICE = "choice", "Choice"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="ticket_questions")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField("question", max_length=300)
    choices = models.TextField(blank=True, help_text="For a choice: one a line.")
    is_required = models.BooleanField("has to be answered", default=True)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.text

    @property
    def options(self) -> list[str]:
        if self.kind == self.Kind.SCALE:
            return ["1", "2", "3", "4", "5"]
        return [line.strip() for line in self.choices.splitlines() if line.strip()]


class Ticket(models.Model):
    """An exit ticket handed in. `answers` maps a question's id to its answer; staff read it, and the page says so.

    `is_reported` marks the student's word that the school's external form was sent: no answers are here then.
    """

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict, blank=True)
    is_reported = models.BooleanField(default=False)
    handed_in_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["enrolment", "page"], name="one_ticket_a_lesson")]

    def __str__(self) -> str:
        return f"Exit ticket of {self.page}"
