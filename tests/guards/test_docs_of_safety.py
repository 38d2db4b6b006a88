"""What the documents on safety and data protection say is what the code does: tables, times, limits, headers."""

import re

import pytest
from sqlalchemy import Column, Integer, MetaData, Table

from feedback import accounts, passwords, second_steps, sign_ins
from feedback.config import Settings
from feedback.models import metadata
from feedback.models.accounts import Role
from feedback.public.memory import MOST_UNKNOWN_A_MINUTE
from feedback.public.posted import MOST_FIELDS
from feedback.staff import sessions, signing_in
from feedback.web.form_parsing import MOST_BYTES
from tests.guards.test_docs import ROOT, list_first_cells, read, section_of

DPIA = read("reference/dpia.md")
SENSITIVE = {
    "intake", "responses", "comments", "equality_answers", "receipts", "unread_answers",
}  # fmt: skip
CLASSES = {"said", "staff", "results", "plain"}


def list_described(text: str) -> dict[str, list[str]]:
    """The rows of the inventory by table: what it holds, its class, who sees it, how long."""
    lines = [line for line in section_of(text, "What is kept").splitlines() if "|" in line]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {row[0].strip(" `"): row[1:] for row in rows if row[0].strip().startswith("`")}


def list_differences(tables: MetaData, text: str) -> set[str]:
    """Tables that are not described, and descriptions without a table."""
    return set(list_described(text)) ^ set(tables.tables)


def test_every_table_is_in_the_inventory() -> None:
    """The assessment names each table of the database, and no other; each has a class, readers and a time."""
    rows = list_described(DPIA)

    assert list_differences(metadata, DPIA) == set()
    assert {row[1] for row in rows.values()} == CLASSES
    assert all(all(cells) and len(cells) == 4 for cells in rows.values())
    assert {name for name, row in rows.items() if row[1] == "said"} >= SENSITIVE


def test_a_table_nobody_described_is_noticed() -> None:
    """The look itself."""
    more = MetaData()
    for table in metadata.tables.values():
        table.to_metadata(more)
    Table("visitors", more, Column("id", Integer, primary_key=True))

    assert list_differences(more, DPIA) == {"visitors"}
    assert list_differences(metadata, DPIA.replace("| `receipts` |", "| receipts |")) == {
        "receipts"
    }


@pytest.mark.parametrize(
    ("table", "setting", "unit"),
    [
        ("responses", "keep_responses_months", "months"),
        ("equality_answers", "keep_responses_months", "months"),
        ("comments", "keep_comments_months", "months"),
        ("unread_answers", "keep_comments_months", "months"),
        ("intake", "keep_comments_months", "months"),
        ("figures", "keep_figures_years", "years"),
        ("figure_rows", "keep_figures_years", "years"),
        ("option_figures", "keep_figures_years", "years"),
        ("channel_figures", "keep_figures_years", "years"),
    ],
)
def test_how_long_is_the_shipped_setting(
    settings: Settings, table: str, setting: str, unit: str
) -> None:
    """The times in the inventory are those that hold when nobody sets any."""
    said = re.findall(rf"(\d+) {unit}", list_described(DPIA)[table][3])

    assert said == [str(getattr(settings, setting))]


def test_the_notice_for_adults_names_the_same_times(settings: Settings) -> None:
    """What a council copies into its own notice is what the service does."""
    months, years = settings.keep_responses_months, settings.keep_figures_years
    wanted = (
        f"Comments {settings.keep_comments_months} months, answers without comments {months} months, "
        f"numbers {years} years after the round."
    )

    assert wanted in section_of(DPIA, "What your own privacy notice must add")


