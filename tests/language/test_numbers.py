"""Figures are read as meant, and never ten times too big or small."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.formatting import format_money, format_number, format_percent, format_quantity
from assistant.language.numbers import find_numbers, read_number


def only(text):
    (number,) = find_numbers(text)
    return number


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.250.000", 1_250_000, None),
        ("1 250 000", 1_250_000, None),
        ("1\u00a0250\u202f000 kr", 1_250_000, "NOK"),
        ("1'250'000", 1_250_000, None),
        ("1,250,000.50", 1_250_000.5, None),
        ("1.250.000,50 kr", 1_250_000.5, "NOK"),
        ("1,25 mill", 1_250_000, None),
        ("1.250 mill", 1_250_000, None),
        ("1.250 kr", 1_250, "NOK"),
        ("4,200 kr", 4_200, "NOK"),
        ("4.2 mill", 4_200_000, None),
        ("4,2m", 4_200_000, None),
        ("MNOK 12,5", 12_500_000, "NOK"),
        ("TNOK 450", 450_000, "NOK"),
        ("450k", 450_000, None),
        ("450'", 450_000, None),
        ("450 tusen kroner", 450_000, "NOK"),
        ("3 hundre tusen", 300_000, None),
        ("kr 500,-", 500, "NOK"),
        ("12.5%", 12.5, "%"),
        ("12,5 prosent", 12.5, "%"),
        ("−30 %", -30, "%"),
        ("2½ time", 2.5, "timer"),
        ("4 1/2 million", 4_500_000, None),
        ("2 millioner 300 tusen", 2_300_000, None),
        ("halvannen million", 1_500_000, None),
        ("en kvart million", 250_000, None),
        ("to og en halv million", 2_500_000, None),
        ("to hundre og femti tusen", 250_000, None),
        ("femogtjue", 25, None),
        ("fem og tjue", 25, None),
        ("tjuefem", 25, None),
        ("et par hundre", 200, None),
        ("250 lapper", 250_000, None),
        ("0,8", 0.8, None),
    ],
)
def test_one_figure(text, value, unit):
    number = only(text)
    assert (number.value, number.unit) == (value, unit)
    assert text[number.start : number.end].strip() == text.strip()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5-6 ansatte", 5, 6),
        ("3-400 000", 300_000, 400_000),
        ("2-3000", 2_000, 3_000),
        ("5-10 000", 5_000, 10_000),
        ("90-100 000 kr", 90_000, 100_000),
        ("15-20 000", 15_000, 20_000),
        ("1-20", 1, 20),
        ("5-10", 5, 10),
        ("50-100", 50, 100),
        ("800-1200", 800, 1_200),
        ("mellom 2 og 3 mill", 2_000_000, 3_000_000),
        ("mellom 500 000 og 1,2 millioner", 500_000, 1_200_000),
        ("900-1,1 mill", 900_000, 1_100_000),
        ("2,5-3 mill", 2_500_000, 3_000_000),
        ("to-tre hundre tusen", 200_000, 300_000),
        ("tretti-førti", 30, 40),
        ("500 000 – 800 000 kr", 500_000, 800_000),
    ],
)
def test_ranges_share_their_zeros(text, low, high):
    number = only(text)
    assert (number.low, number.high, number.value) == (low, high, (low + high) / 2)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("fra 18 til 25 prosent", 18, 25),
        ("fra 2 til 3 mill", 2_000_000, 3_000_000),
        ("fra 800 til 1,2 mill", 800_000, 1_200_000),
        ("frå 120 til 180 medlemer", 120, 180),
    ],
)
def test_from_and_to(text, first, last):
    a, b = find_numbers(text)
    assert (a.value, a.role, b.value, b.role) == (first, "from", last, "to")


@pytest.mark.parametrize(
    ("text", "share"),
    [("3 av 10", 30), ("en tredjedel", 33.33), ("halvparten", 50), ("annenhver kunde", 50), ("2/3 av kundene", 66.67)],
)
def test_parts_of_a_whole_are_shares(text, share):
    assert (only(text).value, only(text).unit) == (share, "%")


@pytest.mark.parametrize(
    "text",
    [
        "åpent 24/7", "ring 98 76 54 32", "ring meg på 41234567", "tlf. 22334455", "+47 912 34 567", "923609016",
        "org.nr 923 609 016", "kl. 9-17", "B2B", "4G", "0250 Oslo", "se kapittel 2", "post@firma24.no", "1. plass",
        "vi jobber i tre", "covid-19",
    ],
)  # fmt: skip
def test_what_is_no_amount(text):
    assert [number for number in find_numbers(text) if not number.article] == []


@pytest.mark.parametrize(
    "text", ["ca. 40", "rundt 40", "omtrent 40", "40 eller så", "om lag 40", "nesten 40", "kanskje 40"]
)
def test_rough_figures_are_marked(text):
    assert only(text).approximate


def test_plain_figures_are_not_rough():
    assert not only("40 kunder").approximate


amounts = st.integers(min_value=1, max_value=999_999_999)
decimals = st.integers(min_value=1, max_value=9_999).map(lambda n: n / 100)


@given(
    amounts,
    st.sampled_from([" ", ".", "\u00a0", "\u202f", "'"]),
    st.sampled_from(["{} kr", "kr {}", "{},-", "vi har {} kroner"]),
)
def test_grouped_thousands_keep_their_size(amount, separator, frame):
    written = f"{amount:,}".replace(",", separator)
    assert only(frame.format(written)).value == amount


@given(
    decimals,
    st.sampled_from([("mill", 1e6), ("millioner", 1e6), ("mill.", 1e6), ("tusen", 1e3), ("mrd", 1e9), ("MNOK", 1e6)]),
    st.sampled_from(",."),
)
def test_scale_words_keep_their_size(value, scale, comma):
    word, factor = scale
    written = f"{value:g}".replace(".", comma)
    assert only(f"{written} {word}").value == pytest.approx(value * factor, rel=1e-9)


@given(amounts)
def test_money_written_is_money_read(amount):
    assert read_number(format_money(amount)) == amount
    assert read_number(format_money(amount, short=True)) == pytest.approx(amount, rel=0.006)


@given(st.floats(min_value=-1e9, max_value=1e9, allow_nan=False))
def test_numbers_written_are_read_back(value):
    assert read_number(f"tallet er {format_number(value)} poeng") == pytest.approx(round(value, 2), abs=0.011)


@given(st.text(max_size=200))
def test_any_text_can_be_read(text):
    numbers = find_numbers(text)
    assert all(0 <= n.start < n.end <= len(text) for n in numbers)
    assert all(a.end <= b.start for a, b in pairwise(numbers))


def test_formats():
    assert format_money(1_250_000) == "1 250 000 kr"
    assert format_money(4_200_000, short=True) == "4,2 mill. kr"
    assert format_money(999_999_999, short=True) == "1 mrd. kr"
    assert format_money(49.5) == "49,50 kr"
    assert format_percent(12.5) == "12,5 %"
    assert format_number(-1234.5) == "−1 234,5"
    assert format_quantity(1, "kunder") == "1 kunde"
    assert format_quantity(85_000, "NOK", "måned") == "85 000 kr per måned"
