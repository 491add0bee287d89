"""`manage.py invite_again EMAIL`: a new way in for an officer who lost everything, where no letter reaches them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from kpverify.accounts import invitations, mail
from kpverify.accounts.models import Officer
from kpverify.errors import Refused

BY = "command:invite_again"


class Command(BaseCommand):
    """Only who has the node's own shell may do this: the address it prints lets its reader in."""

    help = "Reset how an officer signs in, and print the address of their new way in. It works once, for three days."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whom."""
        parser.add_argument("email")
        parser.add_argument("--dry-run", action="store_true", help="check everything, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Reset, and print."""
        officer = Officer.objects.filter(email=options["email"].lower()).first()
        if officer is None:
            raise CommandError(f"no-officer: There is no officer with the address {options['email']}.")
        try:
            with transaction.atomic():
                _made, token = invitations.reset(officer_id=officer.pk, by=BY, now=timezone.now())
                transaction.set_rollback(options["dry_run"])
        except Refused as refused:
            raise CommandError(f"{refused.code}: {refused.message}") from refused
        if options["dry_run"]:
            self.stdout.write(f"Would reset how {officer} signs in.")
            return
        self.stdout.write(f"Reset how {officer} signs in: password, second factors and sessions are gone.")
        self.stdout.write(f"Next: hand them this address, and nobody else:\n{mail.link_of(token)}")
