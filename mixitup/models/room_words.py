from django.db import models

from mixitup.models.people import Student
from mixitup.models.private_text import PrivateTextField
from mixitup.models.session import Group, Session
from mixitup.models.versioned import VersionedRow


class Intention(VersionedRow):
    """One thing somebody would like to get out of a session: theirs alone until they share it with their room."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="intentions")
    student = models.ForeignKey(Student, on_delete=models.CASCADE, related_name="intentions")
    text = PrivateTextField(blank=True)
    is_shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "student"], name="one_intention_a_session")]

    def __str__(self) -> str:
        return f"{self.student}'s intention for {self.session}"


class RoomLine(models.Model):
    """What somebody added to a room's own norms, or to the list that the room makes together."""

    class Kind(models.TextChoices):
        NORM = "norm", "Norm"
        IDEA = "idea", "Idea"

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="lines")
    kind = models.CharField(max_length=4, choices=Kind)
    text = models.CharField(max_length=200)
    student = models.ForeignKey(Student, on_delete=models.SET_NULL, null=True, related_name="room_lines")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "kind", "text"], name="a_line_stands_once_on_a_list")
        ]

    def __str__(self) -> str:
        return self.text
