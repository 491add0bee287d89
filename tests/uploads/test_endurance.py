"""Many at once, and the process that does it killed: nothing is half there, nothing is there twice."""

import base64
import json
import os
import subprocess
import sys

import pytest

from tests.certificates.test_endurance import own_database

pytestmark = [pytest.mark.endurance, pytest.mark.xdist_group("node")]


def test_killed_at_any_instant_a_row_becomes_one_draft(tmp_path):
    env = {
        **os.environ,
        "KPVERIFY_ENV": "test",
        "KPVERIFY_VAR": str(tmp_path),
        "KPVERIFY_DATABASE_URL": own_database(tmp_path),
        "KPVERIFY_SEAL_KEY": base64.b64encode(os.urandom(32)).decode(),
    }

    def run(*words):
        done = subprocess.run([sys.executable, "-m", *words], env=env, capture_output=True, text=True, timeout=240)
        assert done.returncode == 0, done.stderr[-4000:]
        return json.loads(done.stdout.splitlines()[-1])

    run("tests.certificates.node", "prepare", "0")
    found = run("tests.uploads.node", "kill", "8", "26")
    assert found["whole"], "an upload is there in part"
    assert (found["drafted"], found["accepted"], found["audit"]) == (200, 200, [])
    assert all(found["killed"].get(what, 0) > 0 for what in ("receiving", "judging", "accepting")), found
