"""Made-up councils for tests: a small questionnaire, teams, rounds and answers in a real database."""

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from feedback import clock
from feedback.closing import count_round
from feedback.codes import make_code
from feedback.config import Settings
from feedback.db import Database
from feedback.models.answering import SealedAnswer
from feedback.models.asking import Collector, GivenOut, PublishedVersion, Round, RoundTeam, Team
from feedback.models.base import Base
from feedback.questionnaires.check import open_version
from feedback.questionnaires.definition import Audience, Band, Class, Kind, Variant
from feedback.questionnaires.library import Library, read_library
from feedback.questionnaires.routing import list_hidden
from feedback.questionnaires.snapshot import (
    NOT_ASKED,
    Condition,
    Form,
    Line,
    Lines,
    Measure,
    Option,
    Part,
    Question,
    Snapshot,
)
from feedback.versions import publish, snapshot_of

Model = TypeVar("Model", bound=BaseModel)
SHIPPED_FORMS = Path(__file__).resolve().parents[1] / "forms"
LONDON = ZoneInfo("Europe/London")
OPENS, CLOSES = dt.date(2026, 4, 1), dt.date(2026, 6, 30)
COUNTED_AT = dt.datetime(2026, 7, 1, 9, tzinfo=LONDON)
MADE_ON = dt.date(2026, 7, 2)

YES_NO = (
    Option(code="yes", label="Yes", band=Band.POSITIVE),
    Option(code="no", label="No", band=Band.NEGATIVE),
)
HOW_MUCH = (
    Option(code="always", label="Always", band=Band.POSITIVE),
    Option(code="mostly", label="Mostly", band=Band.POSITIVE),
    Option(code="rarely", label="Rarely", band=Band.NEGATIVE),
    Option(code="never", label="Never", band=Band.NEGATIVE),
)
FACES = (
    Option(code="yes", label="Yes", band=Band.POSITIVE),
    Option(code="bit", label="A bit", band=Band.MIDDLE),
    Option(code="no", label="No", band=Band.NEGATIVE),
)
NOT_SURE = (Option(code="ns", label="Not sure", band=Band.UNSURE),)


def make_snapshot(
    *,
    questionnaire: str = "iro-survey",
    version: int = 1,
    without: Iterable[str] = (),
    easy_read_lacks: Iterable[str] = ("chaired", "venue"),
) -> Snapshot:
    """A small questionnaire in two variants. `without` leaves out questions by id."""
    left_out, lacks = set(without), set(easy_read_lacks)
    return Snapshot(
        questionnaire=questionnaire,
        version=version,
        class_=Class.ANONYMOUS,
        name="IRO survey" if questionnaire == "iro-survey" else "Conference survey",
        audience=Audience.CHILD,
        who="Children in care",
        asked="After each review",
        handed_out_by="The IRO",
        tested="Not yet",
        changes=() if version == 1 else (("listened", "Asked with four answers."),),
        measures={
            "iro.know": Measure(title="Knows who their IRO is", core=True, theme="worker"),
            "iro.listened": Measure(title="Listened to", core=True, theme="voice"),
            "iro.chaired": Measure(title="Ran part of it well", core=True, theme="voice"),
            "iro.venue": Measure(title="The place", core=False, theme="practical"),
        },
        forms={
            Variant.STANDARD: _form(Variant.STANDARD, HOW_MUCH, left_out),
            Variant.EASY_READ: _form(Variant.EASY_READ, FACES, left_out | lacks),
        },
    )


def edit_question(
    snapshot: Snapshot, id_: str, *, only: Variant | None = None, **update: object
) -> Snapshot:
    """The next version of `snapshot`, with question `id_` changed in every variant or `only` one."""
    return _edit(snapshot, id_, only, lambda question: (rebuild(question, **update),))


def drop_question(snapshot: Snapshot, id_: str, *, only: Variant | None = None) -> Snapshot:
    """The next version of `snapshot` without question `id_`, in every variant or `only` one."""
    return _edit(snapshot, id_, only, lambda _: ())


def drop_easy_read(snapshot: Snapshot) -> Snapshot:
    """The same questionnaire in standard alone."""
    return rebuild(snapshot, forms={Variant.STANDARD: snapshot.forms[Variant.STANDARD]})


def rebuild(model: Model, **update: object) -> Model:
    """A copy of `model` with some fields changed, and nothing worked out before kept."""
    fields = {name: getattr(model, name) for name in type(model).model_fields}
    return type(model)(**{**fields, **update})


