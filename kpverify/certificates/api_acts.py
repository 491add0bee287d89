"""The acts of the certificates API: one address each, all of one form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from kpverify.certificates import services
from kpverify.certificates.api_edge import OfficerView
from kpverify.certificates.api_shapes import IDEMPOTENCY_KEY, KEY, ActSerializer, CertificateSerializer, problems
from kpverify.certificates.idempotency import Answer
from kpverify.certificates.lifecycle import RIGHT_OF, UNPROVED, Act, next_state
from kpverify.certificates.models import Certificate

ANSWERS = {
    "_403": "`not-allowed`, `permission-denied` (CSRF), `second-factor-stale` (people: prove the "
    "second factor again at `/accounts/prove/`)",
    "_400": "`wrong-shape`, `parse-error`, `idempotency-key-wrong`",
    "_404": "`not-found`, also for other authorities' certificates",
    "_409": "`wrong-state`, `version-conflict`, `same-officer`, `second-person-needed`, `idempotency-in-flight`, ...",
    "_422": "`not-certifiable` (with findings), `reason-missing`, `idempotency-mismatch`",
    "_503": "`issuing-unfinished`, `no-trust-list`, `no-active-key`, `not-ready`: not now",
}


class How(NamedTuple):
    """How an act is done: its service, what it takes beside the certificate, and whether it is one transaction."""

    service: Callable[..., Certificate]
    summary: str
    by_number: bool = False
    has_reason: bool = False
    is_one: bool = True


ACTS: dict[Act, How] = {
    Act.SUBMIT: How(services.submit_certificate, "Hand a complete draft to the approvers"),
    Act.SEND_BACK: How(services.send_back, "Give it back to its preparer", has_reason=True),
    Act.APPROVE: How(services.approve_certificate, "Approve what another officer prepared"),
    Act.ISSUE: How(services.issue_certificate, "Number, sign and record it", is_one=False),
    Act.SUSPEND: How(services.suspend_certificate, "Stop it for the time being", True, True, False),
    Act.REINSTATE: How(services.reinstate_certificate, "Let it hold again", True, True, False),
    Act.REVOKE: How(services.revoke_certificate, "Propose to withdraw it for good, or confirm it", True, True, False),
    Act.CANCEL_REVOCATION: How(services.cancel_revocation, "Decide against a proposed revocation", True, True),
    Act.REPLACE: How(services.replace_certificate, "Draft one to take its place", True, True),
    Act.CONFIRM_RECEIPT: How(services.confirm_receipt, "Record that the shipment has arrived", True, False, False),
}


class ActView(OfficerView):
    """One act on one certificate."""

    serializer_class = CertificateSerializer
    act: Act

    def act_once(self, request: Request, key: str) -> HttpResponse:
        """Do it, and show the certificate as it is now."""
        how = ACTS[self.act]
        self.is_one = how.is_one
        if self.act not in UNPROVED:
            self.demand(RIGHT_OF[self.act])

        def do() -> Answer:
            given = ActSerializer(data=request.data)
            given.is_valid(raise_exception=True)
            found = self.find(key)
            if how.by_number and found.number is None:
                # Has no number yet: refuses, in the words of the life cycle.
                next_state(self.act, found.state)
            which: dict[str, Any] = {"number": found.number} if how.by_number else {"certificate_id": found.pk}
            if how.has_reason:
                which["reason"] = given.validated_data["reason"]
            version = given.validated_data.get("version")
            made = how.service(**which, version=version, by=self.officer, now=self.now)
            return self.written(made, status=201 if self.act is Act.REPLACE else 200)

        return self.answer(do)


def _view_of(act: Act, how: How) -> type[APIView]:
    """Make the view of one act; each has its own description in the OpenAPI document."""

    @extend_schema(
        operation_id=f"certificates_{act.value.replace('-', '_')}",
        summary=how.summary,
        parameters=[KEY, IDEMPOTENCY_KEY],
        request=ActSerializer,
        responses={201 if act is Act.REPLACE else 200: CertificateSerializer, **problems(**ANSWERS)},
    )
    def post(self: ActView, request: Request, key: str) -> HttpResponse:
        return self.act_once(request, key)

    post.__doc__ = (how.service.__doc__ or "").partition("\n")[0]
    return type(
        f"{act.name.title().replace('_', '')}View", (ActView,), {"act": act, "post": post, "__doc__": how.summary}
    )


VIEWS = {act: _view_of(act, how) for act, how in ACTS.items()}
