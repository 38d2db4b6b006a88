"""Catalogues for translators."""

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from feedback.catalogues import (
    DOMAINS,
    QUESTIONNAIRES,
    extract_interface,
    extract_questionnaires,
    messages_of,
    path_of,
    read_catalogue,
    update_catalogue,
    write_catalogue,
)
from feedback.languages import LANGUAGES
from feedback.questionnaires.snapshot import Snapshot
from tests.councils import read_forms

ROOT = Path(__file__).resolve().parents[1]
POLISH = LANGUAGES["pl"]
# What a promise must not become: more than it says, or a remark where it asks for something.
OTHERWISE = [
    ("pl", "not shown", "nie widz"),
    ("ro", "not shown", "nu v(ede|ăd)"),
    ("uk", "not shown", "не бач"),
    ("ar", "not shown", "لا ير(ى|ون)"),
    ("ar", "Press Leave now, so that", "يجعل"),
    ("ar", "Then hand it back", "يُعاد"),
    ("vi", "Most times they read", "Phần lớn họ"),
]


@pytest.fixture(scope="module")
def survey() -> Snapshot:
    """The IRO survey."""
    return read_forms("iro-survey/2")


def find(catalogue: Catalog, context: str) -> str:
    """The sentence with this context."""
    return next(str(m.id) for m in messages_of(catalogue) if m.context == context)


def test_the_interface_has_pages_posters_and_plurals() -> None:
    """What is marked in templates and code, with where it is seen."""
    found = {
        m.id if isinstance(m.id, str) else m.id[0]: m for m in messages_of(extract_interface())
    }

    assert found["Leave now"].auto_comments == ["Seen on: button on every page"]
    assert found["Or go to"].auto_comments == ["Seen on: poster"]
    assert found["%(num)s question"].id == ("%(num)s question", "%(num)s questions")
    assert all(message.auto_comments for message in found.values())


def test_easy_read_stands_beside_standard(survey: Snapshot) -> None:
    """A translator sees what the sentence is, and how the other variant says it."""
    catalogue = extract_questionnaires([survey])
    message = next(
        m for m in messages_of(catalogue) if m.context == "iro-survey:standard:know_iro:text"
    )

    assert message.auto_comments == [
        "question, child",
        "In easy read: Do you know who your IRO is?",
    ]


def test_a_shared_sentence_is_there_once(survey: Snapshot) -> None:
    """However many versions say it."""
    once, twice = extract_questionnaires([survey]), extract_questionnaires([survey, survey])

    assert len(once) == len(twice)


def test_shipped_templates_are_current() -> None:
    """`make translations` was run after the last change of a sentence."""
    for domain in DOMAINS:
        assert (ROOT / "translations" / f"{domain}.pot").is_file()
    shipped = read_catalogue(ROOT / "translations" / "interface.pot", POLISH)

    assert {m.id for m in messages_of(shipped)} == {m.id for m in messages_of(extract_interface())}


def test_update_keeps_words_and_asks_for_new_ones(survey: Snapshot, tmp_path: Path) -> None:
    """An unchanged sentence keeps its translation, a reworded one has none that counts."""
    template = extract_questionnaires([survey])
    path = path_of(tmp_path, POLISH, QUESTIONNAIRES)
    old = read_catalogue(path, POLISH)
    title, text = "iro-survey:standard:head:title", "iro-survey:standard:know_iro:text"
    old.add(find(template, title), "Jak było?", context=title)
    old.add("Who is your IRO?", "Kto?", context=text)

    write_catalogue(update_catalogue(old, template), path)
    new = read_catalogue(path, POLISH)

    kept = new.get(find(template, title), context=title)
    reworded = new.get(find(template, text), context=text)
    assert kept is not None
    assert reworded is not None
    assert (kept.string, kept.fuzzy) == ("Jak było?", False)
    assert (reworded.string, reworded.fuzzy) == ("Kto?", True)
    assert len(new) == len(template)


@pytest.mark.parametrize(("tag", "english", "otherwise"), OTHERWISE)
def test_a_promise_says_the_same_in_every_language(tag: str, english: str, otherwise: str) -> None:
    """Not shown is not unseen, most times are not most of them, and an instruction stays one."""
    language = LANGUAGES[tag]
    said = [
        message.string
        for domain in DOMAINS
        for message in messages_of(
            read_catalogue(path_of(ROOT / "translations", language, domain), language)
        )
        if isinstance(message.id, str) and english in message.id
    ]

    assert said
    assert [words for words in said if re.search(otherwise, str(words))] == []
