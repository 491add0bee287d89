"""The countries lists name, as codes: some lists write codes, others names in English."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from babel import Locale

from kpverify.screening.names import fold

# As publishers write them where that is not the usual name.
_OTHERWISE = {
    "democratic republic of the congo": "CD",
    "congo democratic republic of the": "CD",
    "congo republic of the": "CG",
    "cote d ivoire": "CI",
    "korea north": "KP",
    "korea south": "KR",
    "russian federation": "RU",
    "burma": "MM",
    "syrian arab republic": "SY",
    "iran islamic republic of": "IR",
    "united republic of tanzania": "TZ",
    "turkey": "TR",
    "united kingdom of great britain and northern ireland": "GB",
    "united states of america": "US",
    "viet nam": "VN",
    "the gambia": "GM",
}


@cache
def _codes() -> dict[str, str]:
    names = Locale("en").territories
    return {fold(name): code for code, name in names.items() if len(code) == 2} | _OTHERWISE


def codes_of(countries: Iterable[str]) -> set[str]:
    """Give alpha-2 codes; what is no country, such as `Region: Gaza`, is left out."""
    found = (one.upper() if len(one) == 2 else _codes().get(fold(one), "") for one in countries)
    return {code for code in found if code}
