"""`manage.py create_officer EMAIL`: make an officer, above all the first ones of a node."""

from __future__ import annotations

import getpass
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from kpverify.accounts import invitations, mail
from kpverify.accounts.models import RoleGrant
from kpverify.accounts.services import create_officer, grant_role
from kpverify.errors import Refused

BY = "command:create_officer"


class Command(BaseCommand):
    """Asks for the password, or reads it from standard input; it never stands on the command line."""

    help = "Make an officer with roles. The password is asked for, or read from standard input with --password-stdin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask who, where and as what."""
        parser.add_argument("email")
        parser.add_argument("--name", required=True)
        parser.add_argument("--code", required=True, help="stands in every certificate they prepare or approve")
        parser.add_argument("--authority", help="id of the authority; none for the Secretariat, monitors, observers")
        parser.add_argument("--role", action="append", default=[], choices=RoleGrant.Role.values)
        parser.add_argument("--password-stdin", action="store_true")
        parser.add_argument("--invite", action="store_true", help="print an invitation, ask for no password")
        parser.add_argument("--dry-run", action="store_true", help="check everything, change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the officer and grant the roles, all or nothing."""
        now = timezone.now()
        if options["invite"]:
            self.invite(options)
            return
        password = sys.stdin.readline().rstrip("\n") if options["password_stdin"] else getpass.getpass()
        try:
            with transaction.atomic():
                officer = create_officer(
                    email=options["email"],
                    name=options["name"],
                    code=options["code"],
                    authority_id=options["authority"],
                    password=password,
                    by=BY,
                    now=now,
                )
                for role in options["role"]:
                    grant_role(officer_id=officer.pk, role=role, by=BY, now=now)
                transaction.set_rollback(options["dry_run"])
        except Refused as refused:
            raise CommandError(f"{refused.code}: {refused.message}") from refused
        made = "Would make" if options["dry_run"] else "Made"
        roles = ", ".join(options["role"]) or "no role yet"
        self.stdout.write(f"{made} {officer} with {roles}.")
        self.stdout.write("Next: they sign in at /accounts/login/, and set up their second factor there.")

    def invite(self, options: dict[str, Any]) -> None:
        """Let them choose by themselves how they sign in."""
        who = {name: options[name] for name in ("email", "name", "code")}
        try:
            with transaction.atomic():
                made, token = invitations.invite(
                    **who, authority_id=options["authority"], roles=options["role"], by=BY, now=timezone.now()
                )
                transaction.set_rollback(options["dry_run"])
        except Refused as refused:
            raise CommandError(f"{refused.code}: {refused.message}") from refused
        if options["dry_run"]:
            self.stdout.write(f"Would invite {made}.")
            return
        self.stdout.write(f"Invited {made}.\nNext: hand them this address, and nobody else:\n{mail.link_of(token)}")
