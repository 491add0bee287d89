"""`manage.py check_audit`: was the log changed behind our back?"""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kpverify.audit.models import AuditEntry
from kpverify.audit.services import check_chain


class Command(BaseCommand):
    """Reads every entry; exits with 1 when one does not fit."""

    help = "Check that no entry of the audit log was changed, removed or put in between."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell what was found, and what to do."""
        if wrong := check_chain():
            raise CommandError("\n".join([*wrong, "Keep this database as evidence, and compare it with the backups."]))
        self.stdout.write(f"The audit log is whole: {AuditEntry.objects.count()} entries.")
