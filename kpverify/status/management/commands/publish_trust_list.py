"""`manage.py publish_trust_list`: show what is new in the registry, sign it and let everybody see it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kpverify.registry import offline
from kpverify.registry.comparing import differences, summary
from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.registry.models import TrustList
from kpverify.registry.trust_list import accept_trust_list, build_payload, publish_trust_list
from kpverify.status.services import references

BY = "command:publish_trust_list"
MOST_LINES = 200


class Command(BaseCommand):
    """Where the roots are kept elsewhere: --export, each holder signs (sign_trust_list), --import."""

    help = "Publish the registry as the next trust list, with the roots of this node or with signatures made elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask which way."""
        way = parser.add_mutually_exclusive_group()
        way.add_argument("--export", type=Path, metavar="FILE", help="write what the root holders have to sign")
        way.add_argument("--import", type=Path, nargs="+", metavar="FILE", dest="answers", help="what they signed")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Show what is new, then go the way that was asked for."""
        now = timezone.now()
        with acting(is_dry=options["dry_run"]):
            if options["answers"]:
                self._import(options["answers"], now, is_dry=options["dry_run"])
                return
            payload = build_payload(status_lists=references(), now=now)
            self._show(payload)
            if options["export"]:
                self._export(payload, options["export"], is_dry=options["dry_run"])
            elif options["dry_run"]:
                self.stdout.write("Nothing was published.")
            else:
                self._done(publish_trust_list(status_lists=references(), now=now, by=BY), is_dry=False)

    def _show(self, payload: dict[str, Any]) -> None:
        last = TrustList.objects.order_by("-version").first()
        self.stdout.write(f"Trust list {summary(payload)}.")
        if last is None:
            self.stdout.write("It is the first one of this node.")
            return
        found = differences(offline.payload_of(json.loads(last.body)), payload)
        self.stdout.write(
            f"{len(found)} differences from version {last.version}, of {last.issued_at:%Y-%m-%d %H:%M} UTC."
        )
        for one in found[:MOST_LINES]:
            self.stdout.write(f"  {one}")
        if len(found) > MOST_LINES:
            self.stdout.write(f"  and {len(found) - MOST_LINES} more")

    def _export(self, payload: dict[str, Any], path: Path, *, is_dry: bool) -> None:
        request = offline.request_of(payload)
        self.stdout.write(f"Fingerprint: {offline.fingerprint(request)}")
        if is_dry:
            self.stdout.write(f"Nothing was written to {path}.")
            return
        try:
            path.write_text(offline.write(request), encoding="ascii")
        except OSError as wrong:
            raise CommandError(f"{path} cannot be written: {wrong.strerror}.") from wrong
        self.stdout.write(f"Wrote {path}. Nothing is published yet.")
        self.stdout.write(f"Next: each holder runs sign_trust_list {path.name} --root KID --key PEM; then --import.")

    def _import(self, paths: list[Path], now: Any, *, is_dry: bool) -> None:
        answers = [offline.read(_bytes(path), name=str(path)) for path in paths]
        envelope = offline.assemble(answers)
        self._show(offline.payload_of(envelope))
        self.stdout.write(f"Fingerprint: {offline.fingerprint(envelope)}, {len(envelope['signatures'])} signatures.")
        self._done(accept_trust_list(envelope, now=now, by=BY), is_dry=is_dry)

    def _done(self, kept: TrustList, *, is_dry: bool) -> None:
        verb = "Would publish" if is_dry else "Published"
        self.stdout.write(f"{verb} trust list {kept.version}, in force until {kept.expires_at:%Y-%m-%d %H:%M} UTC.")
        self.stdout.write("Next: phones take it when they are next online; /readyz shows its age.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise CommandError(f"{path} cannot be read: {wrong.strerror}.") from wrong
