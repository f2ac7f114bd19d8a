"""Signing in: only people who are on the roster, and staff; by a code sent to their address, or by a provider that
vouches for that address. Nobody signs up."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import clear_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string

from mixitup.models import School, User
from mixitup.outgoing import send_soon

# The address that a person typed last, so that they never type it twice.
TYPED_EMAIL = "sign_in_email"


def school_mail(template: str, email: str, context: dict[str, Any]) -> EmailMultiAlternatives:
    """A mail from `<template>_subject.txt`, `_message.txt` and `_message.html`, with the school's words around it."""
    context = {"school": School.load(), "site_url": settings.SITE_URL, "email": email, **context}
    subject = " ".join(render_to_string(f"{template}_subject.txt", context).split())
    message = EmailMultiAlternatives(
        subject, render_to_string(f"{template}_message.txt", context), to=[email]
    )
    message.attach_alternative(render_to_string(f"{template}_message.html", context), "text/html")
    return message


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def generate_login_code(self) -> str:
        code = super().generate_login_code()
        return f"{code[:4]} {code[4:]}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """After the answer, not before it: how long that takes must not tell whether the address is known."""
        send_soon(school_mail(template_prefix, email, {"code": context["code"]}))

    def pretend_to_send_code(self, email: str) -> None:
        """What is done for an address that nobody has: the same work, and no mail."""
        school_mail("account/email/login_code", email, {"code": self.generate_login_code()})

    def login(self, request: HttpRequest, user: User) -> None:
        """From here on it's a session of weeks, and it needs nothing of how it began: no address, no service."""
        clear_authentication_records(request)
        request.session.pop(TYPED_EMAIL, None)
        request.session.set_expiry(None)
        super().login(request, user)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Our pages say in their own words what the library would announce."""

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """They were removed between asking for the code and typing it."""
        messages.warning(request, not_on_the_roster())
        return redirect("account_login")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Only an address that the provider has verified counts, and only if somebody here has it.

        Nothing of the provider's is kept: each time anew, the address alone decides who it is.
        """
        verified = [address.email.lower() for address in sociallogin.email_addresses if address.verified]
        user = User.objects.filter(email__in=verified, is_active=True).first()
        if user is None or sociallogin.state.get("process") != "login":
            messages.warning(request, not_on_the_roster(verified))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.user = user

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        messages.warning(
            request,
            f"Signing in with {provider.name} didn’t work this time. Try again, or let us mail you a code.",
        )
        raise ImmediateHttpResponse(redirect("account_login"))


def not_on_the_roster(addresses: list[str] | None = None) -> str:
    """Why somebody who has proved an address still can't come in, and whom to ask."""
    school = School.load()
    who = f"{school.contact_name} ({school.contact_email})" if school.contact_email else school.contact_name
    which = " or ".join(addresses) if addresses else "That address"
    return f"{which} isn’t on the roster of {school.name}. If it should be, write to {who}."
