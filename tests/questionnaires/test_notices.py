"""What people are told before and after: true, complete, and with nothing frozen that may change."""

import re
from collections.abc import Callable, Iterable, Iterator

import pytest

from feedback.questionnaires.check import GAPS
from feedback.questionnaires.definition import Audience, Variant, Way
from feedback.questionnaires.snapshot import Line, Lines, Snapshot

from .ages import automated_readability, flesch_kincaid
from .reading import said, words

Formula = Callable[[Iterable[str]], float]
# Words that promise more than anybody can keep
FORBIDDEN = (
    "anonymous",
    "100",
    "confidential",
    "secure",
    "nobody will",
    "no one will ever",
    "untraceable",
    "private",
)


def test_every_gap_is_one_that_is_filled(shipped: Snapshot) -> None:
    """Nothing in braces but the gaps a setting fills."""
    gaps = {
        gap
        for form in shipped.forms.values()
        for text in words(form)
        for gap in re.findall(r"{(\w+)}", text)
    }

    assert gaps <= GAPS


def test_only_gaps_name_numbers(shipped: Snapshot) -> None:
    """Telephone numbers are settings, never part of what is frozen."""
    assert [
        text for form in shipped.forms.values() for text in words(form) if re.search(r"\d{3}", text)
    ] == []


def test_only_whole_lines_need_the_duty_number(shipped: Snapshot) -> None:
    """A line that names an unset number is left out, so nothing else may stand in it."""
    lines = [
        line.text
        for form in shipped.forms.values()
        for page in (form.start, form.closing)
        for line in (*page.lines, *page.more)
        if "{duty_number}" in line.text
    ]

    assert lines
    assert all("{childline}" not in line and "{emergency}" not in line for line in lines)


def test_nothing_is_promised_that_cannot_be_kept(shipped: Snapshot) -> None:
    """The notice never says anonymous, confidential or secure."""
    texts = [text.lower() for form in shipped.forms.values() for text in said(form.start)]

    assert [(word, text) for text in texts for word in FORBIDDEN if word in text] == []


FIRST = {Variant.STANDARD: 5, Variant.EASY_READ: 7, Variant.PICTURE: 7}  # lines at once
# What is true of one way of answering, and must not be said in another.
OF_OTHERS = {
    Way.SELF: r"tablet|slip|person asking|in the room|near you",
    Way.SLIP: r"tablet|person asking|in the room|near you",
    Way.GROUP: r"tablet|slip|person asking|near you",
    Way.KIOSK: r"\bphone|slip|person asking|in the room|close the page",
    Way.INTERVIEW: r"your phone|shared|slip|in the room|near you|[Pp]ress(?!es)|(?:not|you) wr[io]te|Just close",
}
LIMITS = {
    "helped": r"will know your answers|hears your answers",
    "guessed": r"might (?:still )?guess",
    "must tell": r"tell people who can help",
}
WHO = re.compile(
    r"\b(?:your|child.s) (?:full |first |last |own )?(?:names?|address|birthday|date of birth|e-?mail"
    r"|(?:tele)?phone|number|school)\b|what are you called|where do you live",
    re.IGNORECASE,
)


def notices(snapshot: Snapshot) -> Iterator[tuple[Variant, Way, Lines]]:
    """What is said before the questions in each variant and each way of answering."""
    for variant, form in snapshot.forms.items():
        yield from ((variant, way, form.start.said(way)) for way in Way)


def asking(texts: Iterable[str]) -> list[str]:
    """Those of `texts` that ask who somebody is."""
    return [text for text in texts if WHO.search(text)]


def test_the_limit_comes_before_the_first_question(shipped: Snapshot) -> None:
    """Before anything is asked, in every way: a choice, no names, who reads it, when somebody is told, and help now."""
    for variant, way, notice in notices(shipped):
        lines = " ".join(line.text for line in notice.lines).lower()

        assert len(notice.lines) == FIRST[variant], (variant, way)
        assert all(line.picture for line in notice.lines)
        for words_ in (
            "do not have to",
            "do not ask your name",
            "safety team reads",
            "in danger",
            "{emergency}",
        ):
            assert words_ in lines, (variant, way)


def test_every_limit_is_said_in_every_way(shipped: Snapshot) -> None:
    """That a helper knows, that somebody may guess and that somebody may have to be told: in all of them."""
    missing = [
        (variant, way, limit)
        for variant, way, notice in notices(shipped)
        for limit, words_ in LIMITS.items()
        if not re.search(words_, " ".join(said(notice)))
    ]

    assert missing == []


