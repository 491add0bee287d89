"""Lists, their loads, their entries with names to find them by, and what people decided about those they are like."""

from __future__ import annotations

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from kpverify.accounts.models import Officer
from kpverify.registry.models import Authority


class SanctionsList(models.Model):
    """One list, of one publisher, in the form in which that publisher gives it out."""

    class Kind(models.TextChoices):
        """Which list; each has its reader in `reading/`."""

        OFAC = "ofac", "OFAC SDN (United States)"
        EU = "eu", "EU consolidated list"
        UN = "un", "UN Security Council consolidated list"
        OPENSANCTIONS = "opensanctions", "OpenSanctions targets"
        SEED = "seed", "Diamond-related names (built in)"

    kind = models.CharField(max_length=16, primary_key=True, choices=Kind.choices)

    def __str__(self) -> str:
        return self.get_kind_display()


class ListLoad(models.Model):
    """One file, or set of files, of a list: read whole, then compared with what is in force, then in force itself."""

    class State(models.TextChoices):
        """What became of it; `staged` is the only one with steps left."""

        STAGED = "staged"
        IN_FORCE = "in-force"
        SUPERSEDED = "superseded"
        REFUSED = "refused"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sanctions_list = models.ForeignKey(SanctionsList, on_delete=models.PROTECT, related_name="loads")
    # The day the publisher made it, as the file says; OFAC's files say none.
    list_date = models.DateField(null=True)
    sha256 = models.CharField(max_length=64)
    files = models.JSONField(default=list)
    loaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    loaded_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.STAGED)
    in_force_at = models.DateTimeField(null=True)
    # Entries in the file, and how many of them were taken in so far.
    total = models.PositiveIntegerField()
    cursor = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    removed = models.PositiveIntegerField(default=0)
    # Changed entries that can hardly be found any more (`removals.py`).
    weaker = models.PositiveIntegerField(default=0)
    # Why it takes two people of the Secretariat (`removals.why_second`), and who they were.
    waits_for = models.JSONField(default=dict, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-loaded_at"]
        constraints = [
            models.UniqueConstraint(fields=["sanctions_list"], condition=Q(state="in-force"), name="one_load_in_force"),
            models.UniqueConstraint(fields=["sanctions_list"], condition=Q(state="staged"), name="one_load_staged"),
            # Whatever the code above it does: nobody confirms what they proposed.
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | (Q(proposed_by__isnull=False) & ~Q(confirmed_by=F("proposed_by"))),
                name="load_confirmed_by_a_second",
            ),
        ]

    @property
    def day(self) -> str:
        """The day by which people know it: the publisher's, or that of loading."""
        return (self.list_date or self.loaded_at.date()).isoformat()


class Entry(models.Model):
    """One version of one entry of a list; a change in the file is a new row."""

    sanctions_list = models.ForeignKey(SanctionsList, on_delete=models.PROTECT, related_name="entries")
    # As the publisher numbers it.
    uid = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=500)
    programmes = models.JSONField(default=list)
    # Names, addresses, countries and remarks as the file has them (`reading/entry.py`).
    facts = models.JSONField()
    hash = models.CharField(max_length=64)
    first_load = models.ForeignKey(ListLoad, on_delete=models.PROTECT, related_name="brought")
    removed_by = models.ForeignKey(ListLoad, null=True, on_delete=models.PROTECT, related_name="took")
    replaces = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="replaced_by")
    is_current = models.BooleanField(default=False)
    # It replaces one that was found more easily.
    is_weaker = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sanctions_list", "uid"], condition=Q(is_current=True), name="one_current_entry"
            ),
            models.UniqueConstraint(fields=["first_load", "uid"], name="one_entry_per_load"),
        ]
        indexes = [models.Index(fields=["sanctions_list", "uid"], name="entry_by_uid")]

    def __str__(self) -> str:
        return self.name


class StagedEntry(models.Model):
    """An entry of a load that is not in force yet; thrown away when it is."""

    load = models.ForeignKey(ListLoad, on_delete=models.CASCADE, related_name="staged")
    place = models.PositiveIntegerField()
    uid = models.CharField(max_length=120)
    hash = models.CharField(max_length=64)
    facts = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["load", "place"], name="staged_place_once"),
            models.UniqueConstraint(fields=["load", "uid"], name="staged_uid_once"),
        ]


class Name(models.Model):
    """One name or address of an entry, as it is compared."""

    class Kind(models.TextChoices):
        """What it is."""

        NAME = "name"
        ALIAS = "alias"
        ADDRESS = "address"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="names")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    text = models.CharField(max_length=500)
    # What it is sifted by before it is compared (`sifting.outline`); empty for an address.
    outline = models.TextField(default="")
    quality = models.CharField(max_length=16, blank=True)


