"""The paper shows what is signed, all of it and nothing else; and it is read back from pictures."""

import json
import random
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from unicodedata import normalize

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from django.conf import settings

from kpverify.certificates import printing
from kpverify.certificates.paper_data import is_right_to_left, last_instant, payload_of, total
from kpverify.certificates.printing import PAPER, print_paper
from kpverify.certificates.qr import text_of
from kpverify.certificates.trusted import bundle_for
from kpverify.tokens.claims import HIDDEN, check_code
from kpverify.tokens.transport import take_apart
from kpverify.tokens.verify import verify

from .paper import FRENCH, codes, data, pages, squeezed, token, words
from .typed import importer, line

HOSTILE = [
    '#read("/etc/passwd")',
    "*bold* _thin_ `raw` $x^2$",
    "\\ \\u{41} \\n",
    "<label> @label = Heading - item",
    '#import "@preview/cetz:0.3.0"',
    "// gone? /* gone? */ #{1 + 1}",
    "\"quotes\" 'single' -- --- ... ~",
    "{{7*7}} ${7*7} <script>alert(1)</script>",
    "]]] ))) }}} ### $$$",
    "https://example.org/ office@example.org",
    "$(id) `id` %s %n",
]
SCRIPTS = {
    "Latin": "Ångström Đặng Łódź ﬁ ½ № €",
    "Cyrillic": "Северная огранка Ќўє",
    "Greek": "Ωμέγα",
    "Arabic": "شركة الخليج للماس",
    "Hebrew": "יהלום",
    "Devanagari": "क्षत्रिय दिल्ली",
    "Gujarati": "સુરત હીરા",
    "Bengali": "কলকাতা",
    "Tamil": "தமிழ்",
    "Telugu": "తెలుగు",
    "Kannada": "ಕನ್ನಡ",
    "Malayalam": "മലയാളം",
    "Gurmukhi": "ਪੰਜਾਬੀ",
    "Odia": "ଓଡ଼ିଆ",
    "Sinhala": "සිංහල",
    "Thai": "กรุงเทพ",
    "Lao": "ວຽງຈັນ",
    "Khmer": "ភ្នំពេញ",
    "Burmese": "မြန်မာ",
    "Armenian": "Երևան",
    "Georgian": "თბილისი",
    "Amharic": "አዲስ አበባ",
    "Tifinagh": "ⵜⵉⴼⵉⵏⴰⵖ",
    "N'Ko": "ߒߞߏ",
    "Vai": "ꕙꔤ",
    "Adlam": "𞤀𞤣𞤤𞤢𞤥",
    "Thaana": "ދިވެހި",
    "Chinese, simplified": "上海黄浦钻石加工有限公司",
    "Chinese, traditional": "臺灣鑽石股份有限公司",
    "Chinese, rare": "䶮𠮷㐂",
    "Japanese": "東京ダイヤモンド株式会社 さくら",
    "Korean": "대한다이아몬드 주식회사 뷁",
}
ANNEX_I = {
    "Kimberley Process Certificate": "title",
    "have been handled": "statement",
    "Country of mining origin": "origin",
    "Certificate number": "number",
    "Date of issue": "issue",
    "Date of expiry": "expiry",
    "Issuing authority": "authority",
    "Exporter": "exporter",
    "Importer": "importer",
    "Mass, carats": "carats",
    "Value, US dollars": "value",
    "Number of parcels": "parcels",
    "HS classification": "HS",
    "Validation by the exporting authority": "validation",
    "Import confirmation": "part B",
    "Country of destination": "destination",
    "Date of receipt": "receipt",
    "Authentication by the importing authority": "authentication",
}
FULL = {
    "mining_origin": ["BW", "CF"],
    "zones": ["CF-BERBERATI"],
    "goods": [
        line(hs="7102.31", carats="1804.52", usd="362118.75"),
        line(hs="7102.21", carats="0.5", usd="1"),
        line(hs="7102.10", carats="999999999.99", usd="999999999.99"),
    ],
    "due_diligence": ["OECD-DDG", "NEW-STANDARD-7"],
    "kind": "replacement",
    "replaces": "BW26000001",
    "remarks": "Opened and resealed; see file 118/2026.",
    "parcels": 4711,
}


def leaves(value):
    """Give every text and number inside."""
    if isinstance(value, dict | list):
        inside = value.values() if isinstance(value, dict) else value
        return [leaf for item in inside for leaf in leaves(item)]
    return [str(value)]


def is_clear_above_the_last_line(pdf):
    """Does the lower part end where it should?"""
    return pages(pdf, 300)[0].crop((0, 3384, 2480, 3400)).getextrema() == (255, 255)


def test_every_signed_value_is_printed():
    payload, shown = payload_of(token(**FULL)), words(print_paper(data(**FULL)))
    kpc = payload["kpc"]
    # These two are printed in words: the whole statement, and the kind of certificate.
    assert kpc.pop("statement") == "KPCS-US"
    assert kpc.pop("kind") == "replacement"
    for value in [payload["iss"], payload["sub"], *leaves(kpc)]:
        assert squeezed(value) in squeezed(shown), value
    for printed in ("Replacement", "2026-11-24, 10:30 UTC", "2027-01-23, 24:00 UTC"):
        assert printed in shown