def test_the_limit_is_said_again_at_text_boxes(shipped: Snapshot) -> None:
    """Who reads it, no names, and when somebody is told: short, in every way."""
    for variant, way, notice in notices(shipped):
        box = " ".join(line.text for line in notice.box)

        assert len(notice.box) == 3, (variant, way)
        assert "safety team reads this" in box
        assert ("not say names" if way is Way.INTERVIEW else "not write names") in box
        assert "people who can help" in box


def test_nothing_is_said_that_is_not_true_of_the_way(shipped: Snapshot) -> None:
    """No phone at a kiosk, no button in an interview, no tablet at home, no slip without a slip."""
    wrong = [
        (variant, way, line.text)
        for variant, way, notice in notices(shipped)
        for line in (*notice.lines, *notice.more, *notice.box)
        if re.search(OF_OTHERS[way], line.text)
    ]

    assert wrong == []


def test_what_is_true_of_one_way_is_found_in_another(iro: Snapshot) -> None:
    """The control: each way's own words are caught everywhere else they do not hold."""
    start = iro.forms[Variant.STANDARD].start
    for way in (Way.KIOSK, Way.INTERVIEW, Way.GROUP, Way.SLIP):
        own = [line.text for line in said_only(start, way)]

        assert own
        assert any(re.search(OF_OTHERS[Way.SELF], text) for text in own), way
    assert any(re.search(OF_OTHERS[Way.INTERVIEW], text) for text in said(start.said(Way.SELF)))


def said_only(page: Lines, way: Way) -> list[Line]:
    """The lines of `page` that only `way` is told."""
    return [line for line in (*page.lines, *page.more, *page.box) if line.ways == (way,)]


@pytest.mark.parametrize("formula", [flesch_kincaid, automated_readability])
def test_a_nine_year_old_reads_the_notice(shipped: Snapshot, formula: Formula) -> None:
    """The lines first, those one tap below and those at a text box, in every way and variant for children."""
    if shipped.audience is not Audience.CHILD:
        return
    for variant, way, notice in notices(shipped):
        for lines in (notice.lines, notice.more, notice.box):
            assert formula(line.text for line in lines) <= 9, (variant, way)


@pytest.mark.parametrize("formula", [flesch_kincaid, automated_readability])
def test_a_hard_notice_would_be_found(formula: Formula) -> None:
    """The control: what a lawyer would write, and our first draft of one line."""
    lawyer = (
        "Participation is entirely voluntary and responses are processed confidentially in accordance with "
        "applicable data protection legislation."
    )

    assert formula([lawyer]) > 16
    assert formula(["You can stop. We keep nothing."]) < 8


def test_no_question_asks_who_somebody_is(shipped: Snapshot) -> None:
    """Neither a name nor what stands for one. Control: each of these is found."""
    asked = [q.text for form in shipped.forms.values() for q in form.questions.values()]

    assert asking(asked) == []
    for question in ("What is your first name?", "Where do you live?", "What is your birthday?"):
        assert asking([question])


def test_simple_notices_keep_the_same_promises(shipped: Snapshot) -> None:
    """Shorter words, and nothing left out: in easy read and in pictures."""
    for form in (form for v, form in shipped.forms.items() if v is not Variant.STANDARD):
        text = " ".join(said(form.start))

        for promise in (
            "There are no wrong answers. You get the same help if you do not answer",
            "pressed Send? Then we keep nothing",
            "phone's address on the internet",
            "We keep the team and the language",
            "They also read answers that may mean someone is not safe. We keep a day to read these",
            "those of 4 or more other people",
            "The safety team takes out names. Then other people may read",
            "will know your answers",
            "might guess",
            "So we may not find you",
            "It does not go with your answers",
            "We cannot show, change or delete them",
            "After Send, it does not keep your answers",
            "{keep_comments}",
            "{keep_responses}",
            "{keep_figures}",
            "Then we keep that for longer",
        ):
            assert promise in text


def test_the_notice_says_all_of_the_promise(shipped: Snapshot) -> None:
    """Each of the twelve sentences of the promise has its words in the standard notice."""
    text = " ".join(said(shipped.forms[Variant.STANDARD].start))

    for promise in (
        "we keep nothing",
        "do not write names",
        "phone's address on the internet",
        "the team and the language",
        "at least four other people's",
        "with names taken out",
        "usually by the next working day",
        "They also read answers that may mean someone is not safe",
        "or an answer may mean someone is not safe, we keep the day",
        "If someone helps you, they will know your answers",
        "might still guess",
        "cannot keep to ourselves",
        "may not be able to find you",
        "In danger now? Call {emergency}",
        "we cannot find your answers",
        "After you press Send, your answers are not kept on the phone",
        "{keep_comments}",
        "{keep_responses}",
        "{keep_figures}",
    ):
        assert promise in text
