"""Countries and goods in the reader's language."""

from django.utils import translation

from kpverify.accounts.templatetags.days import days
from kpverify.office.choices import country_names
from kpverify.office.stock_forms import ImportForm
from kpverify.office.views_paper_settings import ProfileForm
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


def test_words_with_figures_in_a_form_speak_the_readers_language(world):
    fields = (ImportForm().fields["carats_710210"].label, ProfileForm().fields["right_mm"].help_text)
    said = set()
    for language in ("en", "ar", "zh-hans"):
        with translation.override(language):
            said.add(tuple(str(words) for words in fields))
    assert ("7102.10, carats", "Below zero moves to the left. At most 15.") in said
    assert all(len({words[place] for words in said}) == 3 for place in (0, 1))


def test_the_zones_page_names_countries_in_the_readers_language(client, world):
    for language, name in (("en", "Central African Republic"), ("ru", "Центрально-Африканская Республика")):
        page = client.get("/zones/?on=2018-06-01", HTTP_ACCEPT_LANGUAGE=language).content.decode()
        assert f"<bdi>{name}</bdi>" in page


def test_an_example_of_a_day_is_never_drawn_backwards(ada, shipping):
    page = ada.get(f"/office/{shipping.draft().pk}/sources/slips/add/").content.decode()
    assert 'like <bdi class="number" dir="ltr">2018-06-01</bdi>.' in page
    assert days("<b> 2026-01-01") == '&lt;b&gt; <bdi class="number" dir="ltr">2026-01-01</bdi>'
