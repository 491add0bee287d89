"""`manage.py create_root_key KID --holder NAME`: make a root key here, or take one that its holder keeps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kpverify.registry.keys import create_root_key
from kpverify.registry.management.acting import acting, add_dry_run
from kpverify.registry.roots import register_root_key

BY = "command:create_root_key"


class Command(BaseCommand):
    """In production the holders make their keys themselves, and give only the public half."""

    help = "Make a root key sealed on this node; or, with --public-key, take the public half of one kept elsewhere."

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask the id and the holder."""
        parser.add_argument("kid", help="for example root-1; never used twice")
        parser.add_argument("--holder", required=True, help="who answers for it")
        parser.add_argument("--public-key", type=Path, metavar="PEM", help="the public half of a key kept elsewhere")
        add_dry_run(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make or take it."""
        kid, holder, pem, is_dry = options["kid"], options["holder"], options["public_key"], options["dry_run"]
        with acting(is_dry=is_dry):
            if pem is None:
                create_root_key(kid=kid, holder=holder, now=timezone.now(), by=BY)
            else:
                register_root_key(kid=kid, holder=holder, public_pem=_bytes(pem), now=timezone.now(), by=BY)
        verb = ("Would make" if is_dry else "Made") if pem is None else ("Would take" if is_dry else "Took")
        where = "sealed on this node" if pem is None else "whose private half stays with its holder"
        self.stdout.write(f"{verb} root {kid} of {holder}, {where}.")
        self.stdout.write("Next: the other roots, then publish_trust_list.")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise CommandError(f"{path} cannot be read: {wrong.strerror}.") from wrong
