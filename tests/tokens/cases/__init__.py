"""The vectors as tables: each case with its outcome and deciding codes, written by hand.

`python -m tests.tokens.cases` writes `tests/vectors/`, and stops when the implementation says anything else.
"""
