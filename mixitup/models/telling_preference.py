from django.db import models

from mixitup.models.people import Student


class TellingPreference(models.Model):
    """How a student is reached beyond the mails about their room; without a row, as the defaults say."""

    student = models.OneToOneField(Student, on_delete=models.CASCADE, related_name="telling_preference")
    wants_reminders = models.BooleanField(default=True)
    calendar_serial = models.PositiveIntegerField(
        default=1, help_text="Part of the secret calendar address; counting it up ends the old address."
    )

    def __str__(self) -> str:
        return f"How {self.student} is reached"
