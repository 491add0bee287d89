"""The page that tells the life of one certificate."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.accounts.rights import Action
from kpverify.certificates.models import State
from kpverify.office.pages import find, office_page
from kpverify.office.story import story_of
from kpverify.office.summary import tag_of


@office_page(Action.CERTIFICATE_VIEW)
def story(request: HttpRequest, *, officer: Officer, rights: Collection[Action], pk: UUID) -> HttpResponse:
    """Tell what happened to one certificate, and whether the log of it is whole."""
    found = find(officer, pk)
    context = {
        "certificate": found,
        "tag": tag_of(found, now=timezone.now()),
        "successor": found.replaced_by.exclude(state=State.VOID).first(),
        "story": story_of(found),
    }
    return render(request, "office/story.html", context)
