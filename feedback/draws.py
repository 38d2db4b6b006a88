"""Random draws from a list of pseudonymous references: who of many leavers is asked, drawn so that it can be repeated.

The list never meets an answer: slips are printed as so many, and nothing says which went to whom. Refusals and no
contact are counts on the page Given out.
"""

import datetime as dt
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from feedback import audit, clock
from feedback.codes import read_id
from feedback.exceptions import NotFoundError, RefusedError
from feedback.highlights import is_nhs_number
from feedback.leftovers import expect_leftovers
from feedback.lots import METHOD, draw_lots, fingerprint_of, make_seed
from feedback.models.accounts import Account
from feedback.models.asking import PublishedVersion, Round, RoundTeam, Team
from feedback.models.auditing import Deed
from feedback.models.drawing import Draw, DrawReference

ENOUGH = 100  # leavers a year: with fewer everybody is asked
MOST = 5000  # references of one list
LEAST_DRAWN = 5  # fewer answers are never shown
MOST_DRAWN = 500  # as many as slips are printed at once
LASTS = dt.timedelta(days=28)  # how long a list stays that nobody says is done
YEAR = dt.timedelta(days=365)
_REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,39}")
_NHS_NUMBER = re.compile(r"(?<![0-9])[0-9]{3}[._/-]*[0-9]{3}[._/-]*[0-9]{4}(?![0-9])")
HEADINGS = frozenset({"id", "ref", "reference", "references", "refs"})


@dataclass(frozen=True)
class Listed:
    """A pasted list as it was read: its different references, and how many lines were the same as another."""

    references: tuple[str, ...]
    repeated: int

    @property
    def fingerprint(self) -> str:
        """Which list it is."""
        return fingerprint_of(self.references)


def read_list(text: str) -> Listed:
    """The references of `text`, one a line, without a heading. Raises RefusedError with every problem, one a line."""
    lines = enumerate(text.removeprefix("\ufeff").splitlines(), 1)
    filled = [(number, line.strip()) for number, line in lines if line.strip()]
    if filled and filled[0][1].lower() in HEADINGS:
        del filled[0]
    problems = [f"Line {number}: {why}" for number, line in filled if (why := _why_not(line))]
    if not filled:
        problems = ["The list is empty: paste one reference a line."]
    elif len(filled) > MOST:
        problems = [f"That is {len(filled)} references; {MOST} are the most at once."]
    if problems:
        raise RefusedError("\n".join(problems))
    references = tuple(dict.fromkeys(line for _, line in filled))
    return Listed(references, len(filled) - len(references))


def check_size(listed: Listed, size: int) -> None:
    """Raise RefusedError unless so many can be drawn."""
    most = min(MOST_DRAWN, len(listed.references) - 1)
    if most < LEAST_DRAWN:
        raise RefusedError(
            f"The list has {len(listed.references)} references. Ask everybody: a draw is for long lists."
        )
    if not LEAST_DRAWN <= size <= most:
        raise RefusedError(f"Write how many to draw: {LEAST_DRAWN} to {most} of this list.")


def check_enough(listed: Listed, leavers: int | None) -> None:
    """Raise RefusedError unless so many leave in a year, or stand in the list, that a draw is of use."""
    if max(leavers or 0, len(listed.references)) <= ENOUGH:
        raise RefusedError(
            f"With {ENOUGH} or fewer a year, ask everybody: give each of them a slip. "
            f"If more than {ENOUGH} leave in a year, say above how many."
        )


def make_draw(
    session: Session,
    listed: Listed,
    *,
    team: Team,
    questionnaire: str,
    size: int,
    zone: ZoneInfo,
    by: Account | None = None,
) -> Draw:
    """Draw, and keep what it takes to draw the same again. The same list for the same people is drawn once.

    So nobody draws again until they like what comes. Raises RefusedError.
    """
    check_size(listed, size)
    known = _get_same(session, listed, team, questionnaire)
    if known:
        if known.size != size:
            raise RefusedError(
                f"This list was drawn from already, on {clock.day_words(known.drawn_on)}: {known.size} of {known.listed}. "
                "A list is drawn from once."
            )
        return known
    today = clock.today(zone)
    draw = Draw(
        questionnaire=questionnaire,
        team=team,
        listed=len(listed.references),
        size=size,
        fingerprint=listed.fingerprint,
        seed=make_seed(),
        method=METHOD,
        drawn_on=today,
        delete_on=today + LASTS,
    )
    session.add(draw)
    session.flush()
    _keep_list(session, draw, listed)
    audit.record(session, Deed.DREW_SAMPLE, f"draw {draw.id}", by=by)
    return draw


