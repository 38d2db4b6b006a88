"""What each variant asks, from files of any make."""

import datetime as dt
import json
from itertools import count as count_up
from pathlib import Path
from random import Random
from typing import Any

from flask.testing import FlaskClient
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from feedback.config import Settings
from feedback.db import Database
from feedback.models.asking import Round
from feedback.questionnaires.check import check_version
from feedback.questionnaires.definition import Band, Kind, Variant
from feedback.questionnaires.differences import list_differences
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import Condition, Snapshot, read_snapshot
from feedback.reports.workbook import make_workbook
from feedback.teams import list_teams
from tests.conftest import NOON
from tests.councils import add_round, count, fill_round, get_collector, rebuild, shipped_library

from .conftest import Copy

IRO = "iro-survey/2.yaml"
OPEN_ON = NOON.date()
NUMBERS = count_up(1)  # each version is of a questionnaire of its own
WORD_SCALES = ["yes-no-not-sure", "three-faces", "how-much-4", "agree-5", "good-5", "good-3"]


def test_easy_read_has_its_own_words_and_scale(iro: Snapshot) -> None:
    """Easy read says it in its own words, with a picture and faces."""
    question = iro.forms[Variant.EASY_READ].questions["listened"]

    assert (question.text, question.scale, question.picture) == (
        "Did people listen to you?",
        "three-faces",
        "ear",
    )
    assert [option.label for option in question.options] == ["Yes", "A bit", "No"]


def test_what_easy_read_leaves_out_is_shared(iro: Snapshot) -> None:
    """Help, measure and route are the same where easy read says nothing of its own."""
    standard, easy = (form.questions["listened"] for form in iro.forms.values())

    assert (easy.help, easy.measure, easy.revision) == (
        standard.help,
        standard.measure,
        standard.revision,
    )


def test_escapes_speak_each_variant(iro: Snapshot) -> None:
    """The same two codes, in words and pictures of the variant."""
    standard, easy = (form.questions["listened"].escapes for form in iro.forms.values())

    assert [(e.code, e.label, e.picture) for e in standard] == [
        ("ns", "Not sure", None),
        ("rns", "I would rather not say", None),
    ]
    assert [(e.code, e.label, e.picture) for e in easy] == [
        ("ns", "Not sure", "face-not-sure"),
        ("rns", "I do not want to say", "hand"),
    ]


def test_numbers_are_written_out(iro: Snapshot) -> None:
    """0 to 10, each with its band and score, and the words at both ends."""
    question = iro.forms[Variant.STANDARD].questions["did_said"]

    assert [option.code for option in question.options] == [str(number) for number in range(11)]
    assert [option.score for option in question.options] == list(range(11))
    assert [option.band for option in question.options].count(Band.POSITIVE) == 3
    assert (question.low, question.high) == ("None of it", "All of it")


def test_numbers_may_be_faces_in_easy_read(copy: Copy) -> None:
    """A scale of numbers whose easy-read scale is of words is a choice there, with no words at its ends."""
    copy.edit(IRO, "        high: All of it\n        variants:\n          - standard\n",
              "        high: All of it\n        easy_read:\n          scale: three-faces\n          picture: star\n")  # fmt: skip
    copy.edit(IRO, "        text: Did someone ask where the meeting should be?\n        picture: map-pin\n        variants:\n          - easy-read\n",
              "        text: Did someone ask where the meeting should be?\n        variants:\n          - standard\n")  # fmt: skip

    forms = copy.open(IRO).forms

    assert forms[Variant.STANDARD].questions["did_said"].kind is Kind.SCALE
    easy = forms[Variant.EASY_READ].questions["did_said"]
    assert (easy.kind, easy.low, [o.code for o in easy.options]) == (
        Kind.CHOICE,
        None,
        ["yes", "bit", "no"],
    )


def test_options_may_be_of_one_variant(copy: Copy) -> None:
    """An answer can be there in standard only."""
    label = "            label: Yes, by video or phone\n"
    copy.edit(IRO, label, f"{label}            variants:\n              - standard\n")
    forms = copy.open(IRO).forms

    standard, easy = (set(form.questions["went"].codes) for form in forms.values())

    assert standard - easy == {"remote"}


