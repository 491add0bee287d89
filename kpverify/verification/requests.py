"""Reading a question: strict about the shape, without an opinion on the text."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from rest_framework.exceptions import ValidationError
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from kpverify.verification.middleware import QUESTION_CAP


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON.")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Build an object; a name given twice would let two readers see two questions."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name is given twice.")
    return found


class QuestionParser(BaseParser):
    """JSON as RFC 8259 has it, UTF-8 only.

    Escaped lone surrogates and NUL stay in: whatever a scanner read, the verdict says what it thinks of it.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        """Read at most the cap.  Raises: ValidationError (wrong-shape)."""
        body = stream.read(QUESTION_CAP + 1)
        try:
            return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant, object_pairs_hook=_once_each)
        except (ValueError, RecursionError) as wrong:
            # UnicodeDecodeError, JSONDecodeError and an integer of too many digits are all ValueErrors.
            raise ValidationError({"body": ["The body is not a JSON text in UTF-8."]}) from wrong


class OneAnswer(BaseContentNegotiation):
    """The answer is JSON whatever `Accept` says: a client that asks wrongly still deserves its verdict."""

    def select_parser(self, request: Request, parsers: Any) -> BaseParser | None:
        """Take the parser of exactly this media type, or none (415)."""
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return next((parser for parser in parsers if parser.media_type == sent), None)

    def select_renderer(
        self, request: Request, renderers: Any, format_suffix: str | None = None
    ) -> tuple[BaseRenderer, str]:
        """Take the first."""
        return renderers[0], renderers[0].media_type


def texts(sent: object, *names: str) -> list[str]:
    """Take the named texts out of the question; other members are for later versions and change nothing.

    Raises: ValidationError naming each that is missing or is not text.
    """
    if not isinstance(sent, dict):
        raise ValidationError({"body": ["Send one JSON object."]})
    wrong = {name: ["This is required and must be text."] for name in names if not isinstance(sent.get(name), str)}
    if wrong:
        raise ValidationError(wrong)
    return [sent[name] for name in names]
