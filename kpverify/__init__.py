"""Kimberley Process certificates as signed QR codes: issue, print, publish, verify."""

__version__ = "0.1.0"
