"""`manage.py load_sanctions KIND FILES...`: put a sanctions list in force, and say what changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kpverify.errors import Refused
from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.screening import services
from kpverify.screening.models import ListLoad
from kpverify.screening.reading import READERS
from kpverify.screening.reading.days import day_of
from kpverify.screening.reading.seed import SEED

SHOWN = 20


class Command(BaseCommand):
    """Reads the files whole before anything changes; a run that was stopped is gone on with by the next.

    Nobody knows who sits at a shell: a file that takes away more than is ordinary waits for two people of the
    Secretariat, on its page, and the command ends with an error.
    """

    help = "Put a sanctions list in force from its publisher's files, and say what changed. `seed` needs no file."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which list, and where its files are."""
        parser.add_argument("kind", choices=sorted(READERS))
        parser.add_argument("files", nargs="*", type=Path, help="as published: sdn.csv alt.csv add.csv, or one file")
        parser.add_argument("--date", default="", help="the publisher's day, where the file says none: 2026-11-25")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it in to the end, or show what would change."""
        is_dry = options["dry_run"]
        if is_dry:
            with acting(is_dry=True):
                self._tell(self._load(options), is_dry=True)
            return
        try:
            self._tell(self._load(options), is_dry=False)
        except Refused as refused:
            raise CommandError(f"{refused.code}: {refused.message}") from refused

    def _load(self, options: dict[str, Any]) -> ListLoad:
        kind, now = options["kind"], timezone.now()
        paths: list[Path] = options["files"] or ([SEED] if kind == "seed" else [])
        if missing := [str(path) for path in paths if not path.is_file()]:
            raise CommandError(f"There is no file {', '.join(missing)}.")
        day = day_of(options["date"])
        if options["date"] and day is None:
            raise CommandError("--date is a day like 2026-11-25.")
        left = ListLoad.objects.filter(sanctions_list_id=kind, state=ListLoad.State.STAGED).first()
        if left is not None and left.waits_for:
            raise CommandError(self._waits(left))
        if left is not None:
            self.stdout.write(f"Going on with the load of {left.loaded_at:%Y-%m-%d %H:%M}; load these files after it.")
        load = left or services.stage(
            files={path.name: path for path in paths}, kind=kind, by=None, now=now, list_date=day
        )
        try:
            while load.state == ListLoad.State.STAGED:
                load = services.advance_load(load_id=load.pk, now=now)
                self.stderr.write(f"{load.cursor:,} of {load.total:,} entries", ending="\r")
        except Refused as refused:
            if refused.code != "list-waits":
                raise
            load.refresh_from_db()
            if not options["dry_run"]:
                raise CommandError(self._waits(load)) from refused
        self.stderr.write("")
        return load

    def _waits(self, load: ListLoad) -> str:
        refused = services.waits(load)
        return f"{refused.code}: {refused.message} Next: /secretariat/sanctions/{load.pk}/, or give it up there."

    def _tell(self, load: ListLoad, *, is_dry: bool) -> None:
        verb = "Would be in force" if is_dry else "In force"
        if load.waits_for:
            self.stdout.write(services.waits(load).message)
            verb = "Would wait for two people of the Secretariat"
        self.stdout.write(f"{verb}: {load.sanctions_list}, {load.day}, {load.total:,} entries.")
        self.stdout.write(f"Added {load.added:,}, changed {load.changed:,}, removed {load.removed:,}.")
        found = services.differences(load, most=SHOWN)
        for sign, entries in (("+", found.added), ("~", [after for _before, after in found.changed])):
            for entry in entries:
                self.stdout.write(f"  {sign} {entry.uid}  {entry.name}")
        for entry in found.removed:
            self.stdout.write(f"  - {entry.uid}  {entry.name}")
        self.stdout.write("Next: `manage.py work` looks at everybody again, or do it now: manage.py screen_parties.")
