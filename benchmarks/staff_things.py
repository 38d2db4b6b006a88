"""What a large council gathers beside its rounds: as much of everything that staff pages list as five years bring."""

import datetime as dt
import itertools
import json
from random import Random

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from feedback import themes
from feedback.activities import Method, Noted, add_activity
from feedback.comments import Status
from feedback.concerns import Raised, raise_concern
from feedback.config import Settings
from feedback.draws import make_draw, read_list
from feedback.languages import ENGLISH, LISTED
from feedback.models.accounts import Account
from feedback.models.answering import Comment, SealedAnswer
from feedback.models.asking import Round, Team
from feedback.models.concerning import Kind
from feedback.models.translating import State, Translation
from feedback.prizes import Whose, add_prize, enter
from feedback.pseudo import make_pseudo
from feedback.replies import Words, draft
from feedback.return_wishes import Wish
from feedback.returns import ask, list_askable
from feedback.rounds import list_rounds
from feedback.shipped_languages import bring_in
from feedback.teams import list_teams
from feedback.translations import list_entries

ACTIVITIES, CONCERNS, ENTRIES, WAITING = 300, 200, 300, 150
LEFT_SERVICE = 150  # young people on the list of a draw


def add_things(
    session: Session, settings: Settings, *, by: Account, reader: Account, today: dt.date
) -> None:
    """Put it all in, by the product's own ways where they are quick enough."""
    random, teams = Random(2), list_teams(session)
    counted = [one for one in list_rounds(session) if one.counted_on]
    bring_in(session, settings.translations)
    themes.begin(session)
    session.flush()
    _translate(session)
    _release(session, random)
    _let_wait(session, today)
    for round_ in counted:
        _reply(session, round_, by=by)
    for number in range(ACTIVITIES):
        held_on = today - dt.timedelta(days=number)
        method = random.choice(list(Method))
        add_activity(session, Noted(held_on, method, 12, "Children in care, 8 to 11"), by=by)
    _raise_concerns(session, settings, teams, random, by=reader)
    _draw(session, settings, teams, by=by, today=today)
    _ask_for_returns(session, teams, by=by, today=today)


def _translate(session: Session) -> None:
    """Every sentence in every language, checked."""
    said = {entry.key: entry for own in list_entries(session).values() for entry in own}
    rows = [
        {
            "language": language.tag, "context": context, "sentence": sentence,
            "words": json.dumps([make_pseudo(sentence)]), "state": State.CHECKED.value,
            "shipped": True,
        }
        for language in LISTED if language != ENGLISH
        for context, sentence in said
    ]  # fmt: skip
    session.execute(delete(Translation))  # what the release brought, of the same sentences
    session.execute(insert(Translation), rows)


def _release(session: Session, random: Random) -> None:
    """Nine in ten comments of counted rounds were read and may be shown, each with a theme."""
    codes = [theme.code for theme in themes.list_themes(session)]
    rows = [
        {"id": id_, "status": Status.RELEASED.value, "themes": json.dumps([random.choice(codes)])}
        for id_ in session.scalars(select(Comment.id))
        if random.random() < 0.9
    ]
    session.execute(update(Comment), rows)


def _let_wait(session: Session, today: dt.date) -> None:
    """Comments of open rounds that a duty reader still has to read."""
    wrote = select(SealedAnswer.id).where(SealedAnswer.comments != "{}").limit(WAITING)
    session.execute(update(SealedAnswer).where(SealedAnswer.id.in_(wrote)).values(read_by_on=today))


def _reply(session: Session, round_: Round, *, by: Account) -> None:
    """Two replies of each round, of themes: what figures say is chosen by chance."""
    for theme in ("My worker", "Waiting and time"):
        words = Words(theme=theme, you_said="You wait too long.", we_did="We call back in a day.")
        draft(session, round_, words, by=by)


def _raise_concerns(
    session: Session, settings: Settings, teams: list[Team], random: Random, *, by: Account
) -> None:
    for kind, team in itertools.islice(
        itertools.product((Kind.AT_RISK, Kind.COMPLAINT, Kind.COMPLIMENT), teams * 2), CONCERNS
    ):
        raise_concern(session, Raised(kind, "Somebody said so.", team=team), zone=settings.zone, by=by)  # fmt: skip


def _draw(
    session: Session, settings: Settings, teams: list[Team], *, by: Account, today: dt.date
) -> None:
    listed = read_list("\n".join(f"LEFT{n:04}" for n in range(LEFT_SERVICE)))
    for team in teams[:20]:
        make_draw(
            session, listed, team=team, questionnaire="exit-interview", size=30,
            zone=settings.zone, by=by,
        )  # fmt: skip
    prize = add_prize(
        session, questionnaire="iro-survey", prize="A voucher", winners=3,
        last_on=today + dt.timedelta(days=60), zone=settings.zone, by=by,
    )  # fmt: skip
    for number in range(ENTRIES):
        enter(session, prize, f"child{number}@example.org", Whose.OWN, today=today)


def _ask_for_returns(session: Session, teams: list[Team], *, by: Account, today: dt.date) -> None:
    for version in list_askable(session):
        due_on = today + dt.timedelta(days=30)
        for team, place in itertools.pairwise(teams):
            ask(session, Wish(version, team, "", today, due_on, place, "Course"), by=by)
