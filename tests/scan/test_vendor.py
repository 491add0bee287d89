"""The browser libraries kept here are the ones that were published, whole, and ask nothing of the outside."""

import hashlib
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find

VENDOR = Path(find("pwa/vendor"))
SCAN = Path(find("pwa/scan"))
FOLDERS = sorted(folder.parent for folder in VENDOR.glob("*/INTEGRITY"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_file_is_as_recorded_and_none_is_unrecorded(folder):
    recorded = dict(re.findall(r"^([0-9a-f]{64})  (.+)$", (folder / "INTEGRITY").read_text(), re.MULTILINE))
    found = {
        hashlib.sha256(file.read_bytes()).hexdigest(): str(file.relative_to(folder))
        for file in folder.rglob("*")
        if file.is_file() and file.name != "INTEGRITY"
    }
    assert found == recorded
    assert "LICENSE" in recorded.values()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_the_note_names_the_version_the_folder_and_the_scanner_name(folder):
    note = (folder / "INTEGRITY").read_text()
    package = re.search(r"^# npm pack (\S+)@(\S+)$", note, re.MULTILINE)
    assert f"{package[1]}-{package[2]}" == folder.name
    assert re.search(r"^# sha512-[A-Za-z0-9+/]{86}==$", note, re.MULTILINE)
    assert any(f"vendor/{folder.name}/" in module.read_text() for module in SCAN.glob("*.js"))


@pytest.mark.parametrize("file", [*VENDOR.rglob("*.js"), *VENDOR.rglob("*.mjs")], ids=lambda file: file.name)
def test_no_library_points_at_a_source_map_or_turns_text_into_markup(file):
    code = file.read_text(encoding="utf-8")
    assert "sourceMappingURL" not in code
    assert not re.search(r"\.innerHTML\s*=|insertAdjacentHTML|document\.write\(|(?<![\w.$])eval\(", code)


def test_all_that_is_vendored_has_a_note():
    assert [folder for folder in VENDOR.iterdir() if folder not in FOLDERS] == []