def test_totals_are_added_exactly():
    shown = words(print_paper(data(**FULL)))
    assert "1000001805.01" in shown
    assert "1000362119.74" in shown
    assert total(["0.1", "0.2"]) == "0.3"
    assert total(["1", "2"]) == "3"
    assert total(["999999999.99"] * 3) == "2999999999.97"


def test_every_element_of_annex_one_has_its_label():
    shown = words(print_paper(data()))
    assert [label for label in ANNEX_I if label not in shown] == []


def test_check_code_and_host_are_printed():
    shown, code = words(print_paper(data())), check_code(take_apart(token()).signing_input)
    assert f"{code[:4]}-{code[4:]}" in shown
    assert settings.PUBLIC_URL.split("://")[1] + "/v" in shown
    assert "Scan with any phone" in shown


def test_mixed_origin_is_printed_as_asterisks():
    assert "***" in words(print_paper(data(mining_origin=[])))
    assert "***" not in words(print_paper(data()))


def test_the_participants_language_stands_beside_english():
    shown = words(print_paper(data(named={"local": FRENCH, "language": "fr"})))
    for text in (FRENCH.title, FRENCH.text, "Kimberley Process Certificate", "Date d’expiration", "Date of expiry"):
        assert squeezed(text) in squeezed(shown)


def test_every_language_translates_the_same_labels():
    languages = json.loads((PAPER / "words.json").read_text(encoding="utf-8"))
    english, others = set(languages.pop("en")), list(languages.values())
    assert len(others) == 6
    assert all(set(one) == set(others[0]) and set(one) < english for one in others)


@pytest.mark.parametrize("language", ["en", "fr", "pt", "es", "ru", "ar", "zh", "hy"])
def test_an_ordinary_certificate_is_one_page_in_every_language(language):
    found = print_paper(data(**FULL, named={"local": FRENCH, "language": language}))
    assert len(pypdfium2.PdfDocument(found)) == 1
    assert is_clear_above_the_last_line(found)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_shown_as_typed(name):
    shown = words(print_paper(data(importer=importer(name=name, address=name), remarks=name)))
    assert squeezed(shown).count(squeezed(name)) == 4  # the name twice: the lower part repeats it
    assert "root:" not in shown


@pytest.mark.parametrize("name", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_every_script_has_its_letters(name):
    """An archival PDF is refused by typst when a letter is missing, and would be spelled as a code point then."""
    shown = words(print_paper(data(importer=importer(name=name), remarks=name)))
    assert "[U+" not in shown


@pytest.mark.parametrize("script", ["Cyrillic", "Arabic", "Hebrew", "Chinese, simplified", "Korean", "Gujarati"])
def test_names_can_be_copied_from_the_pdf(script):
    shown = words(print_paper(data(importer=importer(name=SCRIPTS[script]))))
    assert SCRIPTS[script] in shown


@pytest.mark.parametrize(
    ("name", "spelled"),
    [
        ("Gems 💎 Ltd", "Gems [U+1F48E] Ltd"),
        ("\ue000 private", "[U+E000] private"),
        ("ᚠ and 𒀀", "[U+16A0] and [U+12000]"),
    ],
)
def test_what_no_font_can_draw_is_spelled_out(name, spelled):
    assert spelled in words(print_paper(data(importer=importer(name=name))))


def test_any_name_a_token_may_hold_can_be_printed():
    chance = random.Random(2026)
    odd = [*map(chr, (0xFE0F, 0xFFFE, 0xE0001, 0x3164, 0x34F, 0x200D, 0xFFFD, 0x1F1E7, 0x301, 0xE33, 0x10FFFD, 0x202F))]
    for _ in range(40):
        signs = [chance.choice(odd) if chance.random() < 0.4 else chr(chance.randrange(0xE000)) for _ in range(6)]
        name = normalize("NFC", f"x{HIDDEN.sub('', ''.join(signs))}y").encode("utf-8", "ignore").decode()
        name = normalize("NFC", name)
        assert print_paper(data(importer=importer(name=name))).startswith(b"%PDF-"), ascii(name)


def test_the_longest_fields_are_printed_whole():
    longest = {
        **FULL,
        "exporter": {"name": "Ж" * 120, "address": "щ" * 200, "country": "BW"},
        "importer": {"name": "W" * 120, "address": "鑽" * 200, "country": "AE"},
        "seals": [f"BW7001-2026-AAAA-BBBB-{n:02}" for n in range(12)],
        "mining_origin": [f"{a}{b}" for a in "ABCD" for b in "VWXYZ"],
        "zones": [f"CF-ZONE-{n:02}" for n in range(20)],
        "due_diligence": [f"A-STANDARD-WITH-LONG-ID{n}" for n in range(8)],
        "remarks": "Remark " * 28 + "end",
    }
    found = print_paper(data(**longest))
    for value in leaves(payload_of(token(**longest))["kpc"]):
        assert value in {"KPCS-US", "replacement"} or squeezed(value) in squeezed(words(found)), value
    assert codes(pages(found, 200)[0]) == [text_of(token(**longest))]
    assert is_clear_above_the_last_line(found)
    edge = pages(found, 100)[0].crop((790, 0, 826, 1100))
    assert edge.getextrema() == (255, 255), "something runs off the paper"


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_code_is_read_back_from_a_picture(dpi):
    assert codes(pages(print_paper(data(**FULL)), dpi)[0]) == [text_of(token(**FULL))]


@pytest.mark.parametrize("remarks", [None, "word " * 30 + "end", "鑽石" * 90])
def test_modules_are_whole_dots_on_the_paper(remarks):
    """At 300 dpi nothing in the code's square is grey."""
    found = data(remarks=remarks)
    drawn = pages(print_paper(found), 300)[0]
    side = found["qr"]["side"] * found["qr"]["dots"] // 2
    right, top = 2315, 3380 - 585 - max(side + 125, 670)
    square = drawn.crop((right - side, top, right, top + side))
    # Within a hundredth of a dot, which is what the page's size is written to.
    assert all(shade < 3 or shade > 252 for _, shade in square.getcolors())
    assert codes(square) == [text_of(token(remarks=remarks))]


def test_the_same_certificate_gives_the_same_bytes():
    assert print_paper(data(**FULL)) == print_paper(data(**FULL))
    assert print_paper(data(**FULL)) != print_paper(data())


def test_threads_print_at_the_same_time():
    papers = [data(remarks=f"Number {n}") for n in range(6)] * 2
    alone = [print_paper(one) for one in papers]
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(print_paper, papers)) == alone


