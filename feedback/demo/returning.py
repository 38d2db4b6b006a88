"""The returns of the sample council: a pledge, two half-years of a ladder, a visit, a course, and one that is public."""

import datetime as dt
import random
from collections.abc import Mapping

from sqlalchemy.orm import Session

from feedback import (
    clock,
    pledge,
    return_drafts,
    return_publishing,
    return_wishes,
    returns,
    visit_answers,
)
from feedback.models.asking import Team
from feedback.models.returning import Return
from feedback.questionnaires.snapshot import Question
from feedback.return_drafts import Written, form_of
from feedback.return_periods import first_day_of, last_day_of
from feedback.return_wishes import Wish

LADDER = "participation-hart8"
PLEDGE = (
    "We will listen to you and tell you what happened.",
    "We will help you to keep healthy.",
    "We will help you to do well at school.",
    "We will help you to stay close to those you love.",
    "We will be there when you leave care.",
)
SHOWS = (
    "Young people were on the last three panels, and one asked her own questions.",
    "Notes of the group in June. Two of the four things it asked for are done.",
    "We asked eleven young people, and told them in May what came of it.",
    "The leaflet was written with the Children in Care Council.",
)

ASKED_FOR = {
    "recommend_1": "A quiet room where you can talk without being heard.",
    "recommend_2": "Tell people what happened with the things they asked for.",
}
ANSWERED = {
    "answer_recommend_1": "The office at the back is free for it since March, with a sign on the door.",
    "answer_recommend_2": "A board in the hall, by the end of June.",
}


def make_returns(session: Session, teams: list[Team], *, today: dt.date) -> None:
    """Ask for returns and fill some of them in. A council that has returns already is left alone."""
    if returns.list_returns(session):
        return
    chance = random.Random(8)  # noqa: S311 - made-up answers, the same every time
    seen = pledge.state_of(pledge.list_promises(session, today))
    pledge.save_promises(session, PLEDGE, seen=seen, on=today - dt.timedelta(400), by=None)
    this = first_day_of(today, "half-year")
    before = first_day_of(this - dt.timedelta(1), "half-year")
    for place, team in enumerate(teams[:8]):
        _fill(session, _ask(session, LADDER, before, team=team), chance, today=this)
        now = _ask(session, LADDER, this, team=team)
        if place < 6:
            _fill(session, now, chance, today=today)
    _fill(session, _ask(session, "pledge-check", this, team=teams[0]), chance, today=today)
    _ask(session, "pledge-check", this, maker="Kite Trust")
    _visit(session, teams[2], chance, today)
    course = _ask(
        session,
        "training-evaluation",
        today - dt.timedelta(100),
        team=teams[8],
        subject="Total Respect",
    )
    _fill(session, course, chance, today=today - dt.timedelta(95))
    public = returns.list_stages(session, _ask(session, LADDER, before, team=teams[0]))[0]
    return_publishing.publish(session, public, with_evidence=True, today=today, by=None)


def _visit(session: Session, place: Team, chance: random.Random, today: dt.date) -> None:
    """A visit seven months ago, after which somebody has to come again."""
    day = clock.add_months(today, -7)
    visit = _ask(session, "young-inspectors-visit", day, maker="Young Inspectors", place=place)
    _fill(session, visit, chance, today=day, texts=ASKED_FOR, go_again="yes")
    answer = visit_answers.ask_answer(session, visit, today=day, by=None)
    codes = {"answer_recommend_1": "done", "answer_recommend_2": "will", "agreed": "yes"}
    said = Written({name: (code,) for name, code in codes.items()}, evidence=ANSWERED)
    seen = returns.state_of(answer)
    return_drafts.send(session, answer, said, seen=seen, today=day + dt.timedelta(9), by=None)
    for one in (visit, answer):
        return_publishing.publish(session, one, with_evidence=True, today=today, by=None)


def _ask(
    session: Session,
    questionnaire: str,
    day: dt.date,
    *,
    team: Team | None = None,
    maker: str = "",
    place: Team | None = None,
    subject: str = "",
) -> Return:
    version = returns.open_attributed(session, questionnaire)
    rules = return_wishes.rules_of(version)
    last = last_day_of(day, rules.period) if rules.about == return_wishes.ITSELF else day
    own = session.get_one(Team, team.id) if team else None
    about = session.get_one(Team, place.id) if place else None
    wish = Wish(version, own, maker, day, last + dt.timedelta(14), place=about, subject=subject)
    return returns.ask(session, wish, by=None)


def _fill(
    session: Session,
    return_: Return,
    chance: random.Random,
    *,
    today: dt.date,
    texts: Mapping[str, str] | None = None,
    **codes: str,
) -> None:
    questions = form_of(session, return_, today=today).questions.values()
    chosen = {q.id: (codes.get(q.id) or _choose(q, chance),) for q in questions if q.options}
    written = Written(
        codes=chosen,
        texts=texts or {},
        evidence={
            q.id: chance.choice(SHOWS) for q in questions if q.evidence and chance.random() < 0.7
        },
    )
    seen = returns.state_of(return_)
    return_drafts.send(session, return_, written, seen=seen, today=today, by=None)


def _choose(question: Question, chance: random.Random) -> str:
    """More often in the middle than at the ends."""
    codes = [option.code for option in question.options]
    return codes[min(len(codes) - 1, int(chance.triangular(0, len(codes), len(codes) * 0.5)))]
