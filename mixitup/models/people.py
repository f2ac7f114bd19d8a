from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    def staff(self) -> "models.QuerySet[User]":
        """Who belongs to Career Development now; removed colleagues don't."""
        return self.filter(is_staff=True, is_active=True).order_by("pk")

    def with_staff_accounts(self) -> "models.QuerySet[User]":
        """Everybody who is or was staff, by name, with what their name needs."""
        return self.filter(is_staff=True).select_related("student").order_by("name", "email")

    def create_user(self, email: str, **fields: Any) -> "User":
        user = self.model(email=email.strip().lower(), **fields)
        user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """Somebody who can sign in, by e-mail alone. Staff are users without a Student."""

    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(
        max_length=120, blank=True, help_text="Staff only; a student's name is on Student."
    )
    is_staff = models.BooleanField("Career Development staff", default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_is_lower_case")
        ]

    def __str__(self) -> str:
        return self.email

    def shut_out(self) -> None:
        """No more signing in, and every session ends now: none comes back if the account ever does."""
        self.is_active = False
        self.set_unusable_password()  # sessions hang on it, although nobody has a password
        self.save(update_fields=["is_active", "password"])

    def get_full_name(self) -> str:
        student = getattr(self, "student", None)
        return student.shown_name if student else (self.name or self.email)


class StudentQuerySet(models.QuerySet["Student"]):
    def named(self) -> "StudentQuerySet":
        """By the name that people see, the same on every database."""
        return self.order_by(Lower("name"), "pk")


class Student(models.Model):
    """A person of the school, across innings. Erasing leaves the row, without user and name, for the counts."""

    user = models.OneToOneField(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="student"
    )
    name = models.CharField(max_length=120)
    preferred_name = models.CharField(max_length=80, blank=True)
    pronouns = models.CharField(max_length=40, blank=True)
    zoom_email = models.EmailField("Zoom e-mail", blank=True)
    slack_name = models.CharField("Slack name", max_length=80, blank=True)
    linkedin = models.URLField("LinkedIn", blank=True)
    is_listed = models.BooleanField("on the whole-session list", default=True)
    self_edited = models.JSONField(default=list, blank=True, help_text="Fields the student has set themself.")
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = StudentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, erased_at__isnull=True)
                | Q(user__isnull=True, erased_at__isnull=False),
                name="student_has_user_until_erased",
            )
        ]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The preferred name with the family name, or the name; "Former student" once erased."""
        if self.erased_at:
            return "Former student"
        if not self.preferred_name:
            return self.name
        family = self.name.split()[1:]
        if len(self.preferred_name.split()) > 1 or not family:
            return self.preferred_name
        return " ".join([self.preferred_name, *family])

    @property
    def first_name(self) -> str:
        return self.shown_name.split()[0] if self.shown_name else ""

    @property
    def email(self) -> str:
        return self.user.email if self.user else ""
