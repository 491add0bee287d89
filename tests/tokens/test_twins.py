"""The Python and the JavaScript verifier say the same, to the last word, about ten thousand things gone wrong."""

from tests.tokens.mutations import samples
from tests.tokens.twins import compare

SEED = 20261120
COUNT = 10_000


def test_both_verifiers_say_the_same_about_ten_thousand_mutations():
    differing, counts = compare(list(samples(SEED, COUNT)))
    assert not differing, "\n".join(differing[:3])
    # The mutations reach every outcome, and not only the first gate.
    assert all(counts[outcome] >= 50 for outcome in ("valid", "attention", "undetermined", "invalid", "unrecognised"))
    assert sum(counts[outcome] for outcome in ("valid", "attention")) >= 250


def test_the_same_seed_gives_the_same_samples():
    assert list(samples(3, 50)) == list(samples(3, 50))
