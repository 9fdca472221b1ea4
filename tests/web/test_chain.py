"""What must be true, as a picture: the plan's own numbers, what moves when one does, and whose it is."""

import re
from html import unescape

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from sample_plans import cafe
from starlette.testclient import TestClient

from assistant.planning.goal_chain import chain_of
from assistant.planning.plan import Plan
from assistant.store import Store
from assistant.texts import Texts
from assistant.web.board import tactic_grid
from assistant.web.chain import ChainPicture
from assistant.web.owners import COOKIE, owner_of

HTML = {"accept": "text/html"}


def boxes(texts: Texts, plan: Plan, **wanted: str) -> dict[str, str]:
    return {box.name: box.value for box in ChainPicture(texts, plan, wanted).values()["boxes"]}


def number(shown: str) -> int:
    return int(re.sub(r"\D", "", shown))


def test_the_picture_shows_the_chains_own_numbers(texts: Texts) -> None:
    plan = cafe()
    chain, shown = chain_of(plan), boxes(texts, plan)
    for name in ("omsetning_krav", "omsetning_eksisterende", "gap", "nye_kunder_krav", "leads_krav", "besøk_krav"):
        assert number(shown[name]) == round(chain[name])
    assert number(shown["kunder_blir"]) == round(chain["kunder"] * 0.6)


def test_loyal_customers_spare_new_ones_and_a_better_price_too(texts: Texts) -> None:
    plan = cafe()
    now = number(boxes(texts, plan)["nye_kunder_krav"])
    assert number(boxes(texts, plan, kundelojalitet="75")["nye_kunder_krav"]) < now
    dearer = boxes(texts, plan, snittordre="200")
    assert number(dearer["nye_kunder_krav"]) < now
    # as many customers stay as before: they pay more
    assert dearer["kunder_blir"] == boxes(texts, plan)["kunder_blir"]
    assert number(dearer["omsetning_eksisterende"]) == 2_800_000


@given(st.dictionaries(st.sampled_from(["kundelojalitet", "snittordre", "kjøp_per_kunde", "omsetning"]), st.text()))
def test_whatever_is_asked_for_stays_within_what_a_slider_gives(texts: Texts, wanted: dict[str, str]) -> None:
    picture = ChainPicture(texts, cafe(), wanted)
    for lever in picture.levers:
        assert lever.low <= lever.at(wanted.get(lever.slot)) <= lever.high
    assert all(box.value for box in picture.values()["boxes"])


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "1e400", "", "<script>", "0x10"])
def test_what_is_no_number_is_the_plans_own(texts: Texts, value: str) -> None:
    assert boxes(texts, cafe(), kundelojalitet=value) == boxes(texts, cafe())


def test_a_slider_stands_at_the_plans_number_and_moves_something(texts: Texts) -> None:
    levers = ChainPicture(texts, cafe()).levers
    assert 2 <= len(levers) <= 4
    for lever in levers:
        steps = (lever.value - lever.low) / lever.step
        assert abs(steps - round(steps)) < 1e-6
        assert boxes(texts, cafe(), **{lever.slot: str(lever.high)}) != boxes(texts, cafe())


@pytest.mark.parametrize("left_out", [("omsetning_mål",), ("omsetning", "omsetning_mål", "snittordre")])
def test_without_a_goal_there_is_no_picture(texts: Texts, left_out: tuple[str, ...]) -> None:
    values = ChainPicture(texts, cafe(**dict.fromkeys(left_out))).values()
    assert values["boxes"] == []
    assert values["funnel"] == []


def test_little_known_makes_a_small_picture_without_sliders(texts: Texts) -> None:
    names = ("snittordre", "kjøp_per_kunde", "kundelojalitet", "lead_til_kunde", "leadrate")
    picture = ChainPicture(texts, cafe(**dict.fromkeys(names))).values()
    assert [box.name for box in picture["boxes"]] == ["omsetning_krav", "omsetning_eksisterende", "gap"]
    assert picture["levers"] == ()
    assert picture["funnel"] == []
    assert picture["boxes"][1].assumed


def test_the_funnel_narrows_from_people_reached(texts: Texts) -> None:
    funnel = ChainPicture(texts, cafe()).values()["funnel"]
    assert [bar.share for bar in funnel] == sorted((bar.share for bar in funnel), reverse=True)
    assert funnel[0].share == 100
    assert len(funnel) == 4


def test_a_moved_slider_never_changes_the_plan(page: TestClient, store: Store) -> None:
    stored = store.plans.create("local", cafe())
    moved = page.get(f"/parts/chain/{stored.plan.id}", params={"kundelojalitet": "75", "snittordre": "200"})
    assert moved.status_code == 200
    assert moved.headers["cache-control"] == "no-store"
    assert moved.text != page.get(f"/parts/chain/{stored.plan.id}").text
    assert store.plans.get("local", stored.plan.id) == stored


def test_a_chain_is_its_owners_alone(visitors: FastAPI, store: Store) -> None:
    kari, ola = TestClient(visitors), TestClient(visitors)
    for client in (kari, ola):
        client.get("/", headers=HTML)
    owner = str(owner_of({COOKIE: kari.cookies[COOKIE]}, "visitors"))
    address = f"/parts/chain/{store.plans.create(owner, cafe()).plan.id}"
    assert kari.get(address).status_code == 200
    foreign, absent = ola.get(address), ola.get("/parts/chain/none")
    assert foreign.status_code == absent.status_code == TestClient(visitors).get(address).status_code == 404
    assert foreign.text == absent.text


def test_every_number_of_the_picture_stands_in_its_table(page: TestClient, store: Store) -> None:
    html = unescape(page.get(f"/parts/chain/{store.plans.create('local', cafe()).plan.id}").text)
    drawing, _, table = html.partition("</svg>")
    shown = re.findall(r'<text class="value"[^>]*>([^<]+)', drawing)
    assert len(shown) == 8
    assert all(value in table for value in shown)


def test_the_grid_has_every_cell_and_shows_the_empty_ones(texts: Texts) -> None:
    grid = tactic_grid(texts, cafe())
    cells = [cell for _, row in grid["rows"] for cell in row]
    assert len(grid["heads"]) == 4
    assert len(cells) == 16
    assert [cell for cell in cells if cell] == [["Lokale skilt <b>ved</b> kaia"], ["Kaffekort i kassa"]]