def _edit(
    snapshot: Snapshot,
    id_: str,
    only: Variant | None,
    change: Callable[[Question], tuple[Question, ...]],
) -> Snapshot:
    def write(part: Part) -> Part:
        asked = [change(q) if q.id == id_ else (q,) for q in part.questions]
        return rebuild(part, questions=tuple(question for one in asked for question in one))

    forms = {
        variant: form
        if only not in (None, variant)
        else rebuild(form, parts=tuple(map(write, form.parts)))
        for variant, form in snapshot.forms.items()
    }
    return rebuild(snapshot, version=snapshot.version + 1, forms=forms)


def _form(variant: Variant, scale: tuple[Option, ...], left_out: set[str]) -> Form:
    service = (
        _choice("know", "Do you know who your IRO is?", "iro.know", YES_NO),
        _choice("listened", "Did people listen to you?", "iro.listened", scale),
        _choice(
            "chaired",
            "Did running it go well?",
            "iro.chaired",
            YES_NO,
            Condition(question="know", codes=("yes",), words="Only if you know your IRO."),
        ),
        _choice("venue", "Was the place easy to get to?", "iro.venue", YES_NO),
        Question(
            id="ticked",
            kind=Kind.CHOICES,
            text="What were you asked about?",
            options=(Option(code="where", label="Where"), Option(code="when", label="When")),
        ),
        Question(id="best", kind=Kind.TEXT, text="What was good?"),
    )
    person = (
        Question(
            id="eq_age",
            kind=Kind.CHOICE,
            text="How old are you?",
            options=(
                Option(code="8-10", label="8 to 10"),
                Option(code="11-13", label="11 to 13"),
                Option(code="14-15", label="14 or 15"),
            ),
        ),
    )
    asked = tuple(question for question in service if question.id not in left_out)
    return Form(
        variant=variant,
        title="What was your review like?",
        invitation="Tell us.",
        minutes=5,
        start=Lines(lines=(Line(text="Hello."),)),
        parts=(
            Part(id="review", title="Your review", questions=asked),
            Part(id="you", title="About you", optional=True, about="person", questions=person),
        ),
        closing=Lines(lines=(Line(text="Thank you."),)),
    )


def _choice(
    id_: str,
    text: str,
    measure: str,
    options: tuple[Option, ...],
    show_if: Condition | None = None,
) -> Question:
    return Question(
        id=id_, kind=Kind.CHOICE, text=text, measure=measure, scale="made-up",
        options=options, escapes=NOT_SURE, show_if=show_if,
    )  # fmt: skip


def make_database(folder: Path) -> Database:
    """A new database with every table, in `folder`."""
    database = Database(f"sqlite:///{folder / 'feedback.db'}")
    Base.metadata.create_all(database.engine)
    return database


def make_settings(folder: Path, *, council: str = "Sampleshire Council") -> Settings:
    """The settings of a council that has set nothing special."""
    return Settings(
        instance=folder,
        database_url=f"sqlite:///{folder / 'feedback.db'}",
        public_url="http://127.0.0.1:8000",
        secret_keys=("x" * 48,),
        council_name=council,
        zone=LONDON,
        forms=folder / "forms",
        translations=folder / "translations",
        show_draft_translations=False,
        keep_responses_months=36,
        keep_comments_months=12,
        keep_figures_years=6,
        duty_number=None,
        duty_reader=None,
        duty_cover=None,
        out_of_hours=None,
    )


def add_teams(session: Session, *lines: tuple[str, str] | tuple[str, str, str]) -> list[Team]:
    """Teams from (name, service) or (name, service, group)."""
    teams = [
        Team(name=line[0], service=line[1], group=line[2] if len(line) == 3 else None)
        for line in lines
    ]
    session.add_all(teams)
    session.flush()
    return teams


def add_round(
    session: Session,
    teams: Sequence[Team],
    *,
    snapshot: Snapshot | None = None,
    opens_on: dt.date = OPENS,
    closes_on: dt.date = CLOSES,
    due: Mapping[str, int] | None = None,
) -> Round:
    """A round of `snapshot` among `teams`, with a poster for each."""
    version = publish(session, snapshot or make_snapshot(), on=dt.date(2026, 3, 1))
    round_ = Round(version=version, opens_on=opens_on, closes_on=closes_on)
    round_.teams = [RoundTeam(team=team, due=(due or {}).get(team.name)) for team in teams]
    session.add(round_)
    session.flush()
    for team in teams:
        get_collector(session, version, team)
    return round_


