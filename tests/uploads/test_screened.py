"""A file of many shipments is screened: each name once, and what is like an entry waits beside its row."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from kpverify.screening import searching
from kpverify.uploads import services
from kpverify.uploads.models import Stage
from tests.certificates.listed import DIAMVILLE, load

from .conftest import as_csv, table


def test_rows_are_screened_and_no_name_is_looked_for_twice(world, now):
    load(DIAMVILLE, now=now)
    searching._search.cache_clear()
    rows = as_csv(table(60, r7={"importer_name": "Diam Ville", "importer_country": "AE"}))
    sent = services.receive_upload(raw=rows, name="week.csv", by=world.ada, now=now)
    with CaptureQueriesContext(connection) as seen:
        while sent.stage == Stage.CHECKING:
            sent = services.advance(upload_id=sent.pk, now=now)
    looked = [one["sql"] for one in seen.captured_queries if "screening_namekey" in one["sql"]]
    # Three parties in 60 rows: each is looked for by name and by address.
    assert 0 < len(looked) <= 6
    (row,) = sent.rows.exclude(state="fit")
    assert (row.place, row.findings[0]["code"]) == (8, "screening.parties.undecided")
    assert row.findings[0]["column"] == "importer_name"
