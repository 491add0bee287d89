"""Everybody can use it: no fault axe can find, keyboard alone, right to left, nothing wider than a phone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def screens(visit):
    """Bring the page to one screen after the other."""
    node = visit.node
    good, bad = node.code(node.shipping.issued()), node.code(node.shipping.revoked())
    page = visit.open()
    yield "start"
    page.locator("#camera-start").click()
    expect(page.locator("#camera-hint")).to_contain_text("20")
    yield "camera"
    page.locator("#camera-stop").click()
    page.locator("#typed-open").click()
    page.locator("#typed-send").click()
    expect(page.locator("#typed-errors")).to_be_focused()
    yield "typed"
    page.locator("#lists summary").click()
    yield "lists"
    page.evaluate("location.hash = 'x'; location.hash = ''; location.href = '/v#'")
    expect(page.locator("#cut-title")).to_be_visible()
    yield "cut"
    codes = {"valid": good, "invalid": bad, "unrecognised": "HC1:NCFOXN", "undetermined": f"{node.url}/v#{2 << 700}"}
    for outcome, text in codes.items():
        assert visit.judge(text) == outcome
        expect(page.locator(f'.verdict[data-outcome="{outcome}"]')).to_be_visible()
        if outcome == "invalid":
            page.locator("#verdict summary").click()
        yield outcome


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_screen(visit, axe, scheme):
    visit.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for screen in screens(visit):
        found = axe.run(visit.page)
        assert found.violations_count == 0, f"{screen}: {found.generate_report()}"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_no_screen_is_wider_than_a_phone_in_any_language(visit, axe, language):
    visit.page.add_init_script(f"try {{ localStorage.setItem('kpverify.language', '{language}') }} catch {{}}")
    for screen in screens(visit):
        expect(visit.page.locator("html")).to_have_attribute("lang", language)
        assert visit.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen
        found = axe.run(visit.page)
        assert found.violations_count == 0, f"{screen}: {found.generate_report()}"


@pytest.mark.parametrize(
    ("language", "direction", "word", "asked"),
    [("fr", "ltr", "Valable", "Les questions posées"), ("ar", "rtl", "صالحة", "الأسئلة والأجوبة")],
)
def test_the_verdict_speaks_the_chosen_language_and_remembers_it(visit, language, direction, word, asked):
    made = visit.node.shipping.issued()
    page = visit.open_to_stay()
    visit.judge(visit.node.code(made))
    page.locator("#language").select_option(language)
    expect(page.locator("#verdict-word")).to_have_text(word)
    expect(page.locator("html")).to_have_attribute("dir", direction)
    expect(page.locator("#verdict")).to_contain_text(asked)
    page.reload()
    expect(page.locator("html")).to_have_attribute("lang", language)
    visit.judge(visit.node.code(made))
    expect(page.locator("#verdict-word")).to_have_text(word)


def test_a_reader_of_arabic_gets_arabic_at_the_first_visit(node, phone):
    context = phone.new_context(locale="ar-AE")
    page = context.new_page()
    page.goto(node.url + "/v")
    expect(page.locator("#start-title")).to_have_text("التحقق من شهادة")
    expect(page.locator("html")).to_have_attribute("data-ready", "yes")
    context.close()


def test_the_keyboard_alone_reaches_everything(visit):
    page = visit.open_to_stay()
    reached = []
    for _ in range(14):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.className"))
    wanted = ["language", "camera-start", "file", "typed-open"]
    assert [name for name in reached if name in wanted] == wanted
    page.locator("#typed-open").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#typed-number")).to_be_focused()


def test_after_a_verdict_one_key_scans_the_next(visit):
    page = visit.open_to_stay()
    page.locator("#camera-start").click()
    expect(page.locator("#camera-stop")).to_be_focused()
    visit.judge("HC1:NCFOXN")
    expect(page.locator("#video")).to_have_js_property("srcObject", None)
    page.locator("#again").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#start-title")).to_be_focused()


@pytest.mark.parametrize("path", ["/", "/api/docs/", "/nothing-here"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_other_public_pages_are_as_good(visit, axe, path, scheme):
    page = visit.page
    page.emulate_media(color_scheme=scheme)
    page.goto(visit.node.url + path)
    assert axe.run(page).violations_count == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    visit.complaints[:] = [text for text in visit.complaints if "404" not in text]
