"""Taking runs of sheets out of the stock and putting them back: the only code that touches stacks.

The caller has locked the batch: two that take from one batch wait for one another, and no sheet is taken twice.
"""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import Q

from kpverify.blanks.models import Batch, Stack
from kpverify.errors import Refused
from kpverify.registry.blanks import take_apart


class Piece(NamedTuple):
    """Sheets that lay together at one place."""

    place_id: int
    first: int
    last: int


def find_batch(authority_id: str, first: str, last: str) -> tuple[Batch, int, int]:
    """Find the batch of a run of serials, and their values.

    Raises: Refused serial-wrong, no-batch.
    """
    prefix, low = take_apart(first)
    other, high = take_apart(last)
    if (prefix, len(low)) != (other, len(high)) or int(low) > int(high):
        words = "The first and the last serial differ in their digits only, and the last is not before the first."
        raise Refused("serial-wrong", words, status=422)
    batches = Batch.objects.filter(authority_id=authority_id, prefix=prefix, digits=len(low))
    batch = batches.filter(first__lte=int(low), last__gte=int(high)).first()
    if batch is None:
        words = f"No delivery holds {first}" + (f" to {last}." if first != last else ".")
        raise Refused("no-batch", f"{words} Compare the serials with the sheets.", status=404)
    return batch, int(low), int(high)


def lock_batch(pk: int) -> Batch:
    """Lock a batch inside the caller's transaction."""
    return Batch.objects.select_for_update(no_key=True).get(pk=pk)


def take_out(batch: Batch, first: int, last: int, *, place_id: int | None = None) -> list[Piece]:
    """Take sheets out of the stock, all or none.  Raises: Refused not-in-stock.  Writes: Stack."""
    found = batch.stacks.filter(first__lte=last, last__gte=first).order_by("first")
    stacks = list(found if place_id is None else found.filter(place_id=place_id))
    pieces = [Piece(one.place_id, max(one.first, first), min(one.last, last)) for one in stacks]
    _refuse_gaps(batch, pieces, first, last)
    for stack, piece in zip(stacks, pieces, strict=True):
        _cut(stack, piece)
    return pieces


def _refuse_gaps(batch: Batch, pieces: list[Piece], first: int, last: int) -> None:
    wanted = first
    for piece in pieces:
        if piece.first != wanted:
            break
        wanted = piece.last + 1
    if wanted <= last:
        words = f"Sheet {batch.serial(wanted)} is not in stock there: look it up, then name only sheets that are."
        raise Refused("not-in-stock", words)


def _cut(stack: Stack, piece: Piece) -> None:
    rest = Stack(batch_id=stack.batch_id, place_id=stack.place_id, first=piece.last + 1, last=stack.last)
    if stack.first < piece.first:
        stack.last = piece.first - 1
        stack.save(update_fields=["last"])
    else:
        stack.delete()
    if rest.first <= rest.last:
        rest.save(force_insert=True)


def put_in(batch: Batch, place_id: int, first: int, last: int) -> None:
    """Put sheets that are in no stack into the stock of a place, joined to those beside them.  Writes: Stack."""
    beside = batch.stacks.filter(Q(last=first - 1) | Q(first=last + 1), place_id=place_id)
    for neighbour in list(beside):
        first, last = min(first, neighbour.first), max(last, neighbour.last)
        neighbour.delete()
    Stack.objects.create(batch=batch, place_id=place_id, first=first, last=last)
