"""Blank security paper: what was received, where it lies, and what became of each sheet.

Sheets are counted in runs, from `first` to `last`, never one row a sheet: a batch of 100,000 is two rows when it comes,
and grows by one for each sheet that leaves the stock. At any time the stacks and the fates of a batch that hold (not
`undone_at`) cover every sheet of it once (docs/adr/0021-paper.md).
"""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from kpverify.certificates.models import Certificate
from kpverify.registry.models import Authority, Place


class Run(models.Model):
    """Some sheets of one batch that follow one another; the values are the digits of their serials."""

    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        abstract = True

    @property
    def sheets(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


class Batch(Run):
    """A delivery: from the first to the last serial, as printed on the sheets."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="batches")
    prefix = models.CharField(max_length=15, blank=True)
    digits = models.PositiveSmallIntegerField()
    supplier = models.CharField(max_length=120)
    received_on = models.DateField()
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    counted = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["received_on", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="batch_forward")]

    def __str__(self) -> str:
        return f"{self.serial(self.first)} – {self.serial(self.last)}"

    def serial(self, value: int) -> str:
        """Write one serial: leading zeros belong to it."""
        return f"{self.prefix}{value:0{self.digits}d}"


class Stack(Run):
    """Sheets in stock, where they lie; the next one to be used is the first."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="stacks")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="stacks")

    class Meta:
        ordering = ["batch__received_on", "batch", "first"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "first"], name="stack_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="stack_forward"),
        ]


class Fate(Run):
    """What became of sheets that left the stock: `used` names its certificate, everything else its reason."""

    class Kind(models.TextChoices):
        USED = "used"
        SPOILED = "spoiled"
        LOST = "lost"
        STOLEN = "stolen"
        DESTROYED = "destroyed"

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="fates")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    certificate = models.ForeignKey(Certificate, null=True, on_delete=models.PROTECT, related_name="sheets")
    reason = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Found again: the sheets went back into the stock at this instant.
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["batch", "kind"], name="fate_of_kind"),
            models.Index(fields=["batch", "first"], name="fate_of_sheet"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="fate_forward"),
            models.UniqueConstraint(fields=["batch", "first"], condition=Q(undone_at=None), name="sheet_leaves_once"),
            models.UniqueConstraint(fields=["certificate"], condition=Q(kind="used"), name="one_sheet_a_certificate"),
            models.CheckConstraint(
                condition=~Q(kind="used") | Q(certificate__isnull=False, first=F("last")), name="used_for_something"
            ),
            models.CheckConstraint(condition=Q(kind="used") | ~Q(reason=""), name="left_for_a_reason"),
        ]


class StockTake(models.Model):
    """A count of what lies at a place, beside what should have lain there."""

    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="stock_takes")
    counted = models.PositiveIntegerField()
    expected = models.PositiveIntegerField()
    explanation = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(counted=F("expected")) | ~Q(explanation=""), name="difference_explained")
        ]


class Stationery(models.Model):
    """How an authority's certificates come onto paper."""

    authority = models.OneToOneField(Authority, primary_key=True, on_delete=models.PROTECT, related_name="stationery")
    # Certificates are printed on numbered sheets that are accounted for here.
    takes_stock = models.BooleanField(default=False)
    # The serial printed on a sheet is the number of the certificate on it.
    serial_is_number = models.BooleanField(default=False)


class PrintProfile(models.Model):
    """Where a place's printer puts things: measured with the test page, remembered for the next print."""

    class Paper(models.TextChoices):
        A4 = "a4"
        LETTER = "us-letter"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="print_profiles")
    # Null: for every place without one of its own.
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, related_name="print_profiles")
    paper = models.CharField(max_length=12, choices=Paper.choices, default=Paper.A4)
    right_mm = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal("0"))
    down_mm = models.DecimalField(max_digits=4, decimal_places=1, default=Decimal("0"))
    scale_percent = models.DecimalField(max_digits=5, decimal_places=2, default=Decimal("100"))
    # What stands on the sheet already, and is left out.
    has_title = models.BooleanField(default=False)
    has_lines = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "place"], name="one_profile_a_place"),
            models.UniqueConstraint(fields=["authority"], condition=Q(place=None), name="one_profile_elsewhere"),
        ]
