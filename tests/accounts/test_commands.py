"""The operator's commands about people."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.world import sign_in


def test_an_officer_who_leaves_is_signed_out_at_once(world, capsys):
    client = Client()
    sign_in(client, world.ada)
    assert client.get("/office/").status_code == 200
    call_command("deactivate_officer", "ada@example.org", dry_run=True)
    assert client.get("/office/").status_code == 200
    call_command("deactivate_officer", "Ada@example.org")
    assert "Ended every role and session of Ada Kgosi (BW-ADA)." in capsys.readouterr().out
    assert client.get("/office/").status_code == 302
    assert not world.ada.grants.filter(ended_at=None).exists()


def test_nobody_by_that_address(world):
    with pytest.raises(CommandError, match="no-officer"):
        call_command("deactivate_officer", "nobody@example.org")
