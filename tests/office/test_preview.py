"""A preview never verifies: every code, file and answer of a draft is looked at by every verifier."""

import re
import subprocess

import pypdfium2
import pytest
import zxingcpp
from django.conf import settings as node
from django.test import Client

from kpverify.certificates.models import Certificate
from kpverify.certificates.preview import CODE
from kpverify.tokens.errors import Malformed
from kpverify.tokens.transport import take_apart
from tests import world as people

SIGNED = re.compile(r"[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{40,}\.[A-Za-z0-9_-]{80,}|/v#?[0-9]{20,}|[0-9]{300,}")
PAGES = ("", "edit/", "changes/", "preview.pdf", "certificate.pdf", "qr.svg", "story/", "send-back/", "submit/")
FILES = ("", "pdf/", "qr.svg/", "qr.png/", "pdf", "qr.svg", "qr.png")


def codes_of(pdf):
    """Read the codes of every page, and its words."""
    for page in pypdfium2.PdfDocument(pdf):
        picture = page.render(scale=300 / 72).to_pil().convert("L")
        yield [one.text for one in zxingcpp.read_barcodes(picture)], page.get_textpage().get_text_bounded()


@pytest.mark.parametrize("state", ["draft", "submitted", "approved"])
def test_nothing_of_a_draft_verifies_or_is_signed(world, shipping, state):
    made = getattr(shipping, state)(remarks="r" * 150)
    read = []
    for officer in (world.ada, world.ben):
        client = Client()
        people.sign_in(client, officer)
        for path in [f"/office/{made.pk}/{one}" for one in PAGES] + [
            f"/api/v1/certificates/{made.pk}/{one}" for one in FILES
        ]:
            answer = client.get(path)
            kind = answer.headers.get("Content-Type", "")
            if kind == "application/pdf":
                for codes, words in codes_of(answer.content):
                    read += codes
                    assert "DRAFT" in words
                    assert not SIGNED.search(words.replace("\n", ""))
            else:
                assert not kind.startswith("image/"), path
                assert not SIGNED.search(answer.content.decode()), path
    assert set(read) == {CODE}
    with pytest.raises(Malformed) as refused:
        take_apart(CODE)
    assert refused.value.args[0] == "format.unrecognised"
    answer = Client().post("/api/v1/verify", {"code": CODE}, content_type="application/json")
    assert answer.json()["outcome"] == "unrecognised", answer.json()
    stored = Certificate.objects.get(pk=made.pk)
    assert (stored.token, stored.number) == ("", None)


def test_the_script_of_the_page_calls_it_unrecognised():
    code = (
        'import { decode } from "./kpverify/pwa/static/pwa/transport.js";'
        f"try {{ decode({CODE!r}); console.log('taken'); }} catch (error) {{ console.log(error.code); }}"
    )
    done = subprocess.run(
        ["node", "--input-type=module", "-e", code], cwd=node.ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stdout.strip() == "format.unrecognised", done.stderr


def test_a_half_done_draft_is_previewed_too_and_an_issued_one_is_not(ada, shipping):
    half = shipping.draft(parcels=None, importer=None, goods=None, mining_origin=None, seals=None)
    assert ada.get(f"/office/{half.pk}/preview.pdf").content.startswith(b"%PDF")
    done = shipping.issued()
    assert ada.get(f"/office/{done.pk}/preview.pdf").status_code == 409
