"""Published files, health and the front page: GET and HEAD only, no cookies, the same for everybody."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from kpverify.errors import Refused
from kpverify.status.models import Publication
from kpverify.verification import health, metrics, schema
from kpverify.verification.artefacts import Artefact, send
from kpverify.verification.faults import for_programs
from kpverify.verification.pages import page
from kpverify.verification.published import STATUS_TYPE, shelf

# A change must reach whoever asks within a minute; history never changes.
CURRENT_SECONDS = 60
HISTORY_SECONDS = 3600
LAST_SECOND = 253402300799


def _answer(request: HttpRequest, held: Artefact | None) -> HttpResponse:
    if held is None:
        raise Refused("nothing-published", "This node has not published a trust list yet.", status=503)
    return send(request, held, max_age=CURRENT_SECONDS)


@for_programs
def trust_list(request: HttpRequest) -> HttpResponse:
    """Serve the trust list, byte for byte as signed."""
    return _answer(request, shelf.published().trust_list)


@for_programs
def trust_bundle(request: HttpRequest) -> HttpResponse:
    """Serve everything an offline check needs."""
    return _answer(request, shelf.published().bundle)


@for_programs
def status_lists(request: HttpRequest) -> HttpResponse:
    """Name every status list.  Source: Token Status List, "Status List Aggregation"."""
    response = JsonResponse({"status_lists": sorted(shelf.published().status_lists)})
    response["Cache-Control"] = f"public, max-age={CURRENT_SECONDS}"
    return response


@for_programs
def status_list(request: HttpRequest, authority: str, name: str) -> HttpResponse:
    """Serve a status list, or the one in force at `?time=`.  Source: Token Status List, "Historical Resolution"."""
    uri = f"{settings.PUBLIC_URL}/status/{authority}/{name}"
    if "time" in request.GET:
        return _status_list_at(request, uri, request.GET.getlist("time"))
    held = shelf.published().status_lists.get(uri)
    if held is None:
        raise Http404("No such status list is published here.")
    return send(request, held, max_age=CURRENT_SECONDS)


def _status_list_at(request: HttpRequest, uri: str, times: list[str]) -> HttpResponse:
    asked = times[0]
    if len(times) > 1 or not (asked.isascii() and asked.isdigit() and len(asked) <= 12 and int(asked) <= LAST_SECOND):
        raise Refused("wrong-time", "Give time once, as whole seconds since 1970-01-01T00:00:00Z.", status=400)
    at = datetime.fromtimestamp(int(asked), UTC)
    rows = Publication.objects.filter(status_list_id=uri, issued_at__lte=at).order_by("-issued_at")
    row = rows.first() if at <= timezone.now() else None
    if row is None or row.expires_at <= at:
        raise Http404("No status list of that time is held here.")
    held = Artefact(row.token.encode(), content_type=STATUS_TYPE, issued_at=row.issued_at)
    return send(request, held, max_age=HISTORY_SECONDS)


@for_programs
def api_schema(request: HttpRequest) -> HttpResponse:
    """Serve the OpenAPI document: JSON, or YAML with `?format=yaml`."""
    if request.GET.get("format") == "yaml":
        response = HttpResponse(schema.as_yaml(), content_type="application/yaml")
    else:
        response = HttpResponse(schema.as_json(), content_type="application/vnd.oai.openapi+json")
    response["Cache-Control"] = f"public, max-age={HISTORY_SECONDS}"
    return response


@for_programs
def api_docs(request: HttpRequest) -> HttpResponse:
    """Show the OpenAPI document to a person, without a script from anywhere."""
    return page(
        "verification/api_docs.html",
        {"api": schema.document(), "operations": schema.operations()},
        seconds=CURRENT_SECONDS,
    )


@for_programs
def home(request: HttpRequest) -> HttpResponse:
    """Say what this is, to the three who come here."""
    return page("verification/home.html", {}, seconds=CURRENT_SECONDS)


@for_programs
def healthz(request: HttpRequest) -> HttpResponse:
    """Say that the process answers; touches nothing else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@for_programs
def readyz(request: HttpRequest) -> HttpResponse:
    """Say whether to send people here, part by part; 503 when not."""
    checks = health.readiness(timezone.now())
    is_ready = all(check.is_ok for check in checks.values())
    body = {"ready": is_ready, "checks": {name: check.as_json() for name, check in checks.items()}}
    response = JsonResponse(body, status=200 if is_ready else 503)
    response["Cache-Control"] = "no-store"
    return response


@for_programs
def prometheus(request: HttpRequest) -> HttpResponse:
    """Serve the counters of all processes of this node."""
    return HttpResponse(metrics.render(health.ages(timezone.now())), content_type=CONTENT_TYPE_PLAIN_0_0_4)
