"""The narrow twin of a certificate that lists and searches read: kept by `Certificate.save`, never written otherwise.

A certificate's own row is some thousand bytes wide (content, intent, token). Passing over three hundred thousand of
those takes seconds; of these, a tenth of one. Source: docs/adr/0019-lists-and-search.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any, Self, cast

from django.conf import settings
from django.db import connections, models
from django.db.models import Q

from kpverify.accounts.models import Officer
from kpverify.certificates.search_words import added_up, words_of, words_of_certificate
from kpverify.registry.models import Authority

if TYPE_CHECKING:
    from kpverify.certificates.models import Certificate

# A certificate without a receipt for so long asks for a question to the importing authority, expired or not.
LONG_PAST_DAYS = 30
# What the words are made of.
OF_WORDS = frozenset({"content", "number", "check_code"})


class SearchRowQuerySet(models.QuerySet["SearchRow"]):
    """Questions over many certificates, asked of the narrow rows."""

    def visible_to(self, officer: Officer) -> Self:
        """Only those of the officer's own authority."""
        return self.filter(authority_id=officer.authority_id) if officer.authority_id else self.none()

    def saying(self, *, beginnings: Iterable[str] = (), whole: Iterable[str] = ()) -> Self:
        """Only those that have a word beginning with each of some, and each of others as it is.

        Words come from `search_words`: letters, digits and `~` alone. May be asked once of a query.
        """
        asked = [*((word, True) for word in beginnings), *((word, False) for word in whole)]
        if not asked:
            return self
        if connections[self.db].vendor == "postgresql":
            query = " & ".join(f"'{word}':*" if is_open else f"'{word}'" for word, is_open in asked)
            found = self.extra(where=[f"{POSTGRESQL_WORDS} @@ %s::tsquery"], params=[query])  # noqa: S610 - constants
            return cast("Self", found)
        query = " AND ".join(f'"{word}"*' if is_open else f'"{word}"' for word, is_open in asked)
        join = "certificates_searchwords.rowid = certificates_searchrow.id"
        match = "certificates_searchwords MATCH %s"
        found = self.extra(tables=["certificates_searchwords"], where=[join, match], params=[query])  # noqa: S610
        return cast("Self", found)


# As its index has it: see the migration.
POSTGRESQL_WORDS = "array_to_tsvector(string_to_array(certificates_searchrow.words, ' '))"


class SearchRow(models.Model):
    """What lists and searches ask of one certificate. Its `id` is the order in which certificates were drafted."""

    certificate = models.OneToOneField("certificates.Certificate", on_delete=models.CASCADE, related_name="search_row")
    authority = models.ForeignKey(Authority, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12)
    kind = models.CharField(max_length=12)
    destination = models.CharField(max_length=2, blank=True)
    number = models.CharField(max_length=20, blank=True)
    # The names' words in their plain form, each with a blank before it.
    exporter = models.CharField(max_length=400, blank=True)
    importer = models.CharField(max_length=400, blank=True)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    carats = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    usd = models.DecimalField(max_digits=20, decimal_places=2, null=True)
    created_at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    printed_at = models.DateTimeField(null=True)
    validated_at = models.DateTimeField(null=True)
    is_sent_back = models.BooleanField(default=False)
    is_replacement = models.BooleanField(default=False)
    is_replaced = models.BooleanField(default=False)
    words = models.TextField()

    objects = SearchRowQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["authority", "id"], name="search_newest"),
            models.Index(fields=["authority", "state", "id"], name="search_state"),
            models.Index(fields=["authority", "destination", "id"], name="search_destination"),
            models.Index(fields=["authority", "prepared_by", "id"], name="search_prepared_by"),
            # What waits is little, however long the past is. Their conditions hold no value, so that SQLite knows them.
            models.Index(
                fields=["authority", "id"],
                condition=Q(issued_at__isnull=False, printed_at__isnull=True),
                name="search_to_print",
            ),
            models.Index(
                fields=["authority", "issued_at", "id"],
                condition=Q(issued_at__isnull=False, validated_at__isnull=True),
                name="search_to_validate",
            ),
            models.Index(
                fields=["authority", "issued_at", "id"],
                condition=Q(issued_at__isnull=False, received_at__isnull=True),
                name="search_no_receipt",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.certificate_id}"


def keep(certificate: Certificate, *, is_new: bool, changed: Collection[str] | None) -> None:
    """Write the narrow row after its certificate; `changed` names the fields that were written, None means all."""
    is_said_anew = is_new or changed is None or not OF_WORDS.isdisjoint(changed)
    fields = {**standing(certificate), **(said(certificate) if is_said_anew else {})}
    if is_new or not SearchRow.objects.filter(certificate_id=certificate.pk).update(**fields):
        SearchRow.objects.create(certificate_id=certificate.pk, **standing(certificate), **said(certificate))
    if certificate.replaces_id:
        is_replaced = certificate.state != "void"
        SearchRow.objects.filter(certificate_id=certificate.replaces_id).update(is_replaced=is_replaced)


def standing(certificate: Certificate) -> dict[str, Any]:
    """Give what changes with the acts."""
    return {
        "authority_id": certificate.authority_id,
        "state": certificate.state,
        "number": certificate.number or "",
        "prepared_by_id": certificate.prepared_by_id,
        "approved_by_id": certificate.approved_by_id,
        "created_at": certificate.created_at,
        "issued_at": certificate.issued_at,
        "expires_at": certificate.expires_at,
        "received_at": certificate.receipt_confirmed_at,
        "printed_at": certificate.printed_at,
        "validated_at": certificate.validated_at,
        "is_sent_back": certificate.state == "draft" and certificate.reason != "",
        "is_replacement": certificate.replaces_id is not None,
    }


def said(certificate: Certificate) -> dict[str, Any]:
    """Give what changes with the content."""
    content = certificate.content
    parties = {party: content.get(party, {}).get("name", "") for party in ("exporter", "importer")}
    return {
        "kind": content.get("kind", "")[:12],
        "destination": certificate.destination,
        **{party: "".join(f" {word}" for word in words_of(name))[:400] for party, name in parties.items()},
        "carats": added_up(content, "carats"),
        "usd": added_up(content, "usd"),
        "words": words_of_certificate(content, number=certificate.number or "", check_code=certificate.check_code),
    }
