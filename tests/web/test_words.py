"""Sentences are filled with numbers and names that are settings, safely."""

import pytest
from markupsafe import Markup, escape

from feedback.config import Settings, read_settings
from feedback.questionnaires.snapshot import Line
from feedback.web.words import fill, fill_lines, list_gaps, phone


@pytest.mark.parametrize(
    ("number", "dialled"),
    [
        ("0800 1111", "08001111"),
        ("+44 1632 960 123", "+441632960123"),
        ("01632-960 (123)", "01632960123"),
    ],
)
def test_a_number_can_be_tapped_and_stays_whole(number: str, dialled: str) -> None:
    """A link that dials, kept left to right inside Arabic too."""
    shown = phone(number)

    assert shown == f'<bdi dir="ltr"><a href="tel:{dialled}">{number}</a></bdi>'


def test_a_number_is_text() -> None:
    """A setting cannot bring markup in."""
    shown = phone('1"><b>2')

    assert "<b>" not in shown
    assert 'href="tel:12"' in shown


@pytest.mark.parametrize(
    ("months", "words"),
    [("1", "1 month"), ("2", "2 months"), ("12", "1 year"), ("18", "18 months"), ("36", "3 years")],
)
def test_months_are_said_in_years_where_they_are_years(
    settings: Settings, months: str, words: str
) -> None:
    """The words of the notice."""
    own = read_settings(
        {"FEEDBACK_INSTANCE": str(settings.instance), "FEEDBACK_KEEP_COMMENTS_MONTHS": months}
    )

    gaps = list_gaps(own)

    assert gaps["keep_comments"] == words


def test_a_text_is_escaped_and_its_gaps_are_filled() -> None:
    """Only what fills a gap may be markup."""
    filled = fill(
        "<i>{council}</i> & {nothing}{childline}",
        {"council": escape("A&B"), "childline": Markup("<b>1</b>")},
    )

    assert filled == "&lt;i&gt;A&amp;B&lt;/i&gt; &amp; <b>1</b>"


def test_a_line_that_needs_what_is_not_set_is_left_out() -> None:
    """No sentence with a hole in it."""
    lines = [
        Line(text="Call {duty_number}."),
        Line(text="Call {emergency}.", picture="phone"),
        Line(text="Hi"),
    ]

    filled = fill_lines(lines, {"duty_number": None, "emergency": Markup("999")})

    assert filled == [("Call 999.", "phone"), ("Hi", None)]
