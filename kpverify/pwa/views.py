"""The checking page and what makes it installable: the same for everybody, without a cookie."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.views.decorators.http import require_safe

from kpverify.pwa import assets, words
from kpverify.verification.artefacts import Artefact, send

# What differs is told by its tag, so every answer is asked for anew and mostly found unchanged.
ASK_AGAIN = "no-cache"
WORKER = Path(__file__).with_name("service_worker.js")
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)
STARTED = datetime.now(UTC)
COLOUR = "#103a4a"


def _artefact(text: str, content_type: str) -> Artefact:
    return Artefact(text.encode(), content_type=content_type, issued_at=STARTED)


def _send(request: HttpRequest, held: Artefact) -> HttpResponse:
    response = send(request, held, max_age=0)
    # Two releases may be made within one second, so only the tag tells them apart.
    del response["Last-Modified"]
    response["Cache-Control"] = ASK_AGAIN
    return response


@lru_cache(maxsize=len(LANGUAGES))
def _page(language: str) -> Artefact:
    """Render without the request, so that no session can be opened."""
    catalogue = words.catalogue(language)
    shipped = {
        "language": language,
        "languages": {code: _words_url(code) for code in LANGUAGES},
        "scanner": {name: staticfiles_storage.url(path) for name, path in assets.SCAN_URLS.items()},
    }
    context = {
        "words": catalogue,
        "shipped": shipped,
        "languages": settings.LANGUAGES,
        "modules": assets.urls(path for path in assets.page_files() if path.endswith(".js")),
        "entry": staticfiles_storage.url(assets.ENTRY),
    }
    with translation.override(language):
        return _artefact(render_to_string("pwa/verify.html", context), "text/html; charset=utf-8")


@lru_cache(maxsize=len(LANGUAGES))
def _words(language: str) -> Artefact:
    return _artefact(json.dumps(words.catalogue(language), ensure_ascii=False), "application/json")


def _words_url(language: str) -> str:
    """Give the address of a catalogue, with its revision so that an old page never reads newer words."""
    return f"/v/words/{language}.json?{_words(language).digest[:12]}"


@lru_cache(maxsize=1)
def _worker() -> Artefact:
    """Put the list of files, and a name for exactly these, before the service worker's code."""
    page = assets.urls(assets.page_files())
    later = [*map(_words_url, LANGUAGES), *assets.urls(assets.scanner_files())]
    code = WORKER.read_text(encoding="utf-8")
    shells = [_page(language).digest for language in LANGUAGES]
    shipped = {"revision": assets.revision(page, later, shells, code), "page": page, "later": later}
    return _artefact(f"const SHIPPED = {json.dumps(shipped)};\n{code}", "text/javascript; charset=utf-8")


@lru_cache(maxsize=len(LANGUAGES))
def _manifest(language: str) -> Artefact:
    icons: list[dict[str, Any]] = [
        {"src": staticfiles_storage.url(assets.ICONS["192"]), "sizes": "192x192", "type": "image/png"},
        {"src": staticfiles_storage.url(assets.ICONS["512"]), "sizes": "512x512", "type": "image/png"},
        {
            "src": staticfiles_storage.url(assets.ICONS["maskable"]),
            "sizes": "512x512",
            "type": "image/png",
            "purpose": "maskable",
        },
    ]
    manifest = {
        "id": "/v",
        "name": f"kpverify: {words.catalogue(language)['manifest.name']}",
        "short_name": "kpverify",
        "lang": language,
        "start_url": "/v?home",
        "scope": "/v",
        "display": "standalone",
        "background_color": COLOUR,
        "theme_color": COLOUR,
        "icons": icons,
    }
    return _artefact(json.dumps(manifest, ensure_ascii=False), "application/manifest+json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Serve the checking page in the reader's language."""
    return _send(request, _page(_language()))


@require_safe
def page_words(request: HttpRequest, language: str) -> HttpResponse:
    """Serve the page's words in one language.  Raises: Http404."""
    if language not in LANGUAGES:
        raise Http404("No such language is shipped.")
    return _send(request, _words(language))


@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """Serve the service worker; from the root, so that it may have the page as its scope."""
    return _send(request, _worker())


@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """Serve what a phone needs to install the page."""
    return _send(request, _manifest(_language()))


def _language() -> str:
    asked = translation.get_language() or ""
    return asked if asked in LANGUAGES else LANGUAGES[0]
