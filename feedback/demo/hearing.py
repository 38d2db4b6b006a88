"""Who was listened to in the sample council: themes of comments, one who wants to talk, two concerns, an activity, measures."""

import datetime as dt
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import activities, clock, comments, concern_steps, concerns, pledges, talks, themes
from feedback.activities import Method, Noted
from feedback.comments import Status
from feedback.concerns import Raised
from feedback.decisions import escalate
from feedback.models.accounts import Account
from feedback.models.asking import Team
from feedback.models.concerning import Kind, Source
from feedback.models.contacts import SafeToCall
from feedback.talks import Asked
from feedback.themes import Tone

KEY = b"the one of the sample council who asks"
ASKS = Asked(
    who="Bluebell (made up)",
    reach="01632 960123",
    safe=SafeToCall.SOMETIMES.value,
    best_time="After school, before six",
    not_say="Do not say it is about the meeting.",
    about="I want to ask about seeing my sister.",
)
# What the made-up comments are about, by words in them; and whether they praise.
ABOUT = {
    "asked me": ("being-listened-to", Tone.POSITIVE),
    "listened": ("being-listened-to", Tone.POSITIVE),
    "brother": ("family-and-contact", Tone.POSITIVE),
    "worker again": ("changes-of-worker", Tone.NEGATIVE),
    "One worker": ("changes-of-worker", Tone.NEGATIVE),
    "waited": ("waiting-and-time", Tone.NEGATIVE),
    "report": ("information-and-plans", None),
    "decided": ("information-and-plans", Tone.NEGATIVE),
    "people in the room": ("meetings-and-reviews", Tone.NEGATIVE),
    "lesson": ("meetings-and-reviews", Tone.NEGATIVE),
    "kind": ("my-worker", Tone.POSITIVE),
    "when she says": ("my-worker", Tone.POSITIVE),
}


def name_themes(session: Session) -> None:
    """Say what made-up comments are about."""
    themes.begin(session)
    for summary in comments.list_comments(session):
        for words, (theme, tone) in ABOUT.items():
            if words in summary.comment and not summary.themes:
                comment = comments.open_comment(session, summary.id)
                themes.give_themes(session, comment, [theme], tone=tone)
                break


def hear(session: Session, teams: list[Team], *, zone: ZoneInfo, by: Account) -> None:
    """One wants to talk, a complaint waits, a compliment is closed, a group met. Once: pressed again nothing is added."""
    if talks.look_up(session, KEY) is not None:
        return
    talks.take(session, KEY, ASKS, language="en", zone=zone)
    _complain(session, zone=zone, by=by)
    praise = Raised(
        Kind.COMPLIMENT, "She draws the plan with them.", team=teams[1], worker="Sam (made up)"
    )
    compliment = concerns.raise_concern(session, praise, zone=zone, by=by)
    concern_steps.pass_on(session, compliment, "Told Sam and her manager.", zone=zone, by=by)
    concern_steps.close(session, compliment, "Passed on with thanks.", zone=zone, by=by)
    day = clock.today(zone) - dt.timedelta(days=12)
    group = Noted(day, Method.FOCUS_GROUP, 9, "Young people in care, 12 to 15")
    activities.add_activity(session, group, by=by)
    _map_measures(session)


def _complain(session: Session, *, zone: ZoneInfo, by: Account) -> None:
    """Escalate a made-up comment that complains, and raise a concern from it."""
    read = comments.list_comments(session, status=Status.READ)
    comment = comments.open_comment(session, next(c.id for c in read if c.tone == Tone.NEGATIVE))
    escalate(session, comment, by=by)
    complaint = Raised(
        Kind.COMPLAINT,
        comment.comment,
        source=Source.COMMENT,
        team=session.get_one(Team, comment.team_id),
        comment_key=comment.id.hex(),
    )
    concerns.raise_concern(session, complaint, zone=zone, by=by)


def _map_measures(session: Session) -> None:
    """Measures of one theme bear on each of the first promises."""
    choices = pledges.list_choices(session)
    found = list(dict.fromkeys(one.theme for one in choices))
    for promise, theme in zip(pledges.list_promised(session), found, strict=False):
        measures = [one.measure for one in choices if one.theme == theme]
        pledges.set_measures(session, promise, measures, seen=pledges.state_of(promise))
