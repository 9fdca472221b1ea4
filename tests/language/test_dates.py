"""Dates and deadlines relative to a day, as documented in dates.py."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.language.dates import find_periods, read_deadline
from assistant.language.formatting import format_date
from assistant.language.norwegian_year import add_months, easter

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("innen jul", "2026-12-31"),
        ("innen neste jul", "2027-12-31"),
        ("før jul", "2026-12-23"),
        ("innen påske", "2027-03-29"),
        ("Q2 27", "2027-06-30"),
        ("2. kvartal 2027", "2027-06-30"),
        ("første kvartal", "2027-03-31"),
        ("neste sommer", "2027-08-31"),
        ("til sommaren", "2027-08-31"),
        ("før sommeren", "2027-05-31"),
        ("om et halvt år", "2027-05-22"),
        ("om et år", "2027-11-22"),
        ("om halvannet år", "2028-05-22"),
        ("innen to år", "2028-11-22"),
        ("de neste 12 månedene", "2027-11-22"),
        ("i løpet av 2027", "2027-12-31"),
        ("før 2028", "2027-12-31"),
        ("uke 12", "2027-03-28"),
        ("31.12.2027", "2027-12-31"),
        ("31/12-27", "2027-12-31"),
        ("2027-06-30", "2027-06-30"),
        ("15. mars", "2027-03-15"),
        ("første mai", "2027-05-01"),
        ("innen utgangen av mai", "2027-05-31"),
        ("senest 1. oktober neste år", "2027-10-01"),
        ("ved årsskiftet", "2026-12-31"),
        ("ut året", "2026-12-31"),
        ("neste år", "2027-12-31"),
        ("andre halvår 2027", "2027-12-31"),
        ("17. mai", "2027-05-17"),
        ("Black Friday", "2026-11-27"),
        ("høsten 2027", "2027-11-30"),
    ],
)
def test_deadlines(text, last):
    assert read_deadline(text, TODAY) == date.fromisoformat(last)


@pytest.mark.parametrize("text", ["i vår butikk", "3 henvendelser i uka", "innen 4 timer", "2000 kr", "31.02.2027"])
def test_no_dates(text):
    assert find_periods(text, TODAY) == ()


@pytest.mark.parametrize(("text", "first"), [("siden 2019", "2019-01-01"), ("startet i mars 2021", "2021-03-01")])
def test_beginnings(text, first):
    (period,) = find_periods(text, TODAY)
    assert (period.kind, period.first.isoformat()) == ("since", first)


def test_what_is_over_is_past():
    (period,) = find_periods("i fjor", TODAY)
    assert (period.kind, period.first, period.last) == ("past", date(2025, 1, 1), date(2025, 12, 31))


@pytest.mark.parametrize(
    ("year", "day"),
    [(2024, "2024-03-31"), (2025, "2025-04-20"), (2026, "2026-04-05"), (2027, "2027-03-28"), (2038, "2038-04-25")],
)
def test_easter(year, day):
    assert easter(year) == date.fromisoformat(day)


days = st.dates(min_value=date(2024, 1, 1), max_value=date(2040, 12, 31))


@given(days, days)
def test_a_day_written_is_the_day_read(today, day):
    assert read_deadline(f"innen {format_date(day)}", today) == day
    assert read_deadline(f"innen {day:%d.%m.%Y}", today) == day


@given(
    days,
    st.sampled_from(
        ["innen jul", "innen mai", "uke 12", "Q3", "til sommeren", "15. mars", "innen påske", "om tre måneder"]
    ),
)
def test_deadlines_are_never_past(today, text):
    last = read_deadline(text, today)
    assert last is not None
    assert today <= last


@given(days, st.integers(min_value=-240, max_value=240))
def test_months_forth_and_back(day, months):
    moved = add_months(day, months)
    assert (moved.year * 12 + moved.month) - (day.year * 12 + day.month) == months
