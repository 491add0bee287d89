"""What was certified before, in narrow rows, and how it was distributed.

`refreshing.py` keeps it, `history.py` reads it.
"""

from __future__ import annotations

from django.db import models

from kpverify.certificates.models import Certificate
from kpverify.compliance import facts
from kpverify.registry.models import Authority


class PastParcel(models.Model):
    """One shipment that was certified: technical certificates and revoked ones are none."""

    certificate = models.OneToOneField(Certificate, on_delete=models.CASCADE, related_name="past_parcel")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    issued_at = models.DateTimeField(db_index=True)
    # In one form: `texts.key_of`.
    exporter = models.CharField(max_length=120)
    carats = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        indexes = [
            # Both hold all that is asked of them.
            models.Index(fields=["authority", "issued_at", "carats"], name="past_of_days"),
            models.Index(fields=["authority", "exporter", "-carats"], name="past_of_exporter"),
        ]

    def __str__(self) -> str:
        return f"{self.certificate_id}: {self.carats} ct"


class PastLine(models.Model):
    """One line of goods of a shipment with one country of mining origin."""

    parcel = models.ForeignKey(PastParcel, on_delete=models.CASCADE, related_name="lines")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    origin = models.CharField(max_length=2)
    hs = models.CharField(max_length=7)
    carats = models.DecimalField(max_digits=20, decimal_places=2)
    usd_per_carat = models.DecimalField(max_digits=20, decimal_places=2)

    class Meta:
        indexes = [models.Index(fields=["authority", "origin", "hs"], name="past_lines_of")]

    def __str__(self) -> str:
        return f"{self.origin} {self.hs}: {self.carats} ct"


class Figure(models.TextChoices):
    """What is distributed: of lines, of whole shipments, and of thirty days together."""

    USD_PER_CARAT = "usd_per_carat"
    CARATS = "carats"
    SHIPMENT = "shipment"
    MONTH = "month"


class PastSpread(models.Model):
    """How one figure of one authority was distributed; origin and HS code are empty where they do not part it."""

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    figure = models.CharField(max_length=16, choices=Figure.choices)
    origin = models.CharField(max_length=2, blank=True)
    hs = models.CharField(max_length=7, blank=True)
    # Zero while there are too few to speak; then the others say nothing.
    many = models.PositiveIntegerField(default=0)
    low = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    quarter = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    median = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    three_quarters = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    high = models.DecimalField(max_digits=20, decimal_places=2, default=0)
    # Parcels came or went since it was counted.
    is_stale = models.BooleanField(default=True)
    counted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "origin", "hs", "figure"], name="past_spread_once"),
        ]

    def __str__(self) -> str:
        return f"{self.authority_id} {self.figure} {self.origin} {self.hs}"

    @property
    def spread(self) -> facts.Spread | None:
        """Give it as the rules see it; None while there is too little."""
        if not self.many:
            return None
        return facts.Spread(self.many, self.low, self.quarter, self.median, self.three_quarters, self.high)
