"""What is counted: who was asked, what they chose, and what it means."""

from hypothesis import given
from hypothesis import strategies as st

from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.snapshot import NOT_ASKED, Question
from feedback.tallies import Cell, Counts, Tally, asked_of_all, get_same
from tests.councils import make_snapshot

SNAPSHOT = make_snapshot()
FORMS = {(1, variant.value): form for variant, form in SNAPSHOT.forms.items()}
OAK, ELM = 1, 2


def _question(name: str, variant: str = "standard") -> Question:
    return SNAPSHOT.form(variant).questions[name]


def _counts(people: dict[Cell, int], answers: dict[tuple[Cell, str], dict[str, int]]) -> Counts:
    return Counts(people, answers, FORMS)


def test_bands_of_both_variants_are_added() -> None:
    """Always in standard and Yes in easy read are both positive; a bit is neither."""
    counts = _counts(
        {(OAK, 1, "standard"): 4, (OAK, 1, "easy-read"): 3},
        {
            ((OAK, 1, "standard"), "listened"): {"always": 2, "never": 1},
            ((OAK, 1, "easy-read"), "listened"): {"yes": 1, "bit": 2},
        },
    )

    tally = counts.tally(_question("listened"), teams=[OAK])

    assert (tally.asked, tally.positive, tally.negative) == (7, 3, 1)
    assert tally.bands[Band.MIDDLE] == 2


def test_somebody_who_skipped_was_asked() -> None:
    """Four people and one answer: the base is four."""
    counts = _counts({(OAK, 1, "standard"): 4}, {((OAK, 1, "standard"), "know"): {"yes": 1}})

    tally = counts.tally(_question("know"), teams=[OAK])

    assert (tally.asked, tally.positive) == (4, 1)


def test_somebody_who_was_not_asked_is_not_in_the_base() -> None:
    """Three of four were not asked a routed question."""
    cell = (OAK, 1, "standard")
    counts = _counts({cell: 4}, {(cell, "chaired"): {NOT_ASKED: 3, "yes": 1}})

    tally = counts.tally(_question("chaired"), teams=[OAK])

    assert (tally.asked, tally.positive) == (1, 1)


def test_a_form_without_the_question_asks_nobody() -> None:
    """Easy read has no question about the place: its people are not in the base."""
    counts = _counts({(OAK, 1, "standard"): 4, (OAK, 1, "easy-read"): 9}, {})

    tally = counts.tally(_question("venue"), teams=[OAK])

    assert tally.asked == 4


def test_another_revision_of_a_question_is_another_question() -> None:
    """A changed meaning is never added to the old one."""
    changed = _question("know").model_copy(update={"revision": 2})
    counts = _counts({(OAK, 1, "standard"): 4}, {((OAK, 1, "standard"), "know"): {"yes": 4}})

    tally = counts.tally(changed, teams=[OAK])

    assert tally == Tally()
    assert get_same(SNAPSHOT.form("standard"), changed) is None


def test_ticks_are_never_added_to_people() -> None:
    """Who ticked three things in an older version is not three people who chose one in this."""
    ticked = _question("know").model_copy(update={"kind": Kind.CHOICES})

    assert get_same(SNAPSHOT.form("standard"), ticked) is None


def test_a_code_the_form_does_not_know_is_left_out() -> None:
    """A damaged code counts as skipped, never as an answer."""
    cell = (OAK, 1, "standard")
    counts = _counts({cell: 4}, {(cell, "know"): {"yes": 1, "elephant": 3}})

    tally = counts.tally(_question("know"), teams=[OAK])

    assert (tally.asked, sum(tally.codes.values())) == (4, 1)


def test_only_the_wanted_teams_and_variant_are_counted() -> None:
    """A tally can be of some teams, and of one variant."""
    counts = _counts(
        {(OAK, 1, "standard"): 4, (ELM, 1, "standard"): 5, (ELM, 1, "easy-read"): 6}, {}
    )

    of_elm = counts.tally(_question("know"), teams=[ELM])
    of_easy_read = counts.tally(_question("know"), teams=[OAK, ELM], variant="easy-read")

    assert (of_elm.asked, of_easy_read.asked) == (11, 6)


@given(sizes=st.lists(st.integers(0, 30), min_size=2, max_size=8), data=st.data())
def test_the_tally_of_all_is_the_sum_of_the_tallies(sizes: list[int], data: st.DataObject) -> None:
    """Counting together or one by one gives the same."""
    people = {(team, 1, "standard"): size for team, size in enumerate(sizes)}
    answers = {
        (cell, "know"): {"yes": data.draw(st.integers(0, size))} for cell, size in people.items()
    }
    counts = _counts(people, answers)
    question = _question("know")

    together = counts.tally(question, teams=range(len(sizes)))
    apart = sum((counts.tally(question, teams=[team]) for team in range(len(sizes))), Tally())

    assert together == apart


def test_whether_everybody_is_asked_is_known_beforehand() -> None:
    """Know is put to all; chaired is routed; venue is not in easy read."""
    forms = list(SNAPSHOT.forms.values())

    found = {name: asked_of_all(forms, _question(name)) for name in ("know", "chaired", "venue")}

    assert found == {"know": True, "chaired": False, "venue": False}