def list_limits() -> list[tuple[str, str]]:
    """Each limit of the code, as the page says it on which it is written down."""
    lock, *longer = sign_ins.LOCK_MINUTES
    idle = int(sessions.IDLE.total_seconds() // 60)
    longest = int(sessions.ABSOLUTE.total_seconds() // 3600)
    assert longer == [30, 60, 120, 240]
    assert sign_ins.FAILURES_ALLOWED == 10
    assert (passwords.FEWEST_DIFFERENT, passwords.FEWEST_LEFT) == (5, 8)
    half = int(sessions.HALF.total_seconds() // 60)
    assert (half, second_steps.CODES, second_steps.STEP) == (10, 10, 30)
    reset = int(accounts.RESET_LASTS.total_seconds() // 3600)
    return [
        ("reference/pages.md", f"more than {MOST_FIELDS} fields"),
        ("reference/pages.md", f"more than {MOST_BYTES // 1024} KiB were sent"),
        ("reference/pages.md", f"more than {MOST_UNKNOWN_A_MINUTE} unknown codes in a minute"),
        ("reference/pages.md", f"more than {signing_in.A_MINUTE.split()[0]} sign-ins"),
        (
            "reference/roles.md",
            f"lock an account for {lock} minutes; ten more for 30, then for one, two and four hours",
        ),
        ("reference/roles.md", f"{passwords.SHORTEST} to {passwords.LONGEST} char"),
        ("reference/roles.md", f"for somebody who had a password, for {reset} hours"),
        ("reference/roles.md", "It has eight letters and digits or more without"),
        ("reference/roles.md", "From the right password to the right code there are ten minutes"),
        ("reference/roles.md", "works once, and only in its 30 seconds"),
        ("reference/roles.md", f"after {idle} idle minutes and after {longest} hours"),
        ("explanation/threat-model.md", f"after {idle} idle minutes and after {longest} hours"),
        (
            "explanation/threat-model.md",
            f"for {lock} minutes and then for longer, up to four hours",
        ),
        ("explanation/threat-model.md", f"chosen, {passwords.SHORTEST} characters or more"),
    ]


def test_the_limits_that_are_written_down_are_those_of_the_code() -> None:
    """Sizes, tries, passwords and sessions."""
    missing = [(page, words) for page, words in list_limits() if words not in read(page)]

    assert missing == []


def list_refused_words(text: str) -> set[str]:
    """The words that the page says count for nothing in a password."""
    (said,) = re.findall(
        r"without the words of the service \(([^)]+), and the names of the roles", text
    )
    return set(re.findall(r"\w+", said)) - {"and"}


def test_the_words_that_count_for_nothing_are_written_down() -> None:
    """All of them, and no other. Control: a word less on the page is a difference."""
    text = section_of(read("reference/roles.md"), "Signing in")

    assert list_refused_words(text) == set(passwords.OURS)
    assert set(passwords.WORDS) == set(passwords.OURS) | set(Role)
    assert list_refused_words(text.replace(" council,", "")) != set(passwords.OURS)


def test_another_limit_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look itself: a number that is changed in the code only."""
    monkeypatch.setattr(passwords, "SHORTEST", 8)

    missing = [words for page, words in list_limits() if words not in read(page)]

    assert missing == ["8 to 200 char", "chosen, 8 characters or more"]


def test_what_cannot_be_protected_against_stands_in_one_place() -> None:
    """SECURITY.md and promise.md lead there; the list is long enough to be honest."""
    section = section_of(read("explanation/threat-model.md"), "What we cannot protect against")
    link = "threat-model.md#what-we-cannot-protect-against"

    assert link in (ROOT / "SECURITY.md").read_text()
    assert link in read("explanation/promise.md")
    assert len(re.findall(r"^- \*\*", section, re.MULTILINE)) >= 9


def test_every_new_document_is_in_the_index() -> None:
    """Whoever begins at the first page finds each of them."""
    index = read("README.md")

    for name in ("explanation/threat-model.md", "how-to/keep-no-logs.md", "reference/dpia.md"):
        assert f"({name})" in index
    assert "(reference/asvs.md)" in index
    assert "keep-no-logs.md" in read("how-to/install.md")


def test_every_standard_of_the_childrens_code_has_its_row() -> None:
    """All fifteen, in their order."""
    cells = list_first_cells(section_of(DPIA, "The Children's Code"))

    assert [cell.split()[0] for cell in cells[2:]] == [str(n) for n in range(1, 16)]
