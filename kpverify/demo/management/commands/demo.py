"""`manage.py demo`: fill an empty database with the demonstration, and say how to use it."""

from __future__ import annotations

import io
from typing import Any

import qrcode
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from kpverify.accounts.models import Officer
from kpverify.certificates import printing
from kpverify.certificates.models import Certificate, State
from kpverify.demo.people import APP_KEY, PEOPLE
from kpverify.demo.seed import seed
from kpverify.tokens.transport import qr_text

SHOWN = (
    "ada@bw.example",
    "ben@bw.example",
    "naledi@bw.example",
    "clarisse@cf.example",
    "amal@ae.example",
    "sefako@secretariat.example",
)


class Command(BaseCommand):
    """Seeds once; later runs only show the address, the log-ins and a code to scan."""

    help = "Fill an empty database with demonstration data (once), and show the address, the log-ins and a QR code."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take whether to show anything."""
        parser.add_argument("--seed-only", action="store_true", help="fill the database, show nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse anything but a demonstration; seed all or nothing."""
        if settings.KPVERIFY_ENV != "demo":
            raise CommandError("This makes demo keys and demo officers: it runs with KPVERIFY_ENV=demo only.")
        password = (settings.VAR / "password").read_text(encoding="ascii").strip()
        if not Officer.objects.exists():
            with transaction.atomic():
                seed(now=timezone.now().replace(microsecond=0), password=password, say=self.say)
        if not options["seed_only"]:
            self.show(password)

    def say(self, words: str) -> None:
        """Tell what is being done."""
        self.stdout.write(f"== {words}")
        self.stdout.flush()

    def show(self, password: str) -> None:
        """Print what a visitor needs, and keep the newest certificate as files."""
        newest = Certificate.objects.filter(state=State.ISSUED).latest("issued_at")
        self.save(newest)
        text = qr_text(newest.token, settings.PUBLIC_URL)
        code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_L, border=2)
        code.add_data(text)
        drawn = io.StringIO()
        code.print_ascii(out=drawn, invert=True)
        self.stdout.write(drawn.getvalue())
        self.stdout.write(f"Scan it: certificate {newest.number}, check code {newest.check_code}")
        self.stdout.write(f"The same as files: {settings.VAR}/demo-certificate.pdf, .png, .txt\n\n")
        self.stdout.write(f"Open          {settings.PUBLIC_URL}/\n")
        self.stdout.write(f"Verify        {settings.PUBLIC_URL}/v\n")
        self.stdout.write(f"Office        {settings.PUBLIC_URL}/office/\n")
        self.stdout.write(f"Secretariat   {settings.PUBLIC_URL}/secretariat/\n\n")
        self.stdout.write(f"Log-ins, all with the password  {password}\n")
        for person in PEOPLE:
            if person.email in SHOWN:
                where = person.authority or "Secretariat"
                self.stdout.write(f"  {person.email:<28} {', '.join(person.roles)} ({where})")
        self.stdout.write("\nThe second step of signing in asks for a code: the page shows it, in a box marked DEMO.\n")
        self.stdout.write(f"Or give this key to an authenticator app:  {APP_KEY}\n")
        self.stdout.write("\nStop with Ctrl+C.")
        self.stdout.flush()

    def save(self, certificate: Certificate) -> None:
        """Writes: the PDF, the QR picture and the QR's text of one certificate under `settings.VAR`."""
        (settings.VAR / "demo-certificate.pdf").write_bytes(printing.pdf(certificate))
        (settings.VAR / "demo-certificate.png").write_bytes(printing.qr_png(certificate.token))
        text = qr_text(certificate.token, settings.PUBLIC_URL)
        (settings.VAR / "demo-certificate.txt").write_text(text, encoding="ascii")
