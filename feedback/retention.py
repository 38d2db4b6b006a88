"""When what is kept is deleted: comments, answers and figures, each by the date the notice names; and returns."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import ColumnElement, delete, exists, or_, select, true, update
from sqlalchemy.orm import Session, aliased

from feedback import clock, concern_records, concern_terms, talks
from feedback.config import Settings
from feedback.db import count_changed
from feedback.edges import earliest_end
from feedback.leftovers import expect_leftovers
from feedback.models.answering import Comment, EqualityAnswer, Response, SealedAnswer, UnreadAnswer
from feedback.models.asking import Meta, Round
from feedback.models.base import Base
from feedback.models.drawing import Draw, DrawReference, PrizeDraw, PrizeEntry
from feedback.models.issuing import Issue, IssueFile
from feedback.models.posting import Email
from feedback.models.replying import NewsContact, PublicResults, Reply, ReplyVerdict
from feedback.models.reporting import ChannelRecord, FigureRecord, FigureRow, OptionRecord
from feedback.models.returning import Return, ReturnLink
from feedback.prizes import delete_on
from feedback.recording_parts import list_unsaid
from feedback.recordings import Kept, delete_recordings
from feedback.unread import forget_days

LINKS_KEPT = dt.timedelta(
    days=30
)  # after an invited link ran out, so that staff see that it was there
DELETED_AT = "deleted_by_date_at"  # the name of the fact: when something was past its date last
NEVER = 9999  # months or years: the longest that can be set
Expired = tuple[type[Base], ColumnElement[bool]]


def delete_expired(session: Session, settings: Settings) -> int:
    """Delete what is past its date; how many rows went. A round's date is its last day.

    Setting a longer time does not reach rounds that have begun: people were told the shorter one. One that is set
    while a round asks is told too, and holds for it ever after.
    Of answers that stayed sealed because they were too few the words go with the comments, and the rest with the answers.
    """
    return sum(delete_by_kind(session, settings).values())


def delete_by_kind(session: Session, settings: Settings) -> dict[str, int]:
    """The same, told apart by kind: comments, answers, figures, returns, replies, and what was held for a while."""
    gone = {
        kind: sum(count_changed(session, delete(table).where(past)) for table, past in expired)
        for kind, expired in _list_expired(session, settings).items()
    }
    gone["sealed answers"] += _take_words_out(session, settings)
    today = clock.today(settings.zone)
    gone["words of concerns"] = concern_terms.delete_words(session, settings)
    gone["talk requests"] = talks.delete_expired(session, today)
    gone["concerns"] = concern_terms.delete_expired(session, settings)
    gone["recordings"] = delete_recordings(session, _list_unsaid(session, settings))
    forget_days(session)
    if any(gone.values()):
        expect_leftovers(session)
        session.merge(Meta(name=DELETED_AT, value=clock.now().isoformat()))
    return gone


def holds_expired(session: Session, settings: Settings) -> bool:
    """Whether something is there that is past its date."""
    today = clock.today(settings.zone)
    if talks.holds_expired(session, today) or concern_terms.holds_expired(session, settings):
        return True
    if _list_unsaid(session, settings):
        return True
    if session.scalar(select(true()).where(exists().where(_holds_words(session, settings)))):
        return True
    return any(
        session.scalar(select(true()).where(exists().where(past).select_from(table)))
        for expired in _list_expired(session, settings).values()
        for table, past in expired
    )


def _take_words_out(session: Session, settings: Settings) -> int:
    """Empty what was written in sealed answers that nobody has read until its date; of how many."""
    found = update(SealedAnswer).where(_holds_words(session, settings))
    found = found.execution_options(synchronize_session=False)
    return count_changed(session, found.values(comments="{}", read_by_on=None))


def _holds_words(session: Session, settings: Settings) -> ColumnElement[bool]:
    """Whether a sealed answer waits to be read past the date of its words. What was read is no part of it any more."""
    over = [r.id for r in _list_counted(session) if _are_words_over(r, settings)]
    return SealedAnswer.round_id.in_(over) & SealedAnswer.read_by_on.is_not(None)


def _are_words_over(round_: Round, settings: Settings) -> bool:
    months = _terms_of(round_, settings).comments_months
    return _is_over(round_, clock.today(settings.zone), months)


def deleted_at(session: Session) -> dt.datetime | None:
    """When something was deleted by its date last."""
    noted = session.get(Meta, DELETED_AT)
    return dt.datetime.fromisoformat(noted.value) if noted else None


def remember_terms(session: Session, settings: Settings) -> None:
    """Note for every round that asks how long its notice says that things are kept: the shortest it has said."""
    asking = select(Round).where(
        Round.counted_on.is_(None), Round.opens_on <= clock.today(settings.zone)
    )
    for round_ in session.scalars(asking):
        terms = _terms_of(round_, settings)
        round_.keep_comments_months = terms.comments_months
        round_.keep_responses_months = terms.responses_months
        round_.keep_figures_years = terms.figures_years


def answers_kept_until(round_: Round, settings: Settings) -> dt.date:
    """The last day on which the answers of `round_` may be had: by its notice, or by what is set now if that is less."""
    return clock.add_months(round_.closes_on, _terms_of(round_, settings).responses_months)


def shown_until(round_: Round, settings: Settings, *, comments: bool) -> dt.date:
    """The last day on which a file with the figures of `round_`, or with its comments too, may be kept."""
    terms = _terms_of(round_, settings)
    months = terms.figures_years * 12
    return clock.add_months(
        round_.closes_on, min(months, terms.comments_months if comments else months)
    )


def words_kept_until(round_: Round, settings: Settings) -> dt.date:
    """The last day of what people wrote in `round_`: by its notice, or by what is set now if that is less.

    While it takes answers it is as if it ended today: it may, and then nothing that was copied may be kept longer.
    """
    end = earliest_end(round_, settings.zone)
    return clock.add_months(end, _terms_of(round_, settings).comments_months)


def _list_unsaid(session: Session, settings: Settings) -> list[Kept]:
    today = clock.today(settings.zone)
    return list_unsaid(session, today, drafts=settings.show_draft_translations)


def _list_expired(session: Session, settings: Settings) -> dict[str, list[Expired]]:
    terms = {round_: _terms_of(round_, settings) for round_ in _list_counted(session)}
    today = clock.today(settings.zone)
    held = concern_records.list_held_comments(session)
    comments = [r.id for r in terms if _are_words_over(r, settings)]
    answers = [r.id for r, kept in terms.items() if _is_over(r, today, kept.responses_months)]
    figures = [r.id for r, kept in terms.items() if _is_over(r, today, kept.figures_years * 12)]
    rows = select(FigureRow.id).where(FigureRow.round_id.in_(figures))
    replies = select(Reply.id).where(Reply.round_id.in_(figures))
    return {
        "comments": [
            (Comment, Comment.round_id.in_(comments) & Comment.id.not_in(held)),
            (UnreadAnswer, UnreadAnswer.round_id.in_(comments)),
        ],
        "sealed answers": [(SealedAnswer, SealedAnswer.round_id.in_(answers))],
        "answers": [
            (Response, Response.round_id.in_(answers)),
            (EqualityAnswer, EqualityAnswer.round_id.in_(answers)),
        ],
        **_list_past_their_day(session, today),
        "figures": [
            (FigureRecord, FigureRecord.row_id.in_(rows)),
            (FigureRow, FigureRow.round_id.in_(figures)),
            (OptionRecord, OptionRecord.round_id.in_(figures)),
            (ChannelRecord, ChannelRecord.round_id.in_(figures)),
        ],
        "returns": _list_expired_returns(today, settings),
        # A reply goes with the figures that it is of.
        "replies": [
            (ReplyVerdict, ReplyVerdict.reply_id.in_(replies)),
            (Reply, Reply.round_id.in_(figures)),
            (PublicResults, PublicResults.round_id.in_(figures)),
        ],
        "contacts for news": [
            (NewsContact, NewsContact.until_on < today),
            (Email, Email.until_on < today),
        ],
    }


def _list_past_their_day(session: Session, today: dt.date) -> dict[str, list[Expired]]:
    """What has a last day of its own."""
    books = select(Issue.id).where(Issue.kept_until < today)
    lists = select(Draw.id).where(Draw.delete_on < today)
    prizes = [p.id for p in session.scalars(select(PrizeDraw)) if delete_on(p) < today]
    return {
        "issued workbooks": [(IssueFile, IssueFile.issue_id.in_(books))],
        "lists of draws": [(DrawReference, DrawReference.draw_id.in_(lists))],
        "prize entries": [(PrizeEntry, PrizeEntry.prize_draw_id.in_(prizes))],
    }


def _list_expired_returns(today: dt.date, settings: Settings) -> list[Expired]:
    """Returns as long after they were due as figures are kept, none before what follows from it; old links.

    From a visit follow its answer, its second stage, and the answer to that.
    """
    limit = clock.first_kept(today, 12 * settings.keep_figures_years)
    second, answer = aliased(Return), aliased(Return)
    goes_on = exists().where(
        or_(second.first_id == Return.id, second.visit_id == Return.id), second.due_on >= limit
    )
    is_answered = exists().where(
        second.first_id == Return.id, answer.visit_id == second.id, answer.due_on >= limit
    )
    past = (Return.due_on < limit) & ~goes_on & ~is_answered
    links = ReturnLink.return_id.in_(select(Return.id).where(past))
    return [
        (ReturnLink, (ReturnLink.last_on < today - LINKS_KEPT) | links),
        (Return, past),
    ]


@dataclass(frozen=True)
class _Terms:
    comments_months: int
    responses_months: int
    figures_years: int


def _terms_of(round_: Round, settings: Settings) -> _Terms:
    """What is set now, or the shortest that the notice of the round has said, whichever is shorter."""
    return _Terms(
        min(settings.keep_comments_months, round_.keep_comments_months or NEVER),
        min(settings.keep_responses_months, round_.keep_responses_months or NEVER),
        min(settings.keep_figures_years, round_.keep_figures_years or NEVER),
    )


def _list_counted(session: Session) -> list[Round]:
    return list(session.scalars(select(Round).where(Round.counted_on.is_not(None))))


def _is_over(round_: Round, today: dt.date, months: int) -> bool:
    return round_.closes_on < clock.first_kept(today, months)
