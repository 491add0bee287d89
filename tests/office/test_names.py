"""Countries and goods in the reader's language."""

from django.utils import translation

from kpverify.office.choices import country_names
from kpverify.registry.models import HSCode


def test_countries_are_named_in_the_readers_language(world):
    with translation.override("en"):
        english = country_names()
    for language, botswana, germany in (("ru", "Ботсвана", "Германия"), ("zh-hans", "博茨瓦纳", "德国")):
        with translation.override(language):
            names = country_names()
        assert (names["BW"], names["DE"]) == (botswana, germany)
        assert set(names) == set(english)
    # The scheme's own English names stand.
    assert english["BW"] == "Botswana"


def test_every_hs_code_has_words_for_translators(world):
    from kpverify.office.names import GOODS

    assert set(GOODS) == set(HSCode.objects.values_list("description", flat=True))
