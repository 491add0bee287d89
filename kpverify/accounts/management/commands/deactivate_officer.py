"""`manage.py deactivate_officer EMAIL`: let an officer leave, or stop whoever has their password."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.accounts.services import deactivate_officer
from kpverify.errors import Refused

BY = "command:deactivate_officer"


class Command(BaseCommand):
    """What they did stays recorded in their name."""

    help = "End every role and session of an officer at once. Their certificates and their entries in the log stay."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask whom."""
        parser.add_argument("email")
        parser.add_argument("--dry-run", action="store_true", help="check everything, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Deactivate them."""
        officer = Officer.objects.filter(email=options["email"].lower()).first()
        if officer is None:
            raise CommandError(f"no-officer: There is no officer with the address {options['email']}.")
        try:
            with transaction.atomic():
                deactivate_officer(officer_id=officer.pk, by=BY, now=timezone.now())
                transaction.set_rollback(options["dry_run"])
        except Refused as refused:
            raise CommandError(f"{refused.code}: {refused.message}") from refused
        verb = "Would end" if options["dry_run"] else "Ended"
        self.stdout.write(f"{verb} every role and session of {officer}.")
        self.stdout.write(f"Next: look through the log (/secretariat/log/) for what {officer.actor} did.")
