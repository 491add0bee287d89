"""What verifiers are shown of the register, as plain data: the public page and the API lay out the same."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from kpverify.specimens.models import Picture, Specimen

FEATURES = ("language", "size", "colour", "serial", "by_eye", "by_touch", "by_uv")


def specimens_of(participant_id: str, *, day: date | None = None) -> list[dict[str, Any]]:
    """Lay out the published specimens of a participant, the newest first; of one day when asked."""
    found = Specimen.objects.published().filter(participant_id=participant_id)
    if day is not None:
        found = found.in_use_on(day)
    pictures = Picture.objects.defer("large", "small").filter(specimen__in=found)
    by_specimen: dict[int, list[Picture]] = {}
    for one in pictures:
        by_specimen.setdefault(one.specimen_id, []).append(one)
    return [_specimen(one, by_specimen.get(one.pk, ())) for one in found.order_by("-starts_on", "pk")]


def _specimen(one: Specimen, pictures: Iterable[Picture]) -> dict[str, Any]:
    return {
        "id": one.pk,
        "participant": one.participant_id,
        "authority": one.authority_id,
        "title": one.title,
        "from": one.starts_on.isoformat(),
        "to": one.ends_on.isoformat() if one.ends_on else None,
        **{name: getattr(one, name) for name in FEATURES},
        "source": one.source,
        "pictures": [_picture(picture) for picture in pictures],
    }


def _picture(one: Picture) -> dict[str, Any]:
    return {
        "caption": one.caption,
        "width": one.width,
        "height": one.height,
        "large": f"/specimens/pictures/{one.large_digest}.jpg",
        "small": f"/specimens/pictures/{one.small_digest}.jpg",
        "small_width": one.small_width,
    }


def picture_named(digest: str, *, is_published: bool = True) -> bytes | None:
    """Give the JPEG with this name, when verifiers may see it (or whoever may see everything asks)."""
    pictures = (
        Picture.objects.filter(specimen__state=Specimen.State.PUBLISHED) if is_published else Picture.objects.all()
    )
    for size in ("large", "small"):
        body = pictures.filter(**{f"{size}_digest": digest}).values_list(size, flat=True).first()
        if body is not None:
            return bytes(body)
    return None
