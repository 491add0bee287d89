"""Letters about an officer's own account: what was changed, and the way in. Without passwords, and without codes.

An act does not fail because a mail server is down: a letter that could not be sent is logged, and told where somebody
waits for it.
"""

from __future__ import annotations

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils.translation import gettext as _

from kpverify.accounts.models import Officer

log = structlog.get_logger()


def tell(officer: Officer, what: str) -> bool:
    """Tell an officer what has just happened to their account; tells whether the letter went out."""
    words = _(
        "%(what)s: %(name)s at %(address)s.\n\nIf this was not you, tell the administrator of your authority at once, "
        "and do not use the account."
    )
    return send(officer.email, what, words % {"what": what, "name": officer.name, "address": settings.PUBLIC_URL})


def send(address: str, subject: str, text: str) -> bool:
    """Send one letter; tells whether it went out, which it never does on a node without mail."""
    if not settings.EMAIL_IS_CONFIGURED:
        return False
    try:
        sent = send_mail(f"kpverify: {subject}", text, None, [address])
    except (OSError, SMTPException) as failed:
        log.warning("account_mail_failed", reason=type(failed).__name__)
        return False
    return bool(sent)


def invite(address: str, *, name: str, link: str, is_reset: bool = False) -> bool:
    """Send the way in; tells whether it went out."""
    if is_reset:
        subject = _("A new way to sign in")
        first = _(
            "Your way of signing in was reset by an administrator: your password and second factors hold no longer."
        )
    else:
        subject = _("You are invited")
        first = _("You are invited to work with kpverify at %(address)s.") % {"address": settings.PUBLIC_URL}
    words = _(
        "Open this within three days, and choose how you sign in:\n%(link)s\n\nIt works once. If you did not expect "
        "it, tell the administrator of your authority."
    )
    return send(address, subject, f"{name},\n\n{first}\n\n{words % {'link': link}}")


def link_of(token: str) -> str:
    """Write a token as an address; behind the #, so that it stands in no server's log."""
    return f"{settings.PUBLIC_URL}{reverse('account_invitation')}#{token}"
