"""A long job watched by a page: every step is one POST, and `manage.py work` goes on when the page is closed.

A view of a job shows `office/_progress.html` with a `Progress` as `progress`, and answers the page's POST with
`step_answer`. Steps are asked for again after a lost connection, so each has to be safe to repeat.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from kpverify.errors import Refused, problem_response


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is: `done` of `total`; `next` is the page to go to when it has finished.

    `address` is where the page posts for the next step, and `title` what is going on.
    """

    title: Any
    address: str
    done: int
    total: int
    is_finished: bool
    next: str

    @property
    def words(self) -> str:
        """Say it: "312 of 1,000"."""
        return _("%(done)s of %(total)s") % {"done": grouped(self.done), "total": grouped(self.total)}

    def as_json(self) -> dict[str, Any]:
        """Give what `progress.js` reads."""
        return {"done": self.done, "total": self.total, "finished": self.is_finished, "next": self.next}


def grouped(number: int) -> str:
    """Write a count the way the page's language does."""
    return str(number_format(number, force_grouping=True))


def step_answer(request: HttpRequest, do: Callable[[], Progress], *, page: str) -> HttpResponse:
    """Do one step: tell a script how far the job is, and show a browser without one the `page`, or what comes next.

    Raises: Refused, where no script asks; a script is told in JSON.
    """
    is_script = "application/json" in request.headers.get("Accept", "")
    try:
        try:
            progress = do()
        except OperationalError as busy:
            words = "The register is busy: press the button again in a moment."
            raise Refused("not-ready", words, status=503) from busy
    except Refused as refusal:
        if is_script:
            return problem_response(refusal)
        raise
    if is_script:
        return JsonResponse(progress.as_json())
    response = HttpResponseRedirect(progress.next if progress.is_finished else page)
    # A reload does no step.
    response.status_code = 303
    return response
