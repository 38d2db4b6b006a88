"""Replies as they are read: each with the figure it is of, from the same frozen figures as every other page."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup
from sqlalchemy.orm import Session

from feedback.mergers import find_joined, list_successors
from feedback.models.asking import Round
from feedback.models.replying import Kind, PublicResults, Reply, Verdict
from feedback.names import key_of
from feedback.public_results import questions_of
from feedback.questionnaires.definition import Band, Variant
from feedback.questionnaires.snapshot import Form, Question
from feedback.replies import ALL_TEAMS, OTHER_TEAMS, key_rows, name_row
from feedback.reply_steps import count_verdicts
from feedback.reports.before import read_before
from feedback.reports.figures import read_rows
from feedback.reports.shares import draw_share
from feedback.reports.shown import CoreQuestion, MeasureFigure, RoundFigures, RowFigures
from feedback.reports.since import Change, find_changes
from feedback.rounds import read_members
from feedback.teams import list_open, list_teams, read_names


@dataclass(frozen=True)
class Finding:
    """A figure that is told in words: what was asked, which answers count as good, and how many gave one.

    `forms` are the variants that ask it, the one whose words are told first.
    """

    question: CoreQuestion
    forms: tuple[Form, ...]
    figure: MeasureFigure
    face: str
    change: Change | None = None

    @property
    def asked(self) -> str:
        """What was asked, in English."""
        return self.asked_in(self.forms[0]).text

    @property
    def good(self) -> str:
        """The labels of the answers that count as good, in English."""
        return " or ".join(list_good(self.asked_in(self.forms[0])))

    def asked_in(self, form: Form) -> Question:
        """Its question as `form` asks it, which may be one of `forms` in another language."""
        return form.questions[self.question.id]

    def draw(self, direction: str) -> Markup:
        """Its bar on a page that is read in this direction; nothing where words hide the number."""
        return draw_share(self.figure, mirrored=direction == "rtl")


@dataclass(frozen=True)
class ShownReply:
    """A reply with the figure it is of. `teams` are those of its row, and of the round when it is of all.

    Without a row it shows no figure: the figures are past their date, or it names one of several rows of a name.
    """

    reply: Reply
    round: RoundFigures
    row: RowFigures | None
    finding: Finding | None

    @property
    def kind(self) -> Kind:
        """What the council answers."""
        return Kind(self.reply.kind)

    @property
    def published_on(self) -> date | None:
        """The day since which everybody can read it."""
        return self.reply.published_on

    @property
    def of_all(self) -> bool:
        """Whether it is of all teams together."""
        return self.reply.team == ALL_TEAMS

    @property
    def of_others(self) -> bool:
        """Whether it is of small teams put together."""
        return self.row_name == OTHER_TEAMS

    @property
    def row_name(self) -> str:
        """What its row is called: a team, "Other teams" or "All teams"."""
        return name_row(self.reply.team)

    @property
    def row_words(self) -> str:
        """The same for staff, with its teams where it is of several put together."""
        return self.row.full_name if self.row else self.row_name

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that its row covers."""
        return self.row.teams_included if self.row else ()

    @property
    def verdicts(self) -> dict[Verdict, int]:
        """How many young reviewers say what."""
        return count_verdicts(self.reply)


@dataclass(frozen=True)
class ShownResults:
    """What a child can read of a counted round: up to three findings of all its teams together.

    `whose` are they, where others were not asked: the services that were asked whole, and teams, as they are called now.
    """

    round: RoundFigures
    row: RowFigures
    findings: tuple[Finding, ...]
    whose: tuple[str, ...] = ()


def read_shown(
    session: Session, replies: Sequence[Reply], variant: str = Variant.STANDARD
) -> list[ShownReply]:
    """`replies` in their order, with figures in the words of a variant."""
    rounds = {reply.round_id: reply.round for reply in replies}
    teams = {name_row(reply.team) for reply in replies}
    figures = _read_figures(session, list(rounds.values()), teams)
    return [_show(reply, figures[reply.round_id], variant) for reply in replies]


def read_results(
    session: Session, results: PublicResults, variant: str = Variant.STANDARD
) -> ShownResults | None:
    """What is shown of a round to everybody, with what changed; None when its figures are past their date."""
    found = read_findings(session, results.round, questions_of(results), variant)
    return replace(found, whose=say_whose(session, results.round)) if found else None


