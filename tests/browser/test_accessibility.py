"""Every page is free of what axe knows to be wrong by WCAG 2.1 A and AA: wide and narrow, light and dark."""

from collections.abc import Callable

import pytest
from axe_check import violations
from talking_browser import Visitor, with_plan

from assistant.store import Store

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
CAFE = "Vi er en kafé i Bodø med 5 ansatte, omsatte for 4,2 mill. i fjor og vil opp i 5 innen 31. desember 2027."


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 320])
def test_no_page_has_a_violation(visit: Visit, shelf: Store, width: int, scheme: str) -> None:
    visitor = visit(width=width, height=900, scheme=scheme).greeted()
    page, found = visitor.page, {}
    found["greeting"] = violations(page)
    visitor.say(CAFE)
    visitor.say("Hva er markedsføring?")
    found["conversation"] = violations(page)
    page.locator("#chat a.source").first.click()
    page.wait_for_selector("[data-source] mark")
    page.wait_for_timeout(300)  # the sheet slides up
    found["source"] = violations(page)
    page.keyboard.press("Escape")
    if width < 1000:
        page.locator("#tab-plan-button").click()
        page.wait_for_timeout(300)
        found["board"] = violations(page)
        page.keyboard.press("Escape")
        page.locator("header [data-toggle=list]").click()
        page.wait_for_timeout(300)
    page.locator(".list li.current summary").click()
    found["list"] = violations(page)
    for path, ready in (("bibliotek", ".shelf"), ("bibliotek?artikkel=verditilbud", ".prose.long")):
        page.goto(f"{visitor.address}/{path}")
        page.wait_for_selector(ready)
        found[path] = violations(page)
    page.goto(f"{visitor.address}/bibliotek")
    page.locator("[data-search]").fill("verditilbud")
    page.wait_for_selector("[data-results] a[href*=verditilbud]")
    found["search"] = violations(page)
    with_plan(visitor, shelf)
    page.locator(".downloads summary").click()
    page.locator(".chain details summary").click()
    page.locator("input[name=kundelojalitet]").fill("75")
    page.wait_for_selector(".box.moved")
    found["plan"] = violations(page)
    assert [line for name, wrong in found.items() for line in (f"{name}: {item}" for item in wrong)] == []


def test_a_newcomers_plan_page_has_no_violation(visit: Visit) -> None:
    page = visit("/plan").page
    page.wait_for_selector(".empty h1")
    assert violations(page) == []
