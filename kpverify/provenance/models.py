"""What stands behind certificates: purchase slips, import certificates, production, stocktakes, explanations.

Nothing is deleted: what is taken off is marked, and every change stands in the audit log with what was there before.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpverify.certificates.models import Certificate
from kpverify.provenance.slip_keys import number_key


class PurchaseSlip(models.Model):
    """A purchase slip (bordereau d'achat): one sale by a digger or collector, before the export.

    `zone` is an id as in the trust list (`CF-CARNOT`), also of a zone that is on no list; `produced_on` is the day the
    stones were found, which decides whether the zone was compliant. `number_key` is the number as it is compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="slips")
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=40)
    number_key = models.CharField(max_length=80, editable=False)
    seller = models.CharField(max_length=120)
    permit = models.CharField(max_length=60, blank=True)
    zone = models.CharField(max_length=27)
    produced_on = models.DateField()
    hs = models.CharField(max_length=7)
    carats = models.DecimalField(max_digits=11, decimal_places=2)
    usd = models.DecimalField(max_digits=11, decimal_places=2)
    version = models.PositiveIntegerField(default=1)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "number", "id"]
        indexes = [
            models.Index(fields=["number_key"], name="slip_number_key"),
            models.Index(fields=["produced_on", "zone"], name="slip_stones"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "number"], condition=Q(removed_at=None), name="slip_once_per_certificate"
            ),
            models.CheckConstraint(condition=Q(carats__gt=0) & Q(usd__gte=0), name="slip_bought_something"),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(removed_by__isnull=False), name="slip_removed_by_someone"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def save(self, **options: Any) -> None:
        """Write the row, with its number as it is compared."""
        self.number_key = number_key(self.number)
        if (names := options.get("update_fields")) is not None:
            options["update_fields"] = {*names, "number_key"}
        super().save(**options)


class ImportCertificate(models.Model):
    """A foreign certificate with which goods came in, entered once; exports draw from it (`ImportUse`).

    `origins` are the countries of mining origin it names, none for a mixture that is not disclosed.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    number = models.CharField(max_length=20)
    issuer = models.CharField(max_length=2)
    imported_on = models.DateField()
    origins = models.JSONField(default=list)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-imported_on", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "number"], condition=Q(removed_at=None), name="import_certificate_once"
            )
        ]

    def __str__(self) -> str:
        return self.number


class ImportLine(models.Model):
    """One line of goods of an import certificate."""

    imported = models.ForeignKey(ImportCertificate, on_delete=models.CASCADE, related_name="lines")
    hs = models.CharField(max_length=7)
    carats = models.DecimalField(max_digits=11, decimal_places=2)
    usd = models.DecimalField(max_digits=11, decimal_places=2)

    class Meta:
        ordering = ["hs"]
        constraints = [
            models.UniqueConstraint(fields=["imported", "hs"], name="import_line_once"),
            models.CheckConstraint(condition=Q(carats__gt=0) & Q(usd__gte=0), name="import_line_of_something"),
        ]


class ImportUse(models.Model):
    """So many carats of an import certificate's line leave with this certificate.

    `paper` is the SHA-256, in hex, of the file in the dossier that shows the import certificate.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="import_uses")
    imported = models.ForeignKey(ImportCertificate, on_delete=models.PROTECT, related_name="uses")
    hs = models.CharField(max_length=7)
    carats = models.DecimalField(max_digits=11, decimal_places=2)
    paper = models.CharField(max_length=64, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["added_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["certificate", "imported", "hs"], condition=Q(removed_at=None), name="import_use_once"
            ),
            models.CheckConstraint(condition=Q(carats__gt=0), name="import_use_of_something"),
        ]


class Production(models.Model):
    """What was mined in the authority's own country in a period; both days are inside."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()
    hs = models.CharField(max_length=7)
    carats = models.DecimalField(max_digits=11, decimal_places=2)
    usd = models.DecimalField(max_digits=11, decimal_places=2)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    removed_at = models.DateTimeField(null=True)
    removed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-starts_on", "hs"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="production_ends_after_start"),
            models.CheckConstraint(condition=Q(carats__gt=0) & Q(usd__gte=0), name="production_of_something"),
        ]


class Stocktake(models.Model):
    """What lay in the country on a day, confirmed by two: the ledger begins there, or begins anew."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    # The stock at the beginning of this day: what moves on it, moves after the count.
    on = models.DateField()
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-confirmed_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(confirmed_by=F("proposed_by")), name="stocktake_by_two_different_officers"
            )
        ]


class StocktakeLine(models.Model):
    """One pool of a stocktake; `origins` are codes with blanks between, empty for a mixture not disclosed."""

    stocktake = models.ForeignKey(Stocktake, on_delete=models.CASCADE, related_name="lines")
    hs = models.CharField(max_length=7)
    origins = models.CharField(max_length=60, blank=True)
    carats = models.DecimalField(max_digits=11, decimal_places=2)
    usd = models.DecimalField(max_digits=11, decimal_places=2)

    class Meta:
        ordering = ["hs", "origins"]


class Explanation(models.Model):
    """Why more of a pool leaves than came in: told by one officer, accepted or declined by another.

    It explains a shortfall of up to `carats`, from the stocktake in force until the next one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    stocktake = models.ForeignKey(Stocktake, on_delete=models.PROTECT, related_name="+")
    hs = models.CharField(max_length=7)
    origins = models.CharField(max_length=60, blank=True)
    carats = models.DecimalField(max_digits=20, decimal_places=2)
    reason = models.CharField(max_length=300)
    told_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    is_accepted = models.BooleanField(null=True)

    class Meta:
        ordering = ["-told_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("told_by")),
                name="explanation_by_two_different_officers",
            )
        ]
