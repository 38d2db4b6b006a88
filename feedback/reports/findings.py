"""Which rows of counted rounds somebody looks for: whole rows as they are shown everywhere, never cut finer."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from feedback.disclosure.groups import RowKind
from feedback.reports.charts import Scale, draw_bar, make_scale
from feedback.reports.naming import say_today
from feedback.reports.shown import NO_FIGURE, CoreQuestion, RoundFigures, RowFigures
from feedback.reports.since import Change
from feedback.reports.tables import BarTable, Line, Section, make_table

ALL_TEAMS = "All teams"
NOT_COMPARED = Change("not compared", quiet=True)

Found = tuple[RoundFigures, RowFigures, CoreQuestion]


@dataclass(frozen=True)
class Wish:
    """What is looked for; "" is everything. `teams` are those of `group`, where one of the council's own is meant."""

    theme: str = ""
    pledge: str = ""
    service: str = ""
    team: str = ""
    group: str = ""
    teams: frozenset[str] = frozenset()

    @property
    def of_all(self) -> bool:
        """Whether no service, group or team is wanted, and so the rows All teams are."""
        return not (self.service or self.team or self.group)

    def takes(self, row: RowFigures) -> bool:
        """Whether the row is wanted: All teams, unless a service, a group or a team is."""
        if self.of_all:
            return row.kind == RowKind.ALL
        if row.kind == RowKind.ALL:
            return False
        if self.team:
            return self.team in row.members
        return row.service == self.service if self.service else set(row.members) <= self.teams


def find_figures(rounds: Sequence[RoundFigures], wish: Wish) -> list[Found]:
    """Every figure of a wanted row, theme and promise, round by round."""
    return [
        (round_, row, question)
        for round_ in rounds
        for row in round_.rows
        for question in round_.questions
        if wish.takes(row)
        and wish.theme in ("", question.theme)
        and wish.pledge in ("", *question.pledges)
    ]


def keep_newest(found: Collection[Found]) -> list[Found]:
    """Those of `found` with no team that a later round of their questionnaire has found too."""
    newest: dict[tuple[str, str], int] = {}
    for round_, row, _ in sorted(found, key=lambda one: (one[0].closes_on, one[0].id)):
        newest.update(dict.fromkeys(_teams_of(round_, row), round_.id))
    return [one for one in found if {newest[key] for key in _teams_of(*one[:2])} == {one[0].id}]


def _teams_of(round_: RoundFigures, row: RowFigures) -> list[tuple[str, str]]:
    return [(round_.questionnaire, team) for team in row.holds]


def tabulate_found(found: Collection[Found]) -> BarTable:
    """One table for all of it: a section a round, a line a figure, on one scale."""
    figures = [row.measures.get(question.id, NO_FIGURE) for _, row, question in found]
    rounds = {round_.id: round_ for round_, _, _ in found}
    scale = make_scale(figures)
    sections = [
        Section(f"{one.name}, {one.label}", tuple(_draw(found, one, scale)))
        for one in rounds.values()
    ]
    table = make_table("What was found", figures, scale, sections)
    return replace(table, compared=False)


def _draw(found: Collection[Found], round_: RoundFigures, scale: Scale) -> Iterator[Line]:
    for of, row, question in found:
        if of is round_:
            figure = row.measures.get(question.id, NO_FIGURE)
            yield Line(
                name=question.heading,
                figure=figure,
                bar=draw_bar(figure, scale),
                change=NOT_COMPARED,
                more=_name_row(row),
            )


def _name_row(row: RowFigures) -> str:
    """What a row is called, and what its teams are called today: they are looked for by that."""
    today = say_today(row)
    if row.kind == RowKind.TEAM:
        return today or row.full_name
    return ". ".join(filter(None, (row.full_name, today)))
