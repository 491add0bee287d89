"""How the officers of the demonstration sign in at a browser."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.demo.conftest import Demo


def sign_in(page: Page, demo: Demo, email: str) -> None:
    """Sign in, with password and second factor; the page after that is where the person's work is."""
    page.goto(f"{demo.url}/accounts/login/")
    page.locator("input[name=login]").fill(email)
    page.locator("input[name=password]").fill(demo.password)
    page.locator("input[name=password]").press("Enter")
    prove(page)
    expect(page.locator("h1")).not_to_contain_text("second step")


def prove(page: Page) -> None:
    """Type the code that the demonstration shows in place of a phone."""
    code = page.locator(".demo-box output").inner_text()
    page.locator("input[name=code]").fill(code)
    page.locator("input[name=code]").press("Enter")
