"""Certificates of Botswana with files behind them, in a folder of each test."""

import io
import shutil
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from PIL import Image

from kpverify.dossier import services
from tests.certificates.conftest import Shipping, ada, ben, chen, dora, now

__all__ = ["ada", "ben", "chen", "dora", "now"]
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """The store, outside everything that is served."""
    place = tmp_path / "dossier"
    dossier = {"BACKEND": "kpverify.dossier.storage.WholeFiles", "OPTIONS": {"location": str(place)}}
    settings.STORAGES = {**settings.STORAGES, "dossier": dossier}
    return place


@pytest.fixture
def shipping(ada, ben, now):
    return Shipping(ada, ben, now)


@pytest.fixture
def draft(shipping):
    return shipping.draft()


def picture(kind="JPEG", size=(600, 400), **more):
    made = io.BytesIO()
    Image.new("RGB", size, "teal").save(made, kind, **more)
    return made.getvalue()


def upload(content, name):
    """An upload as it lies on the disk, when the body has come in."""
    made = TemporaryUploadedFile(name, "application/x-lie", len(content), None)
    made.write(content)
    made.flush()
    made.seek(0)
    return made


def add(certificate, content, name, *, by, now, kind="invoice"):
    with upload(content, name) as given:
        return services.add_file(certificate_id=certificate.pk, upload=given, kind=kind, by=by, now=now)


def stored(folder):
    """Everything in the store."""
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


def scanner(tmp_path, status):
    """A scanner that answers in one way."""
    script = tmp_path / f"scan{status}"
    script.write_text(f'#!/bin/sh\ntest -f "$1" || exit 9\nexit {status}\n')
    script.chmod(0o755)
    return str(shutil.which(str(script)))
