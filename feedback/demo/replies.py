"""What the sample council answers: made-up replies, from a young reviewer's draft to everybody's eyes."""

import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from feedback import clock
from feedback.models.accounts import Account
from feedback.models.asking import Round
from feedback.models.replying import Kind, Verdict
from feedback.public_results import publish_results
from feedback.replies import Words, draft, is_shown
from feedback.reply_steps import approve, judge, note_told, publish
from feedback.reports.figures import read_rounds
from feedback.reports.headlines import strongest, weakest
from feedback.rounds import list_rounds

ANSWERED_AFTER = dt.timedelta(days=30)  # from the count


class SampleReply(NamedTuple):
    """A reply to the newest counted round of a questionnaire, and what a young reviewer says of it."""

    questionnaire: str
    words: Words
    verdict: Verdict | None = None
    told: str = ""
    waits: bool = False  # a draft that somebody has yet to approve


REPLIES = (
    SampleReply(
        "iro-survey",
        Words(
            question="contact_iro",
            you_said="Some of you do not know how to get hold of your IRO.",
            easy_you_said="I do not know how to reach my IRO.",
            kind=Kind.DID.value,
            we_did="Every IRO now has a card with a photo, a phone number and when they work. You get it before your next review.",
            easy_we_did="Your IRO gives you a card. It has a photo and a phone number.",
            picture="phone",
            proposal="A card like the one the school nurse has.",
            owner="Head of the IRO service",
        ),
        Verdict.A_BIT,
        "Each team at its meeting, and a slip with the card",
    ),
    SampleReply(
        "iro-survey",
        Words(
            question="told_after",
            theme="After the review",
            you_said="After the review not all of you are told what was decided.",
            easy_you_said="Tell us after the meeting.",
            kind=Kind.WILL.value,
            we_did="Your IRO will write you one page in plain words within two weeks of each review.",
            easy_we_did="Your IRO will write you one page after the meeting.",
            picture="letter",
            proposal="One page, with pictures.",
            owner="Head of the IRO service",
            due_on=dt.date(2000, 1, 1),  # put right when it is made
        ),
        Verdict.NOT_YET,
    ),
    SampleReply(
        "iro-survey",
        Words(
            theme="When reviews are",
            you_said="Reviews should not be in lesson time.",
            easy_you_said="No meetings in school time.",
            kind=Kind.CANNOT.value,
            we_did="Some people who have to be there only work until five. We will ask you first which lesson you would rather miss.",
            easy_we_did="Some people stop work at five. We will ask you first.",
            picture="school",
            owner="Head of the IRO service",
        ),
    ),
    SampleReply(
        "early-help-parent",
        Words(
            theme="Waiting",
            you_said="You waited too long for somebody to come.",
            easy_you_said="We waited too long.",
            kind=Kind.WILL.value,
            we_did="From the spring two more workers join the team, and we call every family within a week.",
            easy_we_did="More workers will come. We will call you in a week.",
            picture="clock",
            owner="Early Help manager",
            due_on=dt.date(2000, 1, 1),
        ),
    ),
    SampleReply(
        "exit-interview",
        Words(
            theme="Moving on",
            you_said="You did not know what help there is after you leave.",
            easy_you_said="Tell us who helps later.",
            kind=Kind.DID.value,
            we_did="Everybody who leaves now gets a page with who helps, with what, and until when.",
            easy_we_did="You get a page. It says who helps you.",
            picture="path",
            owner="Leaving Care manager",
        ),
        waits=True,
    ),
)  # fmt: skip
SHOWN = ("iro-survey", "early-help-parent")  # what everybody can read in figures


def make_replies(session: Session, *, zone: ZoneInfo, reviewer: Account, approver: Account) -> None:
    """Reply to the newest counted rounds: the reviewer drafts, somebody else approves and publishes."""
    newest = {
        round_.version.questionnaire: round_
        for round_ in sorted(list_rounds(session), key=lambda one: one.closes_on)
        if round_.counted_on and not round_.sealed
    }
    for sample in REPLIES:
        round_ = newest.get(sample.questionnaire)
        if round_:
            with clock.frozen_at(_day_of(round_, zone)):
                _make(session, sample, round_, zone=zone, by=(reviewer, approver))
    for questionnaire in SHOWN:
        round_ = newest.get(questionnaire)
        if round_:
            with clock.frozen_at(_day_of(round_, zone)):
                _show(session, round_, zone, approver)


def _day_of(round_: Round, zone: ZoneInfo) -> dt.datetime:
    """When the sample council answered: a month after the count, and never later than now."""
    assert round_.counted_on
    return min(clock.now(), clock.day_starts_at(round_.counted_on + ANSWERED_AFTER, zone))


def _make(
    session: Session,
    sample: SampleReply,
    round_: Round,
    *,
    zone: ZoneInfo,
    by: tuple[Account, Account],
) -> None:
    reviewer, approver = by
    words = sample.words
    if words.question and not is_shown(session, round_, question=words.question, team=words.team):
        return
    values = vars(words) | {"due_on": words.due_on and clock.today(zone) + dt.timedelta(days=120)}
    reply = draft(session, round_, Words(**values), by=reviewer)
    if sample.waits:
        return
    approve(session, reply, by=approver)
    publish(session, reply, zone=zone, by=approver)
    if sample.verdict:
        judge(session, reply, sample.verdict, by=reviewer)
    if sample.told:
        note_told(session, reply, sample.told, by=approver)


def _show(session: Session, round_: Round, zone: ZoneInfo, approver: Account) -> None:
    (figures,) = read_rounds(session, [round_])
    best, worst = strongest(figures)[:2], weakest(figures)[:1]
    questions = [one.question.id for one in (*best, *worst)]
    if questions:
        publish_results(session, round_, questions, zone=zone, by=approver)
