"""The operator's manual names what there is: every setting, every command."""

import re
from pathlib import Path

from django.conf import settings
from django.core.management import get_commands

MANUAL = (settings.ROOT / "docs" / "operations.md").read_text("utf-8")


def test_every_setting_is_in_the_manual_and_none_else():
    source = (settings.ROOT / "kpverify" / "settings.py").read_text("utf-8")
    read = set(re.findall(r'env\.\w+\(\s*"(KPVERIFY_[A-Z_]+)"', source))
    told = set(re.findall(r"^\| `(KPVERIFY_[A-Z_]+)` \|", MANUAL, re.MULTILINE))
    assert told == read
    assert len(read) >= 14


def test_every_command_the_manual_names_exists():
    ours = {name for name, app in get_commands().items() if app.startswith("kpverify.")}
    typed = set(re.findall(r"manage\.py ([a-z_]+)", MANUAL))
    known = ours | {"check", "migrate", "createcachetable", "collectstatic"}
    assert typed <= known, typed - known
    operators = {
        *(path.stem for path in Path(settings.ROOT, "kpverify/registry/management/commands").glob("[a-z]*.py")),
        *(path.stem for path in Path(settings.ROOT, "kpverify/status/management/commands").glob("[a-z]*.py")),
    }
    untold = {name for name in operators if name not in MANUAL}
    assert untold == set()
