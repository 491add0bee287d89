"""What a rule is, and what it finds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from kpverify.compliance.facts import Shipment
from kpverify.tokens.codes import Result


class Found(NamedTuple):
    """One answer of a rule.

    `field` is the path of the entry it is about (`goods[0].usd`), empty for the whole; `values` are texts that fill the
    answer's words; `picture` is what the office draws beside it (plausibility: where the value lies), or None.
    """

    answer: str
    field: str = ""
    values: Mapping[str, str] = {}
    picture: Mapping[str, Any] | None = None


class Rule(NamedTuple):
    """One rule: what it asks, where that stands, what it may answer, and the pure function that asks.

    `id` is `<folder>.<name>`; an answer's stable code is `<id>.<answer>`, or, with a dot in it, the answer itself: the
    code verifiers know. `words` gives each answer its result and its English sentence, marked for translation; `{name}`
    marks a value. A rule that finds nothing says nothing: passed.
    """

    id: str
    title: str
    # Document and paragraph, and where it can be read.
    source: str
    url: str
    words: Mapping[str, tuple[Result, str]]
    ask: Callable[[Shipment], Iterable[Found]]


class Finding(NamedTuple):
    """What one rule found about one shipment, in words."""

    rule: Rule
    found: Found

    @property
    def code(self) -> str:
        """The stable code of the answer."""
        return self.found.answer if "." in self.found.answer else f"{self.rule.id}.{self.found.answer}"

    @property
    def result(self) -> Result:
        """How bad it is."""
        return self.rule.words[self.found.answer][0]

    @property
    def message(self) -> str:
        """The answer's English sentence."""
        return self.rule.words[self.found.answer][1].format_map(self.found.values)


def ask_all(rules: Iterable[Rule], shipment: Shipment) -> list[Finding]:
    """Ask every rule.  Raises: KeyError for an answer that a rule does not declare: a bug."""
    found = [Finding(rule, one) for rule in rules for one in rule.ask(shipment)]
    for one in found:
        one.rule.words[one.found.answer]
    return found
