"""Sanctions lists as they come, the parties that are like their entries, and what a person decided about each."""
