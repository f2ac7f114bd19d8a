from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.urls import reverse

from mixitup import staff_accounts
from mixitup.models import User


class Command(BaseCommand):
    help = "Make a staff account, or restore a removed one. They sign in with a code mailed to the address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument(
            "--name", default="", help="As colleagues know them; otherwise the address is shown."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is no e-mail address.") from None
        removed = User.objects.filter(email=email, is_staff=True, is_active=False).first()
        try:
            if removed:
                staff_accounts.restore(removed, None)
            else:
                staff_accounts.invite(email, options["name"], None)
        except staff_accounts.RefusedError as refusal:
            raise CommandError(str(refusal)) from None
        self.stdout.write(f"{email} can sign in at {settings.SITE_URL}{reverse('account_login')}")
