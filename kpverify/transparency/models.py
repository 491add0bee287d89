"""Every token ever issued, in order: what look-ups by number read, and what the public log will prove."""

from __future__ import annotations

from django.db import models


class IssuedToken(models.Model):
    """One issued token. Append-only; the issuer and the number are text, as any stranger would know them."""

    authority = models.CharField(max_length=11)
    number = models.CharField(max_length=20, unique=True)
    token = models.TextField()
    check_code = models.CharField(max_length=8)
    leaf_hash = models.CharField(max_length=64, unique=True)
    appended_at = models.DateTimeField()