def test_a_route_speaks_each_variant(copy: Copy) -> None:
    """The words without scripts are those of the variant."""
    route = (
        "        show_if:\n          question: went\n          codes:\n"
        '            - "all"\n          words: Only if you went to your review.\n'
        "          easy_read: Only if you went to your meeting.\n"
    )
    text = "        text: Did people explain things in a way you understood?\n"
    copy.edit(IRO, text, text + route)
    forms = copy.open(IRO).forms

    conditions = [form.questions["understood"].show_if for form in forms.values()]

    assert [condition and condition.words for condition in conditions] == [
        "Only if you went to your review.",
        "Only if you went to your meeting.",
    ]


def test_a_route_of_a_section_holds_for_its_questions(copy: Copy) -> None:
    """Every question without a route of its own has that of its section."""
    route = '    show_if:\n      question: went\n      codes:\n        - "all"\n      words: Only if you went.\n'
    copy.edit(IRO, "    title: After your review\n", f"    title: After your review\n{route}")

    form = copy.open(IRO).forms[Variant.STANDARD]

    routes = {
        question.show_if for part in form.parts if part.id == "after" for question in part.questions
    }
    assert routes == {Condition(question="went", codes=("all",), words="Only if you went.")}


def test_parts_say_what_they_are_about(iro: Snapshot) -> None:
    """The service first, then who helped, then the person."""
    abouts = [part.about for part in iro.forms[Variant.STANDARD].parts]

    assert abouts == ["service"] * 4 + ["help", "person"]


def test_a_section_without_questions_is_left_out(copy: Copy) -> None:
    """A heading with nothing under it is not shown."""
    copy.edit(
        IRO,
        "        picture: map-pin\n        variants:\n          - easy-read",
        "        variants:\n          - standard",
    )
    copy.edit(
        IRO,
        "        picture: group\n        variants:\n          - easy-read",
        "        variants:\n          - standard",
    )
    copy.edit(IRO, "        help: A phone or video call counts too.\n        easy_read:\n          text: Did your IRO talk with you before your meeting?\n          help: Your IRO runs your meeting. A phone or video call counts too.\n          picture: two-talking\n",
              "        help: A phone or video call counts too.\n        variants:\n          - standard\n")  # fmt: skip

    forms = copy.open(IRO).forms

    assert "plan" in [part.id for part in forms[Variant.STANDARD].parts]
    assert "plan" not in [part.id for part in forms[Variant.EASY_READ].parts]


def test_only_measures_in_use_are_frozen(iro: Snapshot) -> None:
    """A measure of another questionnaire is no part of the snapshot."""
    used = {q.measure for form in iro.forms.values() for q in form.questions.values() if q.measure}

    assert set(iro.measures) == used


WORDS = st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "Zs", "So"), exclude_characters="{}"),
    min_size=1,
).filter(str.strip)
CORE = ["core.knows_worker", "core.can_contact", "core.understood_why", "core.listened", "core.respect",
        "core.kept_informed", "core.made_difference"]  # fmt: skip
VARIANTS = st.sampled_from([None, ["standard"], ["easy-read"], ["standard", "easy-read"]])


@st.composite
def options(draw: st.DrawFn) -> list[dict[str, Any]]:
    """A list of options with codes of their own."""
    known = [*"abcde", "skipped"]
    codes = draw(st.lists(st.sampled_from(known), max_size=5, unique=True))
    return [
        {
            "code": code,
            "label": draw(WORDS),
            "band": draw(st.sampled_from(["positive", "middle", "negative", "none"])),
            **({"easy_read": {"label": draw(WORDS)}} if draw(st.booleans()) else {}),
            **({"variants": ["standard"]} if draw(st.integers(0, 5)) == 0 else {}),
        }
        for code in codes
    ]


@st.composite
def questions(draw: st.DrawFn, number: int) -> dict[str, Any]:
    """A question of any kind."""
    kind = draw(st.sampled_from(["choice", "choices", "scale", "text", "info"]))
    question: dict[str, Any] = {
        "id": f"q{number}",
        "kind": kind,
        "text": draw(WORDS),
        "picture": "star",
    }
    if kind == "scale":
        question |= {"scale": "nought-to-ten", "low": draw(WORDS), "high": draw(WORDS)}
    elif kind in ("choice", "choices") and draw(st.booleans()):
        question |= {"scale": draw(st.sampled_from(WORD_SCALES))}
    elif kind in ("choice", "choices"):
        question |= {
            "options": draw(options()),
            "escapes": draw(st.sampled_from([[], ["ns"], ["ns", "rns"]])),
        }
    if "scale" in question and draw(st.booleans()):
        question["easy_read"] = {"text": draw(WORDS), "scale": draw(st.sampled_from(WORD_SCALES))}
    if kind in ("choice", "choices", "scale") and draw(st.booleans()):
        where = question if draw(st.booleans()) else question.setdefault("easy_read", {})
        where["measure"] = CORE[number]
    variants = draw(VARIANTS)
    return question | ({"variants": variants} if variants else {})


