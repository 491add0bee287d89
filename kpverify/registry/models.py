"""Participants, authorities, zones, keys: what the trust list says of the world.

Periods have `starts_on` (inclusive) and `ends_on` (exclusive, null = open), as on the wire (docs/token.md section 3).
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class Statement(models.Model):
    """The mandatory title and statement, one row per wording.  Source: KPCS Annex I A."""

    id = models.CharField(primary_key=True, max_length=24)
    language = models.CharField(max_length=8, default="en")
    title = models.CharField(max_length=120)
    text = models.TextField()
    source = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.id


class HSCode(models.Model):
    """A Harmonized System subheading that counts as rough diamonds."""

    code = models.CharField(primary_key=True, max_length=7)
    description = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.code


class Participant(models.Model):
    """A participant of the scheme (the European Union is one)."""

    code = models.CharField(primary_key=True, max_length=2)
    name = models.CharField(max_length=120)
    official_name = models.CharField(max_length=200)
    members = models.JSONField(default=list, blank=True)
    is_counted = models.BooleanField(default=True)
    validity_days = models.PositiveSmallIntegerField(default=60)
    retention_years = models.PositiveSmallIntegerField(default=5)
    language = models.CharField(max_length=8, default="en")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT)
    local_statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    origin_list_from = models.DateField(null=True, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ParticipantPeriod(models.Model):
    """A participant's standing during a period."""

    class State(models.TextChoices):
        ACTIVE = "active"
        SUSPENDED = "suspended"
        RESTRICTED = "restricted"

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices)
    reason = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["participant", "starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")), name="period_forward"),
            models.UniqueConstraint(fields=["participant", "starts_on"], name="period_once"),
        ]


class Advisory(models.Model):
    """A warning about goods from one participant, or a notice of the Secretariat, with its source, for a period.

    `zones` limits it to goods that name one of them, or none; `do` says what to do; `words` has both in other
    languages: `{"fr": {"text", "do"}, ...}`.
    """

    class Kind(models.TextChoices):
        ADVISORY = "advisory"
        NOTICE = "notice"

    id = models.CharField(primary_key=True, max_length=40)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="advisories")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=400)
    source = models.TextField()
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.ADVISORY)
    zones = models.JSONField(default=list, blank=True)
    do = models.CharField(max_length=400, blank=True)
    words = models.JSONField(default=dict, blank=True)


class Regime(models.Model):
    """What the scheme asks of goods from one country during a period."""

    class Rule(models.TextChoices):
        NONE = "none"
        SUSPENDED = "suspended"
        ZONES_WITH_CLEARANCE = "zones_with_clearance"
        ZONES = "zones"
        VIGILANCE = "vigilance"

    origin = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="regimes")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    rule = models.CharField(max_length=24, choices=Rule.choices)
    description = models.TextField(blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["origin", "starts_on"]
        constraints = [models.UniqueConstraint(fields=["origin", "starts_on"], name="regime_once")]


class Zone(models.Model):
    """A sub-national zone that the scheme may find compliant."""

    id = models.CharField(primary_key=True, max_length=27)
    origin = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="zones")
    name = models.CharField(max_length=80)
    prefecture = models.CharField(max_length=120, blank=True)
    confidence = models.TextField(blank=True)
    source = models.TextField(blank=True)


class ZonePeriod(models.Model):
    """When a zone was compliant."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="periods")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["zone", "starts_on"], name="zone_period_once")]


class Authority(models.Model):
    """An office that issues or receives certificates: one per participant, seven for the European Union."""

    id = models.CharField(primary_key=True, max_length=11)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="authorities")
    name = models.CharField(max_length=200)
    place = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=300, blank=True)
    email = models.EmailField(blank=True)
    as_of = models.CharField(max_length=80, blank=True)
    source = models.TextField(blank=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name


class Place(models.Model):
    """A counter, desk or store of an authority: officers sit there, blank paper lies there, it may number by itself.

    `code` (one to three capital letters) stands in the numbers of its own ranges.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="places")
    code = models.CharField(max_length=3)
    name = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["authority", "code"], name="place_code_once")]

    def __str__(self) -> str:
        return self.name