def get_collector(
    session: Session, version: PublishedVersion, team: Team, *, channel: str = "poster"
) -> Collector:
    """The collector of a questionnaire, team and channel, made when there is none."""
    collector = session.scalars(
        select(Collector).where(
            Collector.questionnaire == version.questionnaire,
            Collector.team_id == team.id,
            Collector.channel == channel,
        )
    ).first()
    if collector is None:
        collector = Collector(
            questionnaire=version.questionnaire, team=team, channel=channel, code=make_code()
        )
        session.add(collector)
        session.flush()
    return collector


def give_out(session: Session, round_: Round, team: Team, count: int) -> None:
    """Record how many posters' readers a team had."""
    collector = get_collector(session, round_.version, team)
    session.merge(GivenOut(collector_id=collector.id, round_id=round_.id, count=count))


def answer(
    session: Session,
    round_: Round,
    team: Team,
    *,
    times: int = 1,
    answers: Sequence[str] = ("know=yes", "listened=always"),
    equality: Sequence[str] = (),
    comments: Mapping[str, str] | None = None,
    variant: str = "standard",
    language: str = "en",
    channel: str = "poster",
    read_by_on: dt.date | None = None,
) -> None:
    """Put whole answers into the sealed intake, as the public page does."""
    collector = get_collector(session, round_.version, team, channel=channel)
    session.add_all(
        SealedAnswer(
            round_id=round_.id,
            collector_id=collector.id,
            version_id=round_.version_id,
            variant=variant,
            language=language,
            mode="page",
            helper=None,
            answers=json.dumps(list(answers)),
            equality=json.dumps(list(equality)),
            comments=json.dumps(dict(comments or {})),
            read_by_on=read_by_on,
        )
        for _ in range(times)
    )


def count(session: Session, round_: Round, *, at: dt.datetime = COUNTED_AT) -> Round:
    """Count `round_` with the clock at `at`."""
    with clock.frozen_at(at):
        count_round(session, round_, zone=LONDON)
    session.flush()
    return round_


def count_rows(session: Session, table: type[Base]) -> int:
    """How many rows a table has."""
    return session.scalar(select(func.count()).select_from(table)) or 0


@cache
def shipped_library() -> Library:
    """What the shipped questionnaires share."""
    return read_library(SHIPPED_FORMS)


@cache
def read_forms(name: str) -> Snapshot:
    """A shipped questionnaire, such as "iro-survey/2"."""
    path = SHIPPED_FORMS / f"{name}.yaml"
    return open_version(path, shipped_library(), root=SHIPPED_FORMS.parent)


def draw_answers(random: Random, form: Form, *, positive: float = 0.85) -> list[str]:
    """What somebody might answer: mostly positive, now and then skipped, routed questions only where asked."""
    chosen: dict[str, list[str]] = {}
    for question in (*form.about("service"), *form.about("help")):
        if question.codes and random.random() > 0.04:
            chosen[question.id] = [_draw_code(random, question, positive)]
    hidden = list_hidden(form, chosen)
    asked = [f"{name}={codes[0]}" for name, codes in chosen.items() if name not in hidden]
    return [*asked, *(f"{name}={NOT_ASKED}" for name in sorted(hidden))]


def _draw_code(random: Random, question: Question, positive: float) -> str:
    good = [code for code, option in question.codes.items() if option.band is Band.POSITIVE]
    other = [code for code in question.codes if code not in good]
    pool = good if good and (not other or random.random() < positive) else other
    return random.choice(pool)


def fill_round(
    session: Session, round_: Round, sizes: Mapping[str, int], *, random: Random, easy: float = 0.25
) -> None:
    """As many made-up answers of each team as `sizes` says, a share of them in easy read."""
    snapshot = snapshot_of(round_.version)
    teams = {member.team.name: member.team for member in round_.teams}
    for name, size in sizes.items():
        for _ in range(size):
            variant = "easy-read" if random.random() < easy else "standard"
            form = snapshot.form(variant)
            person = [f"{q.id}={random.choice(list(q.codes))}" for q in form.about("person")]
            answer(
                session,
                round_,
                teams[name],
                answers=draw_answers(random, form),
                equality=person,
                variant=variant,
                language=random.choice(["en", "en", "en", "pl"]),
            )
