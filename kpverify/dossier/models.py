"""The files behind a certificate: rows here, bytes in a store of their own under random names."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kpverify.certificates.models import Certificate


class DossierFile(models.Model):
    """One file. Its bytes never change; taking it away marks it, and keeps it until the retention period ends.

    `name` is what the officer's file was called: shown, and never part of a path.
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", _("Invoice")
        PURCHASE = "purchase", _("Purchase slip")
        PHOTOGRAPH = "photograph", _("Photograph")
        VALUATION = "valuation", _("Valuation")
        PRODUCTION_BOOK = "production-book", _("Production book")
        EXPORT_DATA = "export-data", _("Export data")
        IMPORT_CERTIFICATE = "import-certificate", _("Certificate of the import")
        G7_EVIDENCE = "g7-evidence", _("Evidence of origin under the G7 rules")
        DUE_DILIGENCE = "due-diligence", _("Evidence of due diligence")
        OTHER = "other", _("Other")

    class Scan(models.TextChoices):
        CLEAN = "clean", _("Checked for viruses")
        NOT_SCANNED = "not-scanned", _("Not checked for viruses")
        QUARANTINED = "quarantined", _("In quarantine")
        INFECTED = "infected", _("Infected")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="files")
    authority = models.ForeignKey("registry.Authority", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=80, db_index=True)
    # The file of the certificate this one's replaces, which has the same bytes in the store.
    copy_of = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="copies")
    thumbnail = models.BinaryField(null=True)
    scan = models.CharField(max_length=12, choices=Scan.choices)
    scanned_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_for = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["added_at", "id"]
        indexes = [
            models.Index(fields=["authority", "size"], name="dossier_room"),
            models.Index(fields=["scan", "scanned_at"], name="dossier_to_scan"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_for="")),
                name="withdrawn_by_someone_for_something",
            ),
            models.UniqueConstraint(fields=["stored_as"], condition=Q(copy_of=None), name="dossier_stored_once"),
            models.UniqueConstraint(
                fields=["certificate", "sha256"], condition=Q(withdrawn_at=None), name="dossier_file_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
