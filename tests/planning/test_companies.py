from math import isclose
from pathlib import Path

import pytest
import yaml

from assistant.planning.goal_chain import chain_from_mapping

COMPANIES = yaml.safe_load(Path("evals/goals/companies.yaml").read_text("utf-8"))


def test_there_are_twenty_four_of_all_kinds():
    assert len(COMPANIES) == 24
    assert len({c["modell"] for c in COMPANIES}) == 6


@pytest.mark.parametrize("company", COMPANIES, ids=lambda c: c["navn"])
def test_a_company_computed_by_hand(company):
    result = chain_from_mapping({"modell": company["modell"], **company["tall"]})
    for name, expected in company["svar"].items():
        assert isclose(result[name], expected, rel_tol=1e-9, abs_tol=1e-6), (name, result[name], expected)
    raised = {alarm.code for alarm in result.warnings if alarm.code != "growth"}
    assert raised == set(company["varsler"])