class NumberRange(models.Model):
    """The certificate numbers an authority may give out in one year; `next_value` is the next one's digits.

    With a `place` only certificates prepared there take from it. A closed range gives no more numbers; those after
    `void_after`, when it is set, are never valid.
    """

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="ranges")
    place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="ranges")
    year = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=12)
    digits = models.PositiveSmallIntegerField(default=6)
    first_value = models.PositiveIntegerField(default=1)
    last_value = models.PositiveIntegerField()
    next_value = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)
    void_after = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "year", "prefix"], name="range_once"),
            # Numbers are unique for ever: no two ranges of the world share a prefix and length.
            models.UniqueConstraint(fields=["prefix", "digits"], name="range_prefix_unique"),
            models.CheckConstraint(
                condition=Q(next_value__gte=F("first_value")) & Q(next_value__lte=F("last_value") + 1),
                name="range_next_inside",
            ),
            models.CheckConstraint(
                condition=Q(void_after=None) | Q(closed_at__isnull=False, void_after__gte=F("next_value") - 1),
                name="range_void_after_given",
            ),
        ]

    @property
    def size(self) -> int:
        """How many numbers it had from the beginning."""
        return self.last_value - self.first_value + 1

    @property
    def left(self) -> int:
        """How many are left."""
        return self.last_value - self.next_value + 1

    @property
    def last_good(self) -> int:
        """The last value that can stand on a valid certificate; below `first_value` when none can."""
        return self.last_value if self.void_after is None else min(self.last_value, self.void_after)

    def number(self, value: int) -> str:
        """Write one number of this range: leading zeros belong to it."""
        return f"{self.prefix}{value:0{self.digits}d}"


class VoidNumber(models.Model):
    """A number nobody may present: lost, stolen, withdrawn or known from a fake."""

    class Reason(models.TextChoices):
        LOST = "lost"
        STOLEN = "stolen"
        WITHDRAWN = "withdrawn"
        FAKE = "fake"
        SPOILED = "spoiled"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="void_numbers")
    number = models.CharField(max_length=20, unique=True)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    note = models.TextField(blank=True)
    source = models.TextField(blank=True)
    at = models.DateTimeField()


class VoidBlank(models.Model):
    """Sheets of blank security paper nobody may present: from `first` to `last`, as printed on them."""

    class Reason(models.TextChoices):
        LOST = "lost"
        STOLEN = "stolen"
        SPOILED = "spoiled"
        WITHDRAWN = "withdrawn"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="void_blanks")
    first = models.CharField(max_length=24)
    last = models.CharField(max_length=24)
    reason = models.CharField(max_length=12, choices=Reason.choices)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["authority", "first"])]


class SigningKey(models.Model):
    """One key of one authority for one purpose, through its life; the Monitoring Team's belong to no authority."""

    class Purpose(models.TextChoices):
        CERTIFICATE = "certificate"
        STATUS = "status"
        RECEIPT = "receipt"
        # The Monitoring Team's: it clears shipments and issues nothing.
        CLEARANCE = "clearance"

    class State(models.TextChoices):
        CREATED = "created"
        ACTIVE = "active"
        RETIRED = "retired"
        DISTRUSTED = "distrusted"

    kid = models.CharField(primary_key=True, max_length=32)
    authority = models.ForeignKey(Authority, null=True, on_delete=models.PROTECT, related_name="keys")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    state = models.CharField(max_length=12, choices=State.choices, default=State.CREATED)
    public_jwk = models.JSONField()
    sealed_private = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    active_from = models.DateTimeField(null=True)
    active_to = models.DateTimeField(null=True)
    distrusted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authority", "purpose"], condition=Q(state="active"), name="one_active_key_per_purpose"
            ),
            # Null is not equal to null: the key of no authority needs a constraint of its own.
            models.UniqueConstraint(
                fields=["purpose"], condition=Q(state="active", purpose="clearance"), name="one_active_clearance_key"
            ),
            models.CheckConstraint(
                condition=Q(purpose="clearance", authority=None) | (~Q(purpose="clearance") & ~Q(authority=None)),
                name="clearance_key_of_no_authority",
            ),
            models.CheckConstraint(
                condition=~Q(state="distrusted") | Q(distrusted_at__isnull=False), name="distrusted_has_instant"
            ),
        ]

    def __str__(self) -> str:
        return self.kid

    @property
    def owner(self) -> str:
        """Whose it is, as commands name them: an authority's id, or `MONITORS`."""
        return self.authority_id or "MONITORS"


class RootKey(models.Model):
    """A key whose holders publish the trust list. In production the private half lives offline, not here."""

    kid = models.CharField(primary_key=True, max_length=32)
    holder = models.CharField(max_length=120)
    public_jwk = models.JSONField()
    sealed_private = models.BinaryField(null=True)
    created_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)


class TrustList(models.Model):
    """A published version of the trust list, byte for byte as served."""

    version = models.PositiveIntegerField(primary_key=True)
    issued_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    body = models.TextField()

    class Meta:
        ordering = ["-version"]
