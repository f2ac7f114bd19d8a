"""Who belongs to Career Development here: invited, removed and restored by one another, never down to nobody."""

import smtplib
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.http import urlencode

from mixitup.accounts import school_mail
from mixitup.models import Change, User


class RefusedError(Exception):
    """What was asked can't be done; the text says why and what to do, for the person who asked."""


def invite(email: str, name: str, actor: User | None) -> User:
    """A new staff account. `actor` is None on the command line. Raises `RefusedError` if somebody has the address."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(email, name=name, is_staff=True)
            _record("staff.invited", user, actor)
    except IntegrityError:  # the address is taken, perhaps since a moment ago
        raise RefusedError(_why_taken(User.objects.get(email=email))) from None
    return user


def remove(user: User, actor: User) -> None:
    """Shut a colleague out, at once and everywhere. Raises `RefusedError` for oneself and for the last one."""
    with transaction.atomic():
        staff = _locked_staff()
        if actor not in staff:
            raise RefusedError("Your own account was removed in the meantime.")
        if user == actor:
            raise RefusedError("You can’t remove yourself. A colleague can.")
        if user in staff:
            user.shut_out()
            _record("staff.removed", user, actor)


def restore(user: User, actor: User | None) -> None:
    """Let a removed colleague in again; they sign in anew."""
    with transaction.atomic():
        staff = _locked_staff()
        if actor and actor not in staff:
            raise RefusedError("Your own account was removed in the meantime.")
        if user not in staff:
            user.is_active = True
            user.save(update_fields=["is_active"])
            _record("staff.restored", user, actor)


def mail_invitation(user: User, inviter: User) -> None:
    """Raises `RefusedError` when the mail can't leave; the account is there all the same."""
    sign_in_link = f"{settings.SITE_URL}{reverse('account_login')}?{urlencode({'email': user.email})}"
    context = {"name": user.name, "inviter": inviter.get_full_name(), "sign_in_link": sign_in_link}
    try:
        school_mail("account/email/staff_invitation", user.email, context).send()
    except (smtplib.SMTPException, OSError) as error:
        raise RefusedError(
            f"The invitation to {user.email} could not be mailed ({error}). The account is there: mail the invitation "
            f"again later, or tell them to sign in at {sign_in_link}"
        ) from error


def _locked_staff() -> list[User]:
    """All who are staff now. Two who act at once wait for one another here."""
    return list(User.objects.staff().select_for_update())


def _why_taken(known: User) -> str:
    if not known.is_staff:
        return f"{known.get_full_name()} has this address on the roster. A staff account needs another one."
    if known.is_active:
        return f"{known.get_full_name()} is staff already."
    return f"{known.get_full_name()} was removed earlier. Restore them in the list of removed accounts."


def _record(verb: str, user: User, actor: User | None) -> None:
    after: dict[str, Any] = {"user": user.pk, "email": user.email}
    Change.objects.create(actor=actor, verb=verb, subject=user.get_full_name(), after=after)
