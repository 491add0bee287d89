"""What officers typed and did not save: kept for them alone, in the raw fields of a form."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from kpverify.accounts.models import Officer


class UnsavedQuerySet(models.QuerySet["Unsaved"]):
    """Questions over what was typed."""

    def pending_of(self, officer: Officer) -> Self:
        """What an officer typed and neither saved nor threw away, the newest first."""
        return self.filter(officer=officer, ended_at=None).order_by("-at", "-id")

    def older_than(self, at: datetime) -> Self:
        """What nobody has touched since."""
        return self.filter(at__lt=at)


class Unsaved(models.Model):
    """The fields of one opened form, as typed; each opening of a form is a sheet of its own.

    Two tabs write two sheets, so neither overwrites the other. A sheet that was saved stays as ended, empty, so that
    what was on its way when the button was pressed does not bring it back.
    """

    officer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    sheet = models.CharField(max_length=32)
    # "new", or the id of the certificate whose draft is changed.
    form = models.CharField(max_length=36)
    fields = models.TextField(blank=True)
    # Milliseconds by the browser's clock: of two that arrive in the wrong order the later one stays.
    typed_ms = models.BigIntegerField(default=0)
    at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    objects = UnsavedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["officer", "sheet"], name="unsaved_sheet_of_officer")]