def read_findings(
    session: Session, round_: Round, questions: Iterable[str], variant: str = Variant.STANDARD
) -> ShownResults | None:
    """These figures of all teams together, each with its change since the round before."""
    earlier = read_before(session, round_)
    figures = _read_figures(session, [one for one in (earlier, round_) if one])
    now = figures[round_.id]
    if now.total is None:
        return None
    before = figures[earlier.id].only_total() if earlier else None
    changes = find_changes(now.only_total(), before)
    known = {question.id: question for question in now.questions}
    findings = [
        replace(
            make_finding(now, now.total, known[id_], variant),
            change=changes.of(now.total, id_) if earlier else None,
        )
        for id_ in questions
        if id_ in known and id_ in now.total.measures
    ]
    return ShownResults(now, now.total, tuple(findings))


def say_whose(session: Session, round_: Round) -> tuple[str, ...]:
    """The services and teams that `round_` asked; nothing where it asked every team that there was."""
    own = {member.team_id for member in read_members(session, [round_])[round_.id]}
    asked = own | find_joined(list_successors(session), own, on=round_.closes_on).keys()
    teams, called = list_teams(session), read_names(session)
    others = [team for team in list_open(teams, round_.closes_on) if team.id not in asked]
    if not others:
        return ()
    members = [team for team in teams if team.id in own]
    services = Counter(team.service for team in members)
    # One that is called like a team would be read as that team.
    whole = {name for name, count in services.items() if count > 1 and key_of(name) not in called}
    whole -= {team.service for team in others}
    names = (team.service if team.service in whole else team.name for team in members)
    return tuple(dict.fromkeys(names))


def make_finding(
    round_: RoundFigures, row: RowFigures, question: CoreQuestion, variant: str
) -> Finding:
    """One figure in the words of a variant, or of the first variant that asks it."""
    forms = dict.fromkeys((round_.snapshot.form(variant).variant, *round_.snapshot.forms))
    asking = (round_.snapshot.forms[one] for one in forms)
    figure = row.measures[question.id]
    return Finding(
        question,
        tuple(one for one in asking if question.id in one.questions),
        figure,
        _face(figure),
    )


def list_good(question: Question) -> list[str]:
    """The labels of the answers that count as good."""
    return [option.label for option in question.options if option.band is Band.POSITIVE]


def slug_of(team: str) -> str:
    """A team's name as it stands in an address: "Children in Care North" is "children-in-care-north"."""
    plain = unicodedata.normalize("NFKD", team).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")


def is_for(shown: ShownReply, slugs: Collection[str]) -> bool:
    """Whether a reply is for a team, by all its names: of all teams of a round it took part in, or of its own row."""
    return not {slug_of(name) for name in shown.teams}.isdisjoint(slugs)


def list_slugs(session: Session, slug: str) -> frozenset[str]:
    """All that the team of an address is or was called there: its replies keep the name it had at the count."""
    teams = find_team_ids(session, slug)
    names = read_names(session).items()
    return frozenset({slug, *(slug_of(name) for name, team in names if team.id in teams)})


def find_team_ids(session: Session, slug: str) -> set[int]:
    """The team of an address, by any name it has had; several where their names come to the same there."""
    return {team.id for name, team in read_names(session).items() if slug_of(name) == slug}


def _read_figures(
    session: Session, rounds: Sequence[Round], teams: Collection[str] = ()
) -> dict[int, RoundFigures]:
    """The row All teams of each of `rounds`, and the rows called `teams`."""
    return {figures.id: figures for figures in read_rows(session, rounds, teams=teams)}


def _show(reply: Reply, round_: RoundFigures, variant: str) -> ShownReply:
    row = dict(zip(key_rows([one.team for one in round_.rows]), round_.rows, strict=True)).get(
        reply.team
    )
    question = next((one for one in round_.questions if one.id == reply.question), None)
    told = row and question and question.id in row.measures
    finding = make_finding(round_, row, question, variant) if told and row and question else None
    return ShownReply(reply, round_, row, finding)


def _face(figure: MeasureFigure) -> str:
    """The face beside a figure: by what it certainly says, never by what it may."""
    count = figure.positive
    if count.low is None or count.high is None or not count.base:
        return "face-not-sure"
    if 4 * count.low >= 3 * count.base:
        return "face-yes"
    return "face-no" if 2 * count.high <= count.base else "face-bit"
