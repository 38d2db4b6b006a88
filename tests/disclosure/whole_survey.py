"""A made-up survey that has one of everything, and how the people of a made-up council answer it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from feedback.questionnaires.definition import Band, Kind, Variant
from feedback.questionnaires.routing import list_hidden
from feedback.questionnaires.snapshot import (
    NOT_ASKED,
    Form,
    Measure,
    Part,
    Question,
    Snapshot,
)
from tests.councils import YES_NO, make_snapshot, rebuild

SKIPPED = ""
MEANS = (9.5, 7.5, 6, 4.5, 3, 2, 1.5, 1)  # about 35 answers a round, as in the study
LEFT_OUT = ((), ("venue",), ("listened",), ("listened", "kind"), ("chaired", "venue"))
LINKS = (("poster", ""), ("link", "review"))  # of every team, by channel and occasion
Answers = tuple[tuple[str, tuple[str, ...]], ...]  # what was chosen, by question


@dataclass(frozen=True)
class Person:
    """Somebody's one answer. A question that their form lacks is not among `chosen`."""

    team: str
    variant: str
    language: str
    channel: str
    occasion: str
    age: str
    wrote: bool
    chosen: Answers


def make_survey(lacks: Sequence[str], *, pictures: bool) -> Snapshot:
    """The made-up survey, who helped, and one more core question; pictures leave out what easy read does, and age."""
    base = make_snapshot(easy_read_lacks=[name for name in lacks if name != "kind"])
    forms = {
        variant: _add_parts(form, kind="kind" not in lacks or variant is Variant.STANDARD)
        for variant, form in base.forms.items()
    }
    if pictures:
        easy = forms[Variant.EASY_READ]
        parts = tuple(part for part in easy.parts if part.id != "you")
        forms[Variant.PICTURE] = rebuild(easy, variant=Variant.PICTURE, parts=parts)
    kind = Measure(title="People were kind", core=True, theme="voice")
    return rebuild(base, forms=forms, measures={**base.measures, "iro.kind": kind})


def _add_parts(form: Form, *, kind: bool) -> Form:
    review, you = form.parts
    more = _choice("kind", "Were people kind?", "iro.kind")
    questions = (*review.questions, more) if kind else review.questions
    helped = Part(
        id="help", title="Help", about="help", questions=(_choice("helped", "Helped?", None),)
    )
    return rebuild(form, parts=(rebuild(review, questions=questions), helped, you))


def _choice(id_: str, text: str, measure: str | None) -> Question:
    return Question(id=id_, kind=Kind.CHOICE, text=text, measure=measure, options=YES_NO)


class Crowd:
    """The people of a council: how many of each team answer, in which variant, and what they say."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self.snapshot = make_survey(dice.choice(LEFT_OUT), pictures=dice.random() < 0.3)
        self.random = dice.random() < 0.5
        self.variants = {v.value: dice.gammavariate(1.2, 1) for v in self.snapshot.forms}
        self._said: dict[tuple[str, str], list[float]] = {}

    def draw_size(self, place: int) -> int:
        """How many answer in the team of this place in a round: as in the random tables, or 35 in all."""
        if self.random:
            return self.dice.randint(1, 25)
        return sum(self.dice.random() < MEANS[place] / 20 for _ in range(20))

    def draw_team(self, team: str, place: int) -> list[Person]:
        """Everybody of `team` who answers in a round."""
        variants = [*self.variants], [*self.variants.values()]
        return [
            self.draw(team, self.dice.choices(*variants)[0]) for _ in range(self.draw_size(place))
        ]

    def draw(self, team: str, variant: str) -> Person:
        """Somebody of `team`."""
        dice = self.dice
        form = self.snapshot.form(variant)
        channel, occasion = dice.choices(LINKS, [3, 1])[0]
        age = dice.choice(["8-10", "11-13", "14-15", SKIPPED]) if "eq_age" in form.questions else ""
        language = dice.choices(["en", "pl", "so"], [12, 2, 1])[0]
        return Person(
            team, variant, language, channel, occasion, age,
            wrote=dice.random() < 0.3, chosen=tuple(self._choose(form)),
        )  # fmt: skip

    def _choose(self, form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
        """What somebody chooses, by question; a routed one that they are not asked is NOT_ASKED."""
        chosen: dict[str, list[str]] = {}
        for question in (*form.about("service"), *form.about("help")):
            if question.kind is Kind.CHOICES:
                chosen[question.id] = [c for c in question.codes if self.dice.random() < 0.5]
            elif question.kind is Kind.CHOICE and self.dice.random() > 0.05:
                spread = self._spread(form, question)
                chosen[question.id] = self.dice.choices(list(question.codes), spread)
        hidden = list_hidden(form, chosen)
        yield from ((n, tuple(codes)) for n, codes in chosen.items() if codes and n not in hidden)
        yield from ((name, (NOT_ASKED,)) for name in hidden)

    def _spread(self, form: Form, question: Question) -> list[float]:
        """How likely each answer is."""
        drawn = [self.dice.gammavariate(1.2, 1) for _ in question.codes]
        return self._said.setdefault((form.variant, question.id), drawn)


class ContentCrowd(Crowd):
    """A council where all is well: eight of each team answer, one of them in easy read, which leaves two questions out."""

    def __init__(self, dice: Random) -> None:
        super().__init__(dice)
        self.snapshot = make_survey(("listened", "kind"), pictures=False)

    def draw_team(self, team: str, place: int) -> list[Person]:
        """Seven and one."""
        return [self.draw(team, "easy-read" if n == place % 8 else "standard") for n in range(8)]

    def _choose(self, form: Form) -> Iterator[tuple[str, tuple[str, ...]]]:
        for question in form.about("service"):
            good = [code for code, one in question.codes.items() if one.band is Band.POSITIVE]
            if good:
                yield question.id, (good[0],)
