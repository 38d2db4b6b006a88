"""How many people of each kind there are, by command."""

from pathlib import Path
from typing import Any

from tests.cli.conftest import Run


def test_counts_are_kept_in_fives_and_listed(
    council: Run, opened: dict[str, Any], tmp_path: Path
) -> None:
    """Every line of the file, for its questionnaire and year."""
    (tmp_path / "c.csv").write_text("item;code;count\neq_disability;yes;41\neq_disability;no;158\n")

    kept = council("cohorts", "import", "iro-survey", "2026-27", "c.csv", "--json").json

    one = {"questionnaire": "iro-survey", "year": "2026-27", "item": "eq_disability"}
    assert kept == [{**one, "code": "no", "count": 160}, {**one, "code": "yes", "count": 40}]
    assert council("cohorts", "list", "--json").json == kept
    assert council("cohorts", "list", "--questionnaire", "exit-interview", "--json").json == []


def test_what_is_wrong_is_one_line(council: Run, opened: dict[str, Any], tmp_path: Path) -> None:
    """An unknown questionnaire, year or answer; nothing is kept."""
    (tmp_path / "c.csv").write_text("item,code,count\neq_disability,yes,41\n")

    assert (
        "needs a count for no too"
        in council("cohorts", "import", "iro-survey", "2026-27", "c.csv").refusal
    )
    assert (
        "is not a financial year"
        in council("cohorts", "import", "iro-survey", "26", "c.csv").refusal
    )
    assert (
        "no published questionnaire"
        in council("cohorts", "import", "hair", "2026-27", "c.csv").refusal
    )
    assert council("cohorts", "list", "--json").json == []