def test_the_pdf_is_archival_tagged_and_named():
    found = print_paper(data())
    document = pypdfium2.PdfDocument(found)
    assert document.get_metadata_value("Title") == "Certificate number BW26000001"
    assert pdfium.FPDFCatalog_IsTagged(document.raw)
    for mark in (b"<pdfaid:part>2</pdfaid:part>", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<", b"/Lang(en)"):
        assert mark in found


def test_a_demonstration_says_so():
    real, demo = words(print_paper(data())), words(print_paper(data(named={"is_demo": True})))
    assert "DEMO" not in real
    assert "DEMO" in demo
    assert "This is no certificate." in demo


def test_the_last_day_is_named_not_the_midnight_after():
    assert last_instant(1_800_835_200) == "2027-01-24, 24:00 UTC"
    assert last_instant(1_800_835_199) == "2027-01-24, 23:59:59 UTC"


def test_direction_is_that_of_the_first_letter():
    assert is_right_to_left("12 شركة Ltd")
    assert not is_right_to_left("Ltd شركة")
    assert not is_right_to_left("12")


def test_unknown_ids_are_printed_as_they_are():
    shown = words(print_paper(data(mining_origin=["QQ"], named={"hs": {}, "zones": {}, "countries": {}})))
    assert "QQ (QQ)" in shown


def test_an_issued_certificate_is_printed_and_verified(shipping, now):
    """From the office to the officer: printed, drawn, read, and found valid."""
    certificate = shipping.issued()
    found = printing.pdf(certificate)
    (text,) = codes(pages(found, 200)[0])
    verdict = verify(text, bundle_for(certificate.status_uri), now)
    assert verdict.outcome == "valid"
    assert verdict.certificate["sub"] == certificate.number
    shown = words(found)
    assert certificate.number in shown
    assert f"{certificate.check_code[:4]}-{certificate.check_code[4:]}" in shown
    assert squeezed(certificate.authority.participant.statement.text) in squeezed(shown)


def test_the_command_line_verifies_the_pdf(shipping, now, client, tmp_path):
    certificate = shipping.issued()
    (tmp_path / "paper.pdf").write_bytes(printing.pdf(certificate))
    (tmp_path / "bundle").write_bytes(client.get("/trust/bundle").content)
    asked = ["verify", "--bundle", "bundle", "--now", f"{now:%Y-%m-%dT%H:%M:%SZ}", "paper.pdf"]
    run = subprocess.run(
        [sys.executable, "-m", "kpverify.tokens", *asked],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(settings.ROOT)},
    )
    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout)["certificate"]["sub"] == certificate.number


def test_the_draft_is_never_printed_only_the_token(shipping):
    """What stands in the row beside the token changes nothing."""
    certificate = shipping.issued()
    before = printing.pdf(certificate)
    certificate.content = {**certificate.content, "parcels": 9, "remarks": "forged"}
    certificate.number = "BW99999999"
    assert printing.pdf(certificate) == before


def test_the_statement_is_the_one_that_was_signed(shipping):
    certificate = shipping.issued()
    participant = certificate.authority.participant
    participant.statement_id = "KPCS-CA"
    participant.save()
    certificate.refresh_from_db()
    assert "Certification Scheme for rough diamonds" in words(printing.pdf(certificate))