@st.composite
def definitions(draw: st.DrawFn) -> dict[str, Any]:
    """A whole file, which may have a route that leads nowhere."""
    asked = [draw(questions(number)) for number in range(draw(st.integers(1, 7)))]
    for number, question in enumerate(asked):
        if number and draw(st.booleans()):
            codes = draw(
                st.lists(
                    st.sampled_from([*"abcdef", "yes", "4", "10", "ns"]), min_size=1, max_size=3
                )
            )
            earlier = draw(st.integers(0, number - 1))
            question["show_if"] = {"question": f"q{earlier}", "codes": codes, "words": draw(WORDS)}
    head = {"title": draw(WORDS), "invitation": draw(WORDS), "minutes": draw(st.integers(1, 60))}
    return {
        "schema": 1,
        "questionnaire": "made",
        "version": 1,
        "class": "anonymous",
        "audience": "child",
        **{
            key: draw(WORDS) for key in ("name", "who", "asked", "handed_out_by", "teams", "tested")
        },
        "unsafe": "none, because it is made up",
        "start": "consent-child",
        "closing": "closing-child",
        "end": ["helped-child", "equality-child"],
        **head,
        "easy_read": head,
        "sections": [{"id": "one", "title": draw(WORDS), "questions": asked}],
    }


def check_written(folder: Path, library: Library, definition: dict[str, Any]) -> Snapshot | None:
    """What `definition` resolves to, if that can be. Its words are made up, so what is said of them is left aside."""
    path = folder / "made" / "1.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(definition, ensure_ascii=False), encoding="utf-8")
    return check_version(path, library, root=folder).snapshot


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow])  # fmt: skip
@given(definition=definitions())
def test_whatever_checks_clean_resolves_and_reads_back_equal(
    tmp_path: Path, library: Library, definition: dict[str, Any]
) -> None:
    """Any clean definition is frozen, read back, and is the same in value, bytes and fingerprint."""
    snapshot = check_written(tmp_path, library, definition)
    assume(snapshot)

    assert snapshot is not None
    again = read_snapshot(snapshot.to_json())
    assert again == snapshot
    assert (again.to_json(), again.sha256) == (snapshot.to_json(), snapshot.sha256)
    assert list_differences(snapshot, again) == []


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much, HealthCheck.too_slow])  # fmt: skip
@given(definition=definitions(), seed=st.integers(0, 99))
def test_whatever_can_be_published_is_asked_counted_and_told(
    tmp_path: Path,
    client: FlaskClient,
    database: Database,
    settings: Settings,
    definition: dict[str, Any],
    seed: int,
) -> None:
    """What a newer rule refuses too: it may be published. Its pages open, and its answers end in a workbook."""
    snapshot = check_written(tmp_path, shipped_library(), definition)
    assume(snapshot)
    assert snapshot is not None
    random, snapshot = Random(seed), rebuild(snapshot, questionnaire=f"made-{next(NUMBERS)}")

    with database.writing() as session:
        teams = list_teams(session)[:2]
        round_ = add_round(session, teams, snapshot=snapshot, opens_on=OPEN_ON, closes_on=OPEN_ON)
        sizes = {team.name: 12 for team in teams}
        fill_round(session, round_, sizes, random=random)
        id_, code = round_.id, get_collector(session, round_.version, teams[0]).code
    pages = [client.get(f"/q/{code}?variant={variant}").status_code for variant in snapshot.forms]
    with database.writing() as session:
        counted = count(session, session.get_one(Round, id_), at=NOON + dt.timedelta(days=2))
        made = make_workbook(session, rounds=[counted], settings=settings, made_on=OPEN_ON)

    assert pages == [200] * len(snapshot.forms)
    assert made