class NameKey(models.Model):
    """A key a name can be found by (`keys.py`): 64 bits of a hash, for there are millions."""

    key = models.BigIntegerField()
    name = models.ForeignKey(Name, on_delete=models.CASCADE, db_index=False, related_name="keys")

    class Meta:
        indexes = [
            models.Index(fields=["key", "name"], name="names_by_key"),
            models.Index(fields=["name"], name="keys_of_name"),
        ]


class CommonKey(models.Model):
    """A key with so many names that it finds nobody alone; counted when a load comes into force."""

    key = models.BigIntegerField(primary_key=True)
    many = models.PositiveIntegerField()


class PairQuerySet(models.QuerySet["OpenHit"]):
    """Questions over many hits."""

    def visible_to(self, officer: Officer) -> Self:
        """Only those of the officer's own authority."""
        return self.filter(authority_id=officer.authority_id) if officer.authority_id else self.none()

    def to_decide(self) -> Self:
        """Those nobody has decided about, the likeliest first."""
        return self.filter(decided_at=None, gone_at=None).order_by("-score", "found_at", "pk")

    def unlisted(self) -> Self:
        """Those whose entry was taken off its list: the newest version of each, decided or not."""
        kind, uid = OuterRef("entry__sanctions_list"), OuterRef("entry__uid")
        listed = Entry.objects.filter(sanctions_list=kind, uid=uid, is_current=True)
        newer = OpenHit.objects.filter(
            authority=OuterRef("authority"),
            party_key=OuterRef("party_key"),
            entry__sanctions_list=kind,
            entry__uid=uid,
            entry_id__gt=OuterRef("entry"),
        )
        return self.filter(~Exists(listed), ~Exists(newer), entry__removed_by__isnull=False)


class OpenHit(models.Model):
    """A party of an authority that is like an entry: it waits in the queue until somebody decides.

    One per pair, however many certificates name the party; `places` are where it was found.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="screening_hits")
    # `names.pair_key`: the party's name as it is compared, and its country.
    party_key = models.CharField(max_length=64)
    party_name = models.CharField(max_length=500)
    party_country = models.CharField(max_length=2, blank=True)
    party_address = models.CharField(max_length=500, blank=True)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="hits")
    matched_name = models.CharField(max_length=500)
    # 0 to 100.
    score = models.PositiveSmallIntegerField()
    # `code` and `values` of each reason; `reasons.say` puts them in words.
    reasons = models.JSONField()
    # The pieces that speak for it (`evidence.py`), of all places together; a decision takes them over.
    evidence = models.JSONField(default=list)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    # The entry is on no list any more, or the party is like it no more.
    gone_at = models.DateTimeField(null=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "party_key", "entry"], name="one_hit_per_pair"),
        ]
        indexes = [
            models.Index(fields=["authority", "-score"], condition=Q(decided_at=None, gone_at=None), name="hits_open")
        ]


class HitPlace(models.Model):
    """Where a hit was found: `certificate:<id>` or `party:<id>`, which entry of it, and who wrote it."""

    hit = models.ForeignKey(OpenHit, on_delete=models.CASCADE, related_name="places")
    subject = models.CharField(max_length=80)
    field = models.CharField(max_length=60)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hit", "subject", "field"], name="hit_place_once")]
        indexes = [models.Index(fields=["subject"], name="hits_of_subject")]


class Decision(models.Model):
    """What an officer decided about a pair. Never changed: a later one counts in its place.

    It holds for the content of the entry and for the evidence that the officer saw; when the entry changes, or a piece
    of evidence turns up that was not there, the pair is open again.
    """

    class Answer(models.TextChoices):
        """Is the party the one on the list?"""

        SAME = "same"
        DIFFERENT = "different"

    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="screening_decisions")
    party_key = models.CharField(max_length=64)
    party_name = models.CharField(max_length=500)
    party_country = models.CharField(max_length=2, blank=True)
    sanctions_list = models.ForeignKey(SanctionsList, on_delete=models.PROTECT, related_name="+")
    uid = models.CharField(max_length=120)
    entry_hash = models.CharField(max_length=64)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="decisions")
    answer = models.CharField(max_length=10, choices=Answer.choices)
    reason = models.CharField(max_length=300)
    # What spoke for it when it was decided (`evidence.py`).
    evidence = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["authority", "party_key"], name="decisions_by_party")]


class Rescreening(models.Model):
    """Everybody looked at once more, because a list changed or somebody asked for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    begun_at = models.DateTimeField()
    reason = models.CharField(max_length=200)
    # The source that is being looked at, and the last of its subjects that was.
    source = models.CharField(max_length=40, blank=True)
    cursor = models.CharField(max_length=80, blank=True)
    looked_at = models.PositiveIntegerField(default=0)
    found = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-begun_at"]
