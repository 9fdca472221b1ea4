"""The page as people use it: from the first message to a downloaded plan, and what may happen on the way."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_check import violations
from page_services import Quoting
from playwright.sync_api import expect
from talking_browser import Visitor

pytestmark = pytest.mark.browser
Visit = Callable[..., Visitor]
CAFE = "Vi er en kafé i Bodø med 5 ansatte, omsatte for 4,2 mill. i fjor og vil opp i 5 innen 31. desember 2027."
EVIL = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](https://evil.example/x.png)",
    "[klikk](javascript:alert(1))",
    '"><svg/onload=alert(1)>',
    "<iframe src=https://evil.example></iframe>",
    "${alert(1)} {{constructor.constructor('alert(1)')()}}",
    "<a href=https://evil.example ping=https://evil.example>x</a>",
    "<style>@import 'https://evil.example/x.css'</style>",
]
ENGLISH = re.compile(
    r"\b(loading|toggle|home|copy|message|submit|clear|scroll|close|undo|retry|conversation|settings|built with|"
    r"type a|select|show|hide|user|bot|more)\b",
    re.IGNORECASE,
)


def whole_plan(visitor: Visitor) -> None:
    """Answer and accept until there is nothing left to ask."""
    for _ in range(60):
        options = visitor.options
        if "Last ned planen" in options:
            return
        pressed = next((label for label in ("Godta", "Velg 1", "Vet ikke") if label in options), None)
        assert pressed, options
        visitor.press(pressed)
    raise AssertionError("the plan was never finished")


def test_a_newcomer_goes_from_first_message_to_a_downloaded_plan(visit: Visit, gallery: Path) -> None:
    visitor = visit().greeted()
    assert len(visitor.options) == 3
    visitor.say(CAFE)
    expect(visitor.page.locator(".list .entry .name").first).to_contain_text("Bodø")
    whole_plan(visitor)
    assert visitor.page.locator(".progress li.done").count() == 7
    assert visitor.page.locator(".card .state.good").count() >= 10
    visitor.page.screenshot(path=gallery / "finished.png")
    assert violations(visitor.page) == []
    with visitor.page.expect_download() as download:
        visitor.page.locator("#chat .reply a", has_text="Markdown").last.click()
    text = Path(download.value.path()).read_text(encoding="utf-8")
    assert download.value.suggested_filename.endswith(".md")
    for name in ("Omdømme", "Rekruttering", "Service", "Oppfølging"):
        assert f"### {name}" in text
    visitor.page.locator("header a[data-page=plan]").click()
    visitor.page.wait_for_selector(".sheet h1")
    assert violations(visitor.page) == []
    visitor.page.screenshot(path=gallery / "finished-plan.png", full_page=True)
    assert "Bodø" in visitor.page.locator(".sheet h1").inner_text()
    with visitor.page.expect_download() as download:
        visitor.page.locator(".downloads summary").click()
        visitor.page.locator(".downloads a", has_text="JSON").click()
    assert len(json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["goals"]) >= 5
    assert visitor.wrongs == []


def test_a_reload_in_mid_turn_loses_nothing(visit: Visit, knowledge: Quoting) -> None:
    visitor = visit().greeted()
    visitor.say(CAFE)
    knowledge.gate.clear()
    try:
        visitor.send("Hva er markedsføring?")
        visitor.page.wait_for_selector("#chat .typing")
        visitor.page.reload()
        visitor.page.wait_for_selector("#chat .typing")
        assert visitor.page.locator("#chat .mine").last.inner_text() == "Hva er markedsføring?"
    finally:
        knowledge.gate.set()
    visitor.answered()
    visitor.page.wait_for_selector("#chat a.source")
    assert visitor.page.locator("#chat .mine").count() == 2


def test_a_turn_is_finished_though_the_tab_is_closed(visit: Visit, knowledge: Quoting) -> None:
    visitor = visit().greeted()
    knowledge.gate.clear()
    try:
        visitor.send("Hva er markedsføring?")
        visitor.page.wait_for_selector("#chat .typing")
        context = visitor.page.context
        visitor.page.close()
    finally:
        knowledge.gate.set()
    page = context.new_page()
    page.goto(visitor.address)
    page.wait_for_selector("#chat a.source", timeout=30_000)


def test_a_source_opens_at_its_quote(visit: Visit, knowledge: Quoting, gallery: Path) -> None:
    visitor = visit().greeted()
    visitor.say("Hva er markedsføring?")
    chip = visitor.page.locator("#chat a.source").first
    quote = knowledge.ask("").citations[0].quote
    assert quote in (chip.get_attribute("title") or "")
    chip.click()
    expect(visitor.page.locator("[data-source] mark").first).to_be_in_viewport()
    assert "".join(visitor.page.locator("[data-source] mark").all_inner_texts()) == quote
    visitor.page.screenshot(path=gallery / "source.png")
    visitor.page.locator("[data-source] .steps a").last.click()
    expect(visitor.page.locator("[data-source] mark")).to_have_count(0)
    visitor.page.locator("[data-back]").click()
    expect(visitor.page.locator(".cited li")).to_have_count(2)
    assert visitor.wrongs == []


def test_stop_stops_and_the_message_can_be_tried_again(visit: Visit, knowledge: Quoting) -> None:
    visitor = visit().greeted()
    knowledge.gate.clear()
    try:
        visitor.send("Hva er markedsføring?")
        visitor.page.locator("#stop").click()
        visitor.page.wait_for_selector("#chat .interrupted")
        assert visitor.options == ["Prøv igjen"]
    finally:
        knowledge.gate.set()
    visitor.page.locator("#chat .options button").click()
    visitor.page.wait_for_selector("#chat a.source")
    assert visitor.page.locator("#chat .mine").count() == 1
    assert visitor.page.locator("#chat .interrupted").count() == 0


def test_a_failure_is_a_sentence_with_a_way_on(visit: Visit) -> None:
    visitor = visit().greeted()
    visitor.send("Hva er en feil?")
    visitor.page.wait_for_selector("#chat .interrupted")
    assert violations(visitor.page) == []
    assert "Traceback" not in visitor.page.content()
    assert visitor.options == ["Prøv igjen"]
    visitor.say("Hva er markedsføring?")
    visitor.page.wait_for_selector("#chat a.source")


def test_what_people_write_runs_nowhere_and_fetches_nothing(visit: Visit) -> None:
    visitor = visit().greeted()
    for evil in EVIL:
        visitor.say(evil)
    shown = visitor.page.locator("#chat .mine").all_inner_texts()
    assert shown == EVIL
    rename = visitor.page.locator(".menu summary").first
    rename.click()
    visitor.page.locator(".menu input[name=text]").first.fill(EVIL[0])
    visitor.page.locator(".menu button[type=submit]").first.click()
    expect(visitor.page.locator(".list .entry .name").first).to_have_text(EVIL[0])
    visitor.page.goto(visitor.address + "/plan")
    visitor.page.wait_for_selector(".sheet")
    visitor.page.goto(visitor.address + "/bibliotek")
    visitor.page.locator("[data-search]").fill(EVIL[0])
    visitor.page.wait_for_selector("[data-results] .notice")
    assert visitor.wrongs == []


def test_nothing_is_english_though_the_browser_is(visit: Visit) -> None:
    visitor = visit().greeted()
    visitor.say("Hva er markedsføring?")
    page = visitor.page
    page.wait_for_selector("#chat a.source")
    assert page.evaluate("document.documentElement.lang") == "nb"
    assert page.title() == "AMSTAK-assistenten"
    names = page.evaluate(
        "[...document.querySelectorAll('[aria-label],[title],[placeholder],[alt]')].flatMap("
        "e => ['aria-label','title','placeholder','alt'].map(n => e.getAttribute(n)).filter(Boolean))"
    )
    said = page.evaluate("document.body.innerText")
    assert [name for name in names if ENGLISH.search(name)] == []
    assert not ENGLISH.search(said), ENGLISH.search(said)


def test_two_visitors_never_meet(visit: Visit) -> None:
    kari, ola = visit().greeted(), visit().greeted()
    kari.say(CAFE)
    conversation = kari.page.url.partition("samtale=")[2]
    assert conversation
    ola.page.goto(f"{ola.address}/?samtale={conversation}")
    ola.greeted()
    assert ola.page.locator("#chat .mine").count() == 0
    assert "Bodø" not in ola.page.locator(".list").inner_text()


def test_plans_are_made_renamed_deleted_and_taken_back(visit: Visit) -> None:
    visitor = visit().greeted()
    page = visitor.page
    visitor.say(CAFE)
    first = page.url
    page.locator("[data-act=new]").click()
    expect(page.locator(".list .entry")).to_have_count(2)
    expect(page.locator("#chat .mine")).to_have_count(0)
    page.go_back()
    expect(page.locator("#chat .mine")).to_have_count(1, timeout=15_000)
    assert page.url == first
    current = page.locator(".list li.current")
    current.locator("summary").click()
    current.locator("[data-act=delete]").click()
    expect(page.locator(".list .entry")).to_have_count(1)
    page.locator("[data-act=restore]").click()
    expect(page.locator(".list .entry")).to_have_count(2)


def test_undo_takes_back_the_last_change(visit: Visit) -> None:
    visitor = visit().greeted()
    visitor.say(CAFE)
    expect(visitor.page.locator(".board .card").first).to_be_visible()
    visitor.page.locator("#undo").click()
    visitor.page.wait_for_function("() => document.querySelectorAll('#chat .mine').length === 2")
    visitor.answered()
    expect(visitor.page.locator(".board .empty")).to_be_visible()


def test_a_whole_turn_by_keyboard(visit: Visit) -> None:
    visitor = visit().greeted()
    page = visitor.page
    page.locator("#box textarea").focus()
    page.keyboard.type("Hva er markedsføring?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#chat a.source")
    page.locator("#chat a.source").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-source] mark")
    assert page.evaluate("document.activeElement.hasAttribute('data-source')")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("[data-sources]")).to_be_visible()


def test_on_a_phone_the_sources_come_up_as_a_sheet(visit: Visit) -> None:
    visitor = visit(width=360, height=740).greeted()
    page = visitor.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    expect(page.locator("#chat .reply p").first).to_be_in_viewport()
    visitor.say("Hva er markedsføring?")
    page.locator("#chat a.source").first.click()
    expect(page.locator("[data-source] mark").first).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#tab-sources")).not_to_be_visible()
    page.locator("header [data-toggle=list]").click()
    expect(page.locator("[data-act=new]")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#left")).not_to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1024, 768, 360])
def test_the_gallery(visit: Visit, gallery: Path, width: int, scheme: str) -> None:
    visitor = visit(width=width, height=900 if width > 400 else 740, scheme=scheme).greeted()
    page, name = visitor.page, f"{width}-{scheme}"
    page.screenshot(path=gallery / f"samtale-{name}-1.png")
    visitor.say(CAFE)
    visitor.say("Hva er markedsføring?")
    page.screenshot(path=gallery / f"samtale-{name}-2.png")
    page.locator("#chat a.source").first.click()
    page.wait_for_selector("[data-source] mark")
    page.screenshot(path=gallery / f"kilde-{name}.png")
    for path, ready in (("plan", ".sheet"), ("bibliotek", ".shelf"), ("bibliotek?artikkel=verditilbud", ".prose.long")):
        page.goto(f"{visitor.address}/{path}")
        page.wait_for_selector(ready)
        page.screenshot(path=gallery / f"{path.replace('?artikkel=', '-')}-{name}.png")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert visitor.wrongs == []
