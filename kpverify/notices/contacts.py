"""The address book for notices: whom an authority writes to about shipments to each destination."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action, require
from kpverify.audit.services import record
from kpverify.errors import Refused
from kpverify.notices.models import Contact


@transaction.atomic
def add_contact(*, destination: str, name: str, email: str, language: str, by: Officer, now: datetime) -> Contact:
    """Add whom to write to; the values were checked by the form.

    Raises: Refused contact-known, no-authority.  Writes: Contact, AuditEntry.
    """
    require(by, Action.CONTACT_EDIT)
    if by.authority_id is None:
        raise Refused("no-authority", "You belong to no issuing authority.", status=403)
    values = {"destination": destination, "name": name, "email": email.lower(), "language": language}
    made = _stored(Contact(authority_id=by.authority_id, created_at=now, **values))
    _note("contact.added", made, by=by, now=now, **values)
    return made


@transaction.atomic
def change_contact(
    *, contact_id: int, destination: str, name: str, email: str, language: str, by: Officer, now: datetime
) -> Contact:
    """Change a contact; notices that wait keep the address they have.

    Raises: Refused contact-known, not-found.  Writes: Contact, AuditEntry.
    """
    found = _locked(contact_id, by)
    values = {"destination": destination, "name": name, "email": email.lower(), "language": language}
    for field, value in values.items():
        setattr(found, field, value)
    _stored(found, update_fields=list(values))
    _note("contact.changed", found, by=by, now=now, **values)
    return found


@transaction.atomic
def end_contact(*, contact_id: int, by: Officer, now: datetime) -> Contact:
    """Write to this contact no more.  Raises: Refused not-found.  Writes: Contact, AuditEntry."""
    found = _locked(contact_id, by)
    found.ended_at = now
    found.save(update_fields=["ended_at"])
    _note("contact.ended", found, by=by, now=now, email=found.email, destination=found.destination)
    return found


def _stored(contact: Contact, update_fields: list[str] | None = None) -> Contact:
    try:
        with transaction.atomic():
            contact.save(update_fields=update_fields)
    except IntegrityError:
        raise Refused("contact-known", "This address is in the list for this destination already.") from None
    return contact


def _locked(contact_id: int, by: Officer) -> Contact:
    require(by, Action.CONTACT_EDIT)
    rows = Contact.objects.select_for_update(no_key=True)
    found = rows.filter(pk=contact_id, authority_id=by.authority_id, ended_at=None).first()
    if found is None or by.authority_id is None:
        raise Refused("not-found", "There is nothing here, or it is not yours to see.", status=404)
    return found


def _note(verb: str, contact: Contact, *, by: Officer, now: datetime, **detail: Any) -> None:
    record(verb, f"contact:{contact.pk}", by=by.actor, at=now, authority=contact.authority_id, detail=detail)
