"""Send one mail, and tell what came of it."""

from __future__ import annotations

import smtplib
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation

from kpverify.errors import Refused
from kpverify.notices.composers import Mail, composer_of
from kpverify.notices.models import Notice
from kpverify.notices.outcomes import Came, again, line, reason, refused, sent

Answer = tuple[int, bytes | str]


def compose(notice: Notice) -> Mail:
    """Compose what a notice says now, in its reader's language.  Raises: Refused."""
    made = composer_of(notice.kind)
    if made is None:
        raise Refused("no-composer", f"Nothing here writes mails of the kind {notice.kind}.")
    with translation.override(notice.language):
        return made(notice)


def message_id(notice: Notice) -> str:
    """Give the Message-ID: the same at every attempt, so that a receiver can drop what came twice."""
    return f"<{notice.pk}@{urlsplit(settings.PUBLIC_URL).hostname}>"


def send_mail(notice: Notice, *, now: datetime) -> Came:
    """Send it by the mail server of the settings, or by what stands for it in a demonstration."""
    try:
        mail = compose(notice)
        message = EmailMessage(
            # One line, whatever was composed: a line end would begin another header.
            subject=line(mail.subject),
            body=mail.text,
            to=[notice.recipient],
            headers={
                "Message-ID": message_id(notice),
                "Date": format_datetime(now),
                "Auto-Submitted": "auto-generated",
                "Content-Language": notice.language,
            },
            connection=get_connection(),
        )
        for one in mail.attachments:
            message.attach(one.name, one.make(), one.kind)
    except Refused as refusal:
        return again(refusal.message)
    return _delivered(message)


def _delivered(message: EmailMessage) -> Came:
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as no:
        return _answered(next(iter(no.recipients.values()), (0, b"")))
    except smtplib.SMTPDataError as no:
        return _answered((no.smtp_code, no.smtp_error))
    except smtplib.SMTPResponseException as no:
        # Greeting, log-in or sender refused: nothing of this message, and the operator can mend it.
        return again(_words((no.smtp_code, no.smtp_error)), is_target=True)
    except ValueError as wrong:
        # Django's word for a line end in a header, or an address that is none.
        return refused(f"No mail can have this address or header: {wrong}")
    except (smtplib.SMTPException, OSError) as gone:
        return again(f"The mail server does not answer: {reason(gone)}", is_target=True)
    return sent("The mail server took it.")


def _answered(answer: Answer) -> Came:
    """A 5xx of this recipient or message is final.  Source: RFC 5321 section 4.2.1."""
    return refused(_words(answer)) if 500 <= answer[0] < 600 else again(_words(answer))


def _words(answer: Answer) -> str:
    code, text = answer
    return f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
