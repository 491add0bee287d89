"""The shapes of the public API, as OpenAPI 3.1 (JSON Schema 2020-12) objects, and the one document made of them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
INSTANT: Schema = {"type": "integer", "description": "Seconds since 1970-01-01T00:00:00Z."}
AGE: Schema = {"type": ["integer", "null"], "minimum": 0}
PARTY: Schema = {
    "type": "object",
    "required": ["name", "address", "country"],
    "properties": {"name": TEXT, "address": TEXT, "country": TEXT},
}
TEXTS: Schema = {"type": "array", "items": TEXT}


def _object(required: tuple[str, ...] = (), **properties: Schema) -> Schema:
    return {"type": "object", "required": list(required or properties), "properties": properties}


VERIFY: Schema = {
    "application/json": _object(
        code={
            "type": "string",
            "description": "Exactly what the scanner read: the address in the QR code, its bare digits, or the token.",
            "examples": ["https://verify.example.org/v#18236"],
        }
    )
}
LOOKUP: Schema = {
    "application/json": _object(
        number={"type": "string", "description": "The certificate number.", "examples": ["BW26000001"]},
        check_code={
            "type": "string",
            "description": "The eight characters under the QR code; O reads as 0, I and L as 1.",
            "examples": ["7F3K9Q2M"],
        },
    )
}

FINDING: Schema = _object(
    question=TEXT,
    result={"type": "string", "enum": ["pass", "attention", "unknown", "fail"]},
    code={"type": "string", "description": "Stable; every code is in docs/codes.md, and `lookup.not-found`."},
    detail={"type": "string", "description": "The code's English sentence."},
    values={"type": "object", "additionalProperties": TEXT},
)
GOODS: Schema = {"type": "array", "items": _object(hs=TEXT, carats=TEXT, usd=TEXT)}
KPC: Schema = _object(
    (
        "statement",
        "mining_origin",
        "exporter",
        "importer",
        "goods",
        "parcels",
        "seals",
        "officers",
        "due_diligence",
        "kind",
    ),
    statement=TEXT,
    mining_origin=TEXTS,
    zones=TEXTS,
    exporter=PARTY,
    importer=PARTY,
    goods=GOODS,
    parcels={"type": "integer"},
    seals=TEXTS,
    officers=TEXTS,
    due_diligence=TEXTS,
    kind={"type": "string", "enum": ["standard", "technical", "replacement"]},
    replaces=TEXT,
    remarks=TEXT,
)
CERTIFICATE: Schema = {
    **_object(
        iss=TEXT, sub=TEXT, iat=INSTANT, exp=INSTANT, status={"type": "object"}, kpc=KPC, kid=TEXT, check_code=TEXT
    ),
    "type": ["object", "null"],
    "description": "What was signed; null unless the signature holds.",
}
AMENDMENT: Schema = _object(
    seq={"type": "integer"},
    field={"type": "string", "description": "A path in `kpc`, as `importer.address` or `goods[0].carats`."},
    old={"description": "What was signed; null when there was nothing."},
    new={"description": "What holds now; null when there is nothing any more."},
    reason=TEXT,
    officers=TEXTS,
    at={"type": "string", "format": "date-time"},
)
VERDICT: Schema = _object(
    outcome={"type": "string", "enum": ["valid", "attention", "undetermined", "invalid", "unrecognised"]},
    code={"type": "string", "description": "The short code, to be read out on the telephone."},
    demo={"type": "boolean", "description": "True where the keys are for show."},
    checks={"type": "array", "items": FINDING},
    certificate=CERTIFICATE,
    amendments={"type": "array", "items": AMENDMENT, "description": "What the issuer has amended since."},
    freshness=_object(trust_list_version=AGE, trust_list_age_s=AGE, status_list_age_s=AGE),
    verified_at={"type": "string", "format": "date-time"},
    host={"type": ["string", "null"], "description": "The host in the scanned address."},
)
PROBLEM: Schema = {
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "Stable."},
        "errors": {"type": "object"},
    },
}


def _answer(description: str, *media: str) -> Schema:
    content = {
        kind: {"schema": {"type": "string" if "+jwt" in kind or "text/" in kind else "object"}} for kind in media
    }
    return {"description": description, "content": content} if media else {"description": description}


def _get(operation: str, summary: str, answers: dict[str, Schema], *parameters: Schema) -> Schema:
    described: Schema = {"operationId": operation, "summary": summary, "tags": ["published"], "security": [{}]}
    if parameters:
        described["parameters"] = list(parameters)
    return {"get": {**described, "responses": answers}}


def _given(name: str, place: str, description: str, **schema: Any) -> Schema:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": description,
        "schema": {"type": "string", **schema},
    }


PROBLEM_TYPE = "application/problem+json"
HELD = _answer("The caller holds these bytes already (ETag, Last-Modified).")
NOTHING = _answer("`nothing-published`, or `not-ready`: see Retry-After.", PROBLEM_TYPE)
AUTHORITY = _given("authority", "path", "The authority's id.", pattern="^[A-Z]{2}(-[A-Z0-9]{1,8})?$")
LIST_NAME = _given("name", "path", "The list's name.", pattern="^[0-9A-Za-z-]{1,12}$")
TIME = _given("time", "query", "Seconds since 1970: the list in force at that time.", pattern="^[0-9]{1,12}$")

CODE = _given("code", "path", "A participant's code, or that of one of its members.", pattern="^[A-Z]{2}$")
DIGEST = _given("digest", "path", "The picture's name.", pattern="^[0-9a-f]{32}$")
ON = _given("on", "query", "The day of issue: only what was in use then.", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")

DAY = _given("on", "query", "The day; today unless given.", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
WRONG_DAY = _answer("`wrong-day`", PROBLEM_TYPE)

PUBLISHED: dict[str, Schema] = {
    "/api/v1/zones": _get(
        "zones",
        "Regimes and zones of origin as they stood on a day",
        {
            "200": _answer("Countries with their rule, its history, and zones.", "application/json"),
            "304": HELD,
            "400": WRONG_DAY,
        },
        DAY,
    ),
    "/api/v1/rules": _get(
        "rules",
        "Every rule a certificate is judged by",
        {"200": _answer("Rules with source and answers.", "application/json"), "304": HELD},
    ),
    "/api/v1/advisories": _get(
        "advisories",
        "Advisories and notices in force, as the trust list has them",
        {
            "200": _answer("Each with its country, in six languages.", "application/json"),
            "304": HELD,
            "400": WRONG_DAY,
            "503": NOTHING,
        },
        DAY,
    ),
    "/api/v1/specimens/{code}": _get(
        "specimens",
        "What genuine paper of a participant looks like",
        {
            "200": _answer("Periods, features and addresses of pictures.", "application/json"),
            "400": _answer("`wrong-day`", PROBLEM_TYPE),
            "404": _answer("`not-found`: no such participant.", PROBLEM_TYPE),
        },
        CODE,
        ON,
    ),
    "/specimens/pictures/{digest}.jpg": _get(
        "specimen_picture",
        "A picture of a specimen",
        {"200": _answer("JPEG.", "image/jpeg"), "404": _answer("`not-found`", PROBLEM_TYPE)},
        DIGEST,
    ),
    "/trust/list": _get(
        "trust_list",
        "The trust list",
        {"200": _answer("docs/token.md section 3.", "application/jose+json"), "304": HELD, "503": NOTHING},
    ),
    "/trust/bundle": _get(
        "trust_bundle",
        "Everything an offline check needs",
        {"200": _answer("docs/token.md section 5.", "application/json"), "304": HELD, "503": NOTHING},
    ),
    "/status/": _get(
        "status_lists",
        "The addresses of the status lists",
        {"200": _answer("Token Status List, aggregation.", "application/json"), "503": NOTHING},
    ),
    "/status/{authority}/{name}": _get(
        "status_list",
        "One status list",
        {
            "200": _answer("docs/token.md section 4.", "application/statuslist+jwt"),
            "304": HELD,
            "400": _answer("`wrong-time`", PROBLEM_TYPE),
            "404": _answer("`not-found`: no such list, or none of that time.", PROBLEM_TYPE),
            "503": NOTHING,
        },
        AUTHORITY,
        LIST_NAME,
        TIME,
    ),
    "/healthz": _get("healthz", "Does the process answer?", {"200": _answer("It does.", "text/plain")}),
    "/readyz": _get(
        "readyz",
        "Is the node fit to answer?",
        {"200": _answer("Ready.", "application/json"), "503": _answer("Not ready.", "application/json")},
    ),
    "/metrics": _get("metrics", "Counters for Prometheus", {"200": _answer("Text format 0.0.4.", "text/plain")}),
}


def add_published(result: Schema, generator: Any, request: Any, public: bool) -> Schema:
    """Write the published files into the one OpenAPI document; they are plain views, so the generator misses them."""
    result["paths"] = {**PUBLISHED, **result["paths"]}
    return result


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """Make the OpenAPI document once per process: it depends on the code alone."""
    made: Schema = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return made


@lru_cache(maxsize=1)
def as_json() -> bytes:
    """Write the document as JSON."""
    return json.dumps(document(), indent=2, default=str).encode()


@lru_cache(maxsize=1)
def as_yaml() -> bytes:
    """Write the document as YAML."""
    return bytes(OpenApiYamlRenderer().render(document(), renderer_context={}))  # type: ignore[no-untyped-call]


METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as the page of the API shows it."""

    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[tuple[str, str, str], ...]
    request: str
    answers: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """Name it within the page."""
        return re.sub(r"[^a-z0-9]+", "-", f"{self.method}-{self.path}".lower()).strip("-")


@lru_cache(maxsize=1)
def operations() -> tuple[Operation, ...]:
    """List every operation of the document, in the order of the paths."""
    return tuple(
        _operation(method, path, item[method])
        for path, item in sorted(document()["paths"].items())
        for method in METHODS
        if method in item
    )


def _operation(method: str, path: str, described: Schema) -> Operation:
    body: Schema = next(iter(described.get("requestBody", {}).get("content", {}).values()), {})
    return Operation(
        method=method.upper(),
        path=path,
        summary=described.get("summary") or described["operationId"],
        description=described.get("description", ""),
        parameters=tuple(
            (asked["name"], asked["in"], asked.get("description", "")) for asked in described.get("parameters", ())
        ),
        request=json.dumps(body["schema"], indent=2) if body else "",
        answers=tuple((status, answer.get("description", "")) for status, answer in described["responses"].items()),
    )
