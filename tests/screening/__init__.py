"""Screening: lists, names, decisions."""
