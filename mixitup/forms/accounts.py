from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from allauth.core import context, ratelimit
from django import forms
from django.core.exceptions import ValidationError

from mixitup.forms.fields import LineField
from mixitup.models import User

TOO_MANY_CODES = (
    "Too many codes were asked for in a short time. The last one we mailed still works for 15 minutes after it was "
    "sent; otherwise wait ten minutes and ask again."
)


class SignInForm(RequestLoginCodeForm):  # type: ignore[misc]
    """Asks for an address. A wrong one is told from a right one by nothing that can be seen here."""

    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "class": "form-control"}),
        error_messages={
            "required": "Type your e-mail address.",
            "invalid": "That isn’t a whole e-mail address. It needs an @ and what follows it, like name@example.org.",
        },
    )
    is_limited = False

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].strip().lower()
        if not ratelimit.consume(context.request, action="request_login_code", key=email):
            self.is_limited = True
            raise ValidationError(TOO_MANY_CODES)
        self._user = User.objects.filter(email=email, is_active=True).first()
        return email


class CodeForm(ConfirmLoginCodeForm):  # type: ignore[misc]
    code = forms.CharField(
        label="Code from the mail",
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "class": "form-control code num",
                "autofocus": True,
            }
        ),
        error_messages={"required": "Type the eight digits from the mail."},
    )

    def clean_code(self) -> str:
        try:
            return str(super().clean_code())
        except ValidationError:
            raise ValidationError(
                "That isn’t the code in the newest mail we sent. Compare the eight digits, or ask for another code."
            ) from None


class StaffForm(forms.Form):
    """Whom to invite: an address that no student has."""

    email = forms.EmailField(
        label="E-mail address",
        max_length=254,
        error_messages={"required": "Type the address that they’ll sign in with."},
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    name = LineField(
        label="Name", max_length=120, error_messages={"required": "Type their name, as colleagues know it."}
    )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"].strip().lower())