def list_draws(session: Session) -> list[Draw]:
    """Every draw, the newest first."""
    return list(session.scalars(select(Draw).order_by(Draw.id.desc())))


def open_draw(session: Session, draw_id: str) -> Draw:
    """The draw with this id. Raises NotFoundError."""
    draw = session.get(Draw, read_id(draw_id))
    if draw is None:
        raise NotFoundError("There is no such draw. The page Draws shows those there are.")
    return draw


def list_drawn(session: Session, draw: Draw) -> list[str]:
    """The references that were drawn, sorted; none once the list is deleted."""
    query = select(DrawReference.reference).where(
        DrawReference.draw_id == draw.id, DrawReference.drawn
    )
    return sorted(session.scalars(query))


def holds_list(session: Session, draw: Draw) -> bool:
    """Whether the list is still here."""
    query = select(DrawReference.reference).where(DrawReference.draw_id == draw.id).limit(1)
    return session.scalar(query) is not None


def finish(session: Session, draw: Draw, *, by: Account | None = None) -> None:
    """Delete the list: the slips are handed out. What it takes to repeat the draw stays. Twice is the same as once."""
    if not holds_list(session, draw):
        return
    session.execute(delete(DrawReference).where(DrawReference.draw_id == draw.id))
    expect_leftovers(session)
    audit.record(session, Deed.DELETED_LIST, f"draw {draw.id}", by=by)


def repeat(listed: Listed, draw: Draw) -> list[str]:
    """What `draw` drew, from the same list pasted again. Raises RefusedError when it is another list."""
    if draw.method != METHOD:
        raise RefusedError(f"This release draws by {METHOD}; draw {draw.id} was by {draw.method}.")
    if listed.fingerprint != draw.fingerprint:
        raise RefusedError(
            f"This is not the list of draw {draw.id}: it had {draw.listed} references and the fingerprint {draw.fingerprint}."
        )
    return draw_lots(listed.references, seed=draw.seed, size=draw.size)


def count_leavers(session: Session, questionnaire: str, *, today: dt.date) -> int | None:
    """How many were due in rounds of `questionnaire` that ended within a year; None where nobody said."""
    query = (
        select(func.sum(RoundTeam.due))
        .join(Round, Round.id == RoundTeam.round_id)
        .join(PublishedVersion, PublishedVersion.id == Round.version_id)
        .where(PublishedVersion.questionnaire == questionnaire, Round.closes_on >= today - YEAR)
    )
    return session.scalar(query)


def _keep_list(session: Session, draw: Draw, listed: Listed) -> None:
    drawn = set(draw_lots(listed.references, seed=draw.seed, size=draw.size))
    rows = [
        {"draw_id": draw.id, "reference": one, "drawn": one in drawn} for one in listed.references
    ]
    session.execute(insert(DrawReference), rows)


def _get_same(session: Session, listed: Listed, team: Team, questionnaire: str) -> Draw | None:
    return session.scalars(
        select(Draw).where(
            Draw.fingerprint == listed.fingerprint,
            Draw.team_id == team.id,
            Draw.questionnaire == questionnaire,
        )
    ).first()


def _why_not(line: str) -> str:
    """What is wrong with a line; it is not quoted, since it may be what must not be here."""
    if not _REFERENCE.fullmatch(line):
        return (
            "a reference is up to 40 letters, digits and . _ / -, without spaces. Paste no names."
        )
    if not any(sign.isdecimal() for sign in line):
        return "a reference has a digit in it, as in L-001: a line of letters may be a name."
    if any(is_nhs_number(re.sub(r"[^0-9]", "", one)) for one in _NHS_NUMBER.findall(line)):
        return "this looks like an NHS number. Give people references of your own instead."
    return ""
