"""`manage.py sign_trust_list FILE --root KID`: one root's signature, made without network or database."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kpverify.errors import Refused
from kpverify.registry import offline
from kpverify.registry.comparing import differences, summary
from kpverify.registry.roots import open_pem
from kpverify.registry.signers import root_signer
from kpverify.tokens.sign import Signer


class Command(BaseCommand):
    """Shows what is to be signed, asks, and writes the answer beside the file."""

    help = "Sign an exported trust list with one root key: the holder's PEM file (--key), or one sealed on this node."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Ask what, as which root, with which key."""
        parser.add_argument("file", type=Path, help="what publish_trust_list --export wrote")
        parser.add_argument("--root", required=True, metavar="KID")
        parser.add_argument("--key", type=Path, metavar="PEM", help="the root's private key; no database is needed")
        parser.add_argument("--passphrase-stdin", action="store_true", help="read the key's passphrase from input")
        parser.add_argument("--since", type=Path, metavar="LIST", help="the trust list before, to see what is new")
        parser.add_argument("--out", type=Path, help="where to write the answer (FILE.KID.signed)")
        parser.add_argument("--yes", action="store_true", help="do not ask")
        parser.add_argument("--dry-run", action="store_true", help="show what would be signed, sign nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show, ask, sign."""
        path: Path = options["file"]
        out: Path = options["out"] or path.with_name(f"{path.name}.{options['root']}.signed")
        try:
            envelope = offline.read(_bytes(path), name=str(path))
            self._show(envelope, options["since"])
            if options["dry_run"]:
                self.stdout.write("Nothing was signed.")
                return
            self._ask(options)
            answer = offline.sign(envelope, _signer(options))
        except Refused as refused:
            raise CommandError(f"{refused.code}: {refused.message}") from refused
        out.write_text(offline.write(answer), encoding="ascii")
        self.stdout.write(f"Signed as {options['root']}: {out}")
        self.stdout.write("Next: give this file to whoever exported the list (publish_trust_list --import).")

    def _show(self, envelope: dict[str, Any], since: Path | None) -> None:
        payload = offline.payload_of(envelope)
        self.stdout.write(f"Trust list {summary(payload)}.")
        self.stdout.write(f"Fingerprint: {offline.fingerprint(envelope)}")
        self.stdout.write("Compare it with the other holders, over a line you trust, before you sign.")
        if since is not None:
            before = offline.payload_of(offline.read(_bytes(since), name=str(since)))
            found = differences(before, payload)
            self.stdout.write(f"{len(found)} differences from version {before['version']}:")
            for one in found:
                self.stdout.write(f"  {one}")

    def _ask(self, options: dict[str, Any]) -> None:
        if options["yes"]:
            return
        if options["passphrase_stdin"] or not sys.stdin.isatty():
            raise CommandError("Nobody can be asked here: add --yes once the fingerprint has been compared.")
        if input("Sign this? Write yes: ").strip().lower() != "yes":
            raise CommandError("Nothing was signed.")


def _signer(options: dict[str, Any]) -> Signer:
    if options["key"] is None:
        return root_signer(options["root"])
    pem = _bytes(options["key"])
    if b"ENCRYPTED" not in pem:
        return open_pem(options["root"], pem, None)
    given = sys.stdin.readline().rstrip("\n") if options["passphrase_stdin"] else getpass.getpass("Passphrase: ")
    return open_pem(options["root"], pem, given.encode())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as wrong:
        raise CommandError(f"{path} cannot be read: {wrong.strerror}.") from wrong
