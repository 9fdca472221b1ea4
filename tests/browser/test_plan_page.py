"""The plan page: sliders that redraw the picture, the grid, and how it all looks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from talking_browser import Visitor, with_plan

from assistant.store import Store

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]


def test_a_slider_redraws_the_picture_by_keyboard_and_is_taken_back(visit: Visit, shelf: Store) -> None:
    page = (visitor := with_plan(visit(), shelf)).page
    new = page.locator("[data-box=nye_kunder_krav] .value")
    planned = new.text_content() or ""
    slider = page.locator("input[name=kundelojalitet]")
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    expect(new).not_to_have_text(planned)
    expect(page.locator("output[data-lever=kundelojalitet]")).to_have_text("65\u00a0%")
    assert slider.get_attribute("aria-valuetext") == "65 %"
    expect(page.locator("[data-chain-said]")).to_contain_text("færre")
    assert page.evaluate("document.activeElement.name") == "kundelojalitet"
    page.locator("form.levers button[type=reset]").click()
    expect(new).to_have_text(planned)
    assert visitor.wrongs == []


def test_the_picture_answers_at_once(visit: Visit, shelf: Store) -> None:
    page = with_plan(visit(), shelf).page
    slider = page.locator("input[name=snittordre]")
    slider.fill("200")
    expect(page.locator("output[data-lever=snittordre]")).to_have_text("200\u00a0kr")
    took = page.evaluate(
        """() => new Promise(done => {
            const slider = document.querySelector('input[name=snittordre]'), start = performance.now();
            new MutationObserver(() => done(performance.now() - start))
                .observe(document.querySelector('[data-chain-picture]'), {childList: true});
            slider.value = 210;
            slider.dispatchEvent(new Event('input', {bubbles: true}));
        })"""
    )
    assert took < 1000  # 200 ms on a machine with nothing else to do


def test_empty_cells_are_seen(visit: Visit, shelf: Store) -> None:
    page = with_plan(visit(), shelf).page
    assert page.locator(".grid tbody td").count() == 16
    assert page.locator(".grid td.hole").count() == 14
    assert page.locator(".grid b").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 768, 360, 320])
def test_the_plan_in_the_gallery(visit: Visit, shelf: Store, gallery: Path, width: int, scheme: str) -> None:
    page = with_plan(visit(width=width, height=900, scheme=scheme), shelf).page
    page.screenshot(path=gallery / f"målkjede-{width}-{scheme}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
