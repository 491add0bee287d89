"""Which decoder reads, what happens when one is missing, and what is fetched when."""

import json

import pytest
from playwright.sync_api import expect

from .codes import draw

pytestmark = pytest.mark.browser


@pytest.fixture
def file(tmp_path, text):
    place = tmp_path / "code.png"
    draw(text, modules=4).save(place)
    return place


def test_nothing_of_the_scanner_is_fetched_before_the_first_scan(scanner, file):
    scanner.open()
    assert not [path for path in scanner.origin.asked if "vendor" in path or "camera" in path or "worker" in path]
    scanner.read(file)
    assert [path for path in scanner.origin.asked if "zxing_reader" in path]
    assert not [path for path in scanner.origin.asked if "pdfjs" in path or "qr-0" in path]


def test_without_webassembly_the_other_decoder_reads(scanner, text, file):
    scanner.origin.missing = {"zxing_reader"}
    assert scanner.open().read(file) == "read 1"
    assert scanner.texts == [text]
    assert [path for path in scanner.origin.asked if "qr-0.7.0/decode" in path]


@pytest.mark.parametrize("missing", [{"worker."}, {"vendor"}])
def test_without_any_decoder_it_is_said_and_the_next_try_may_succeed(scanner, text, file, missing):
    scanner.origin.missing = missing
    assert scanner.open().read(file) == "failed no-decoder"


def test_a_pdf_library_that_cannot_be_loaded_is_not_a_broken_file(scanner, tmp_path):
    file = tmp_path / "some.pdf"
    file.write_bytes(b"%PDF-1.7\n")
    scanner.origin.missing = {"pdf.worker"}
    assert scanner.open().read(file) == "failed no-decoder"


def test_a_built_in_reader_that_cuts_the_text_is_not_believed(scanner, text, file):
    # Chromium has no built-in reader on Linux; this one has the fault that some phones' have.
    scanner.page.add_init_script("""
      globalThis.BarcodeDetector = class {
        static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
        detect() { return Promise.resolve([{ rawValue: "https://verify.example.org/v#", cornerPoints: [] }]); }
      };
    """)
    assert scanner.open().read(file) == "read 1"
    assert scanner.texts == [text]


def test_a_built_in_reader_that_gives_the_whole_text_is_believed(scanner, text, file):
    scanner.page.add_init_script(f"""
      globalThis.BarcodeDetector = class {{
        static getSupportedFormats() {{ return Promise.resolve(["qr_code"]); }}
        detect() {{ return Promise.resolve([{{ rawValue: {json.dumps(text)}, cornerPoints: [] }}]); }}
      }};
    """)
    assert scanner.open().read(file) == "read 1"
    assert scanner.texts == [text]
    assert not [path for path in scanner.origin.asked if "vendor" in path]


def test_a_built_in_reader_that_dies_is_replaced(scanner, text, file):
    scanner.page.add_init_script("""
      globalThis.BarcodeDetector = class {
        static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
        detect() { return Promise.reject(new DOMException("gone", "NotSupportedError")); }
      };
    """)
    scanner.open().read(file)
    assert scanner.texts == [text]
    expect(scanner.page.locator("#state")).to_have_text("read 1")
