"""How the states of a specimen are shown: a word, and the style of its tag."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from kpverify.specimens.models import Specimen

TAGS: dict[str, tuple[Any, str]] = {
    Specimen.State.PROPOSED: (_("Proposed"), "wait"),
    Specimen.State.PUBLISHED: (_("Shown to verifiers"), "good"),
    Specimen.State.DECLINED: (_("Declined"), "bad"),
    Specimen.State.WITHDRAWN: (_("Withdrawn"), ""),
}


def errors_of(form: Any) -> list[tuple[str, Any, str]]:
    """List what is wrong with a form, each with the place to go to."""
    return [
        (form[name].id_for_label, form[name].label, one) for name in form.fields for one in form.errors.get(name, ())
    ]
