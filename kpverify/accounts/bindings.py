"""Who is whom: officers of this node, and the subjects an identity provider knows."""

from __future__ import annotations

from typing import Any

from allauth.account.authentication import get_authentication_records
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kpverify.accounts import factors
from kpverify.accounts.models import Binding, Officer
from kpverify.accounts.services import locked
from kpverify.audit.services import record
from kpverify.errors import Refused

METHOD = "oidc"


def officer_of(*, issuer: str, subject: str, email: str, is_verified: bool) -> Officer:
    """Find the active officer whom a provider names: by the bound subject, else by a verified address.

    Raises: Refused oidc-unverified, oidc-unknown, oidc-other-subject, oidc-no-factor (403).
    """
    bound = Binding.objects.filter(issuer=issuer, subject=subject).select_related("officer").first()
    if bound is None and not (is_verified and email):
        words = _("Your provider has not verified your e-mail address. Ask those who run it, or sign in another way.")
        raise Refused("oidc-unverified", str(words), status=403)
    officer = bound.officer if bound else Officer.objects.filter(email=email.lower()).first()
    if officer is None or not officer.is_active or officer.is_system:
        words = _("No officer of this node is known by what your provider says. Ask your administrator to invite you.")
        raise Refused("oidc-unknown", str(words), status=403)
    if bound is None and officer.bindings.filter(issuer=issuer).exists():
        words = _("This officer is bound to another account of your provider. Ask your administrator to reset it.")
        raise Refused("oidc-other-subject", str(words), status=403)
    if not factors.held(officer):
        words = _("Set up your second factor by your invitation first. Then you can sign in with your provider.")
        raise Refused("oidc-no-factor", str(words), status=403)
    return officer


@transaction.atomic
def bind(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    """Keep the subject once its officer has signed in whole, second factor and all.  Writes: Binding, AuditEntry."""
    known = [one for one in get_authentication_records(request, user) if one.get("method") != "mfa"]
    if not known or known[-1].get("method") != METHOD:
        return
    issuer, subject = known[-1]["issuer"], known[-1]["subject"]
    now, officer = timezone.now(), locked(user.pk)
    if officer.bindings.filter(issuer=issuer).exists():
        return
    _bound, is_new = Binding.objects.get_or_create(
        issuer=issuer, subject=subject, defaults={"officer": officer, "made_at": now}
    )
    if is_new:
        detail = {"issuer": issuer, "subject": subject}
        who = f"officer:{user.code}"
        record("officer.bind", who, by=user.actor, at=now, authority=user.authority_id or "", detail=detail)
