"""Every number that pages and sheets tell of a year, as lines of the model."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from feedback.disclosure.bands import Word
from feedback.disclosure.groups import RowKind
from feedback.option_figures import NO_OCCASION, OCCASION, OTHER
from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.snapshot import SKIPPED as TOLD_SKIPPED
from feedback.reports.periods import PeriodFigures
from feedback.reports.shown import Count, MeasureFigure, OptionFigure
from tests.disclosure.whole_model import SIZE, TONGUE, WAY, Columns, Line, Model
from tests.disclosure.whole_said import AGE, anything, is_band, is_said, was_asked
from tests.disclosure.whole_survey import SKIPPED
from tests.disclosure.whole_year import WholeRound, WholeYear

POSITIVE, NEGATIVE = Band.POSITIVE, Band.NEGATIVE


@dataclass(frozen=True)
class Facts:
    """What is told of a year, in the columns of its model."""

    year: WholeYear
    model: Model

    def tell(self) -> Iterator[Line]:
        """All of it."""
        for place, round_ in enumerate(self.year.rounds):
            yield from self.tell_rows(place, round_)
            yield from self.tell_cuts(place, round_)
            yield from self.tell_words(place, round_)
        for period in self.year.periods:
            yield from self.tell_period(period)

    def tell_rows(self, place: int, round_: WholeRound) -> Iterator[Line]:
        """By team, Core measures, Headlines: each row, and what everybody can read of all teams."""
        for row in round_.figures.rows:
            for question, figure in row.measures.items():
                yield from self.tell_measure(
                    place, question, row.teams_included, figure, row.received
                )
        total = round_.figures.rows[-1]
        for finding in round_.findings:
            yield from self.tell_measure(
                place, finding.question.id, total.teams_included, finding.figure, total.received
            )

    def tell_cuts(self, place: int, round_: WholeRound) -> Iterator[Line]:
        """Questions and Who answered: options by variant, variants, languages, occasions, ages, channels."""
        for one in round_.figures.options:
            yield from self._option(place, one)
        yield from self._people(place, round_)
        for channel in round_.figures.channels:
            columns = self.model.pick(place, WAY, fits=is_said("channel", {channel.channel}))
            yield Line(columns, channel.received, channel.received)

    def tell_words(self, place: int, round_: WholeRound) -> Iterator[Line]:
        """Comments and Themes: so many at least wrote, under this name and in this language."""
        labels = {"English": "en", "Polish": "pl", "Somali": "so"}
        for name in {one.team for one in round_.comments}:
            under = [one for one in round_.comments if one.team == name]
            teams = self._carriers(round_, name)
            for language in {one.language for one in under}:
                n = sum(one.language == language for one in under)
                tags = {labels[language]} if language in labels else set(labels.values())
                yield self._wrote(place, teams, tags, n)
            yield self._wrote(place, teams, set(labels.values()), len(under))
        for theme in round_.themes:
            teams = self._carriers(round_, theme.team)
            if theme.team == "All teams":
                teams = self.model.teams(place)
            yield self._wrote(place, teams, set(labels.values()), theme.comments)

    def tell_period(self, period: PeriodFigures) -> Iterator[Line]:
        """A half-year or the year: each row of its rounds together."""
        places = self.places_of(period)
        for row in period.rows:
            for question, figure in row.measures.items():
                positive, negative, asked = (
                    tuple(c for place in places for c in self.measured(place, question, row.teams_included, what))
                    for what in ("positive", "negative", "asked")
                )  # fmt: skip
                yield from _ranged(positive, figure.positive)
                yield from _ranged(negative, figure.negative)
                if figure.positive.base is not None:
                    yield Line(asked, figure.positive.base, figure.positive.base)

    def places_of(self, period: PeriodFigures) -> list[int]:
        """The places of its rounds."""
        ids = {figures.id for figures in period.rounds}
        return [n for n, round_ in enumerate(self.year.rounds) if round_.figures.id in ids]

    def measured(self, place: int, question: str, teams: Collection[str], what: str) -> Columns:
        """Those of some teams who said something positive or negative to a question, or were asked it."""
        snapshot = self.model.rounds[place].figures.snapshot
        fits = {
            "positive": is_band(snapshot, question, {POSITIVE}),
            "negative": is_band(snapshot, question, {NEGATIVE}),
            "asked": was_asked(question),
        }[what]
        here = [team for team in teams if team in self.model.teams(place)]
        return (
            self.model.pick(place, self.model.family_of(place, question), teams=here, fits=fits)
            if here
            else ()
        )

    def tell_measure(
        self,
        place: int,
        question: str,
        teams: Collection[str],
        figure: MeasureFigure,
        received: int,
    ) -> Iterator[Line]:
        """What a row says of a core question."""
        positive, negative, asked = (
            self.measured(place, question, teams, what)
            for what in ("positive", "negative", "asked")
        )
        yield from _ranged(positive, figure.positive)
        yield from _ranged(negative, figure.negative)
        if figure.positive.base is not None:
            yield Line(asked, figure.positive.base, figure.positive.base)
        elif figure.word and figure.positive.base is None:
            yield from _worded(positive, asked, figure.word, received)

    def _option(self, place: int, one: OptionFigure) -> Iterator[Line]:
        snapshot = self.model.rounds[place].figures.snapshot
        question = snapshot.form(one.variant).questions[one.question]
        family, name, code = one.question, one.question, one.option
        if question.kind is Kind.CHOICES:
            if code == TOLD_SKIPPED:
                assert one.count.low is None
                return
            family = name = f"{one.question}={code}"
            code = "yes"
        else:
            family = self.model.family_of(place, one.question)
        wanted = SKIPPED if code == TOLD_SKIPPED else code
        chose = self.model.pick(place, family, variants=[one.variant], fits=is_said(name, {wanted}))
        asked = self.model.pick(place, family, variants=[one.variant], fits=was_asked(name))
        if one.count.base is not None:
            yield Line(asked, one.count.base, one.count.base)
        yield from _ranged(chose, one.count)

    def _people(self, place: int, round_: WholeRound) -> Iterator[Line]:
        people = round_.figures.people
        named = {one.option for one in people if one.question == "language"}
        listed = {one.option for one in people if one.question == "variant"}
        for variant in set(self.model.variants(place)) - listed:
            yield Line(self.model.pick(place, SIZE, variants=[variant]), 0, 0)
        for one in people:
            yield from _ranged(self._who(place, one, named), one.count)
            if one.question == AGE and one.count.base is not None:
                asked = self.model.pick(place, AGE, fits=was_asked(AGE))
                yield Line(asked, one.count.base, one.count.base)

    def _who(self, place: int, one: OptionFigure, named: Collection[str]) -> Columns:
        if one.question == "variant":
            return self.model.pick(place, SIZE, variants=[one.option])
        if one.question == "language":
            others = {"en", "pl", "so"} - set(named)
            tags = others if one.option == OTHER else {one.option}
            return self.model.pick(place, TONGUE, fits=is_said("language", tags))
        if one.question == OCCASION:
            code = "" if one.option == NO_OCCASION else one.option
            return self.model.pick(place, WAY, fits=is_said("occasion", {code}))
        assert one.question == AGE
        code = SKIPPED if one.option == TOLD_SKIPPED else one.option
        return self.model.pick(place, AGE, fits=is_said(AGE, {code}))

    def _carriers(self, round_: WholeRound, name: str) -> list[str]:
        """The teams whose comments can carry `name`: its own row, its service's rows, or every row."""
        rows = [row for row in round_.figures.rows if row.kind != RowKind.ALL]
        chosen = [row for row in rows if name == row.team] or [r for r in rows if name == r.service]
        return [team for row in chosen or rows for team in row.teams_included]

    def _wrote(self, place: int, teams: Collection[str], tags: Collection[str], n: int) -> Line:
        fits = is_said("wrote", {"True"})
        spoke = is_said("language", tags)
        columns = self.model.pick(
            place, TONGUE, teams=teams, fits=lambda v, said: fits(v, said) and spoke(v, said)
        )
        return Line(columns, n, self.model.count(self.model.pick(place, TONGUE, fits=anything)))


def _ranged(columns: Columns, count: Count) -> Iterator[Line]:
    if count.low is not None and count.high is not None:
        yield Line(columns, count.low, count.high)


def _worded(positive: Columns, asked: Columns, word: str, received: int) -> Iterator[Line]:
    """What a word without a base says, as lines: the half, and how near all or nobody."""
    edge = 1 if received <= 14 else 2 if received < 20 else received // 10
    yield Line(asked, 7, received)
    half = {Word.SOME.value: (-received, 0.0), Word.MOST.value: (0.5, received)}
    if word in half:
        yield Line(positive, *half[word], also=asked, times=-0.5)
    if word == Word.ALL.value:
        yield Line(positive, -edge, 0, also=asked, times=-1.0)
    if word == Word.MOST.value:
        yield Line(positive, -received, -2, also=asked, times=-1.0)
    if word == Word.SOME.value:
        yield Line(positive, 2, received)
    if word == Word.FEW.value:
        yield Line(positive, 0, edge)
