"""The story as somebody runs it: one command, one line for each step, and nothing of it left on the node."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection

from kpverify.certificates.models import Certificate


@pytest.mark.django_db(transaction=True)
def test_the_story_is_played_in_a_database_of_its_own():
    node, said = connection.settings_dict["NAME"], StringIO()
    call_command("car_story", stdout=said)
    assert "21 steps, 0 of them wrong." in said.getvalue()
    assert "WRONG" not in said.getvalue()
    assert connection.settings_dict["NAME"] == node
    assert not Certificate.objects.exists()
