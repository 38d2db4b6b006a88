"""Results by promise: the figures of All teams that are shown anyway, put under each promise they bear on."""

from feedback.reports.charts import draw_bar, make_scale
from feedback.reports.shown import NO_FIGURE, CoreQuestion, RoundFigures
from feedback.reports.since import ChangesSince
from feedback.reports.tables import BarTable, Line, Section, key_of, make_table


def tabulate_pledges(round_: RoundFigures, changes: ChangesSince) -> BarTable | None:
    """A section a promise, a line a measure; None where no measure of the round bears on one.

    Measures are never added up into one number for a promise: they have other questions and bases.
    """
    total = round_.total
    borne_on = {words for q in round_.questions for words in q.pledges}
    promised = [words for words in round_.promises if words in borne_on]
    if total is None or not promised:
        return None
    figures = {q.id: total.measures.get(q.id, NO_FIGURE) for q in round_.questions if q.pledges}
    scale = make_scale(list(figures.values()))

    def draw(question: CoreQuestion) -> Line:
        figure = figures[question.id]
        change = changes.of(total, question.id)
        return Line(
            question.heading, figure, draw_bar(figure, scale), change, key=key_of(round_, question)
        )

    sections = [
        Section(words, tuple(draw(q) for q in round_.questions if words in q.pledges))
        for words in promised
    ]
    return make_table("By promise, all teams", list(figures.values()), scale, sections)
