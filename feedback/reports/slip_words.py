"""Decides what a slip says. No team: whoever finds one does not learn whom a child knows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from feedback.clock import day_words
from feedback.exceptions import RefusedError
from feedback.languages import N_
from feedback.reports.poster_words import ENGLISH as POSTER


@dataclass(frozen=True)
class SlipWords:
    """What every slip says, in one language; `**` is bold, braces are gaps."""

    language: str = "en"
    invitation: str = N_("Tell us what you think")
    minute: str = N_("Point your camera here. It takes about 1 minute. Skip anything.")
    minutes: str = N_("Point your camera here. It takes about {minutes} minutes. Skip anything.")
    go_to: str = N_("Or go to **{address}** and type")
    pick: str = N_("Pick any slip. Nobody writes down who took which.")
    good: str = N_("Works once, until {day}")
    line: str = (
        N_("Tell us what you think. You do not have to.")  # under the English, in other languages
    )


ENGLISH = SlipWords()
OFFERED = {ENGLISH.language: ENGLISH}  # other languages join here once their words are approved


@dataclass(frozen=True)
class SlipSheet:
    """One printing: a slip for each of `codes`, in their order on paper, and what whoever hands them out is told."""

    council: str
    team: str
    name: str  # of the questionnaire
    minutes: int
    public_url: str
    codes: Sequence[str]
    batch: int
    collector: int
    printed_on: dt.date
    good_until: dt.date
    languages: Sequence[str] = ("en",)
    trial: bool = True
    demo: bool = False


@dataclass(frozen=True)
class SlipSaid:
    """Everything on a slip but its code, in words. What is empty is left out."""

    notice: str
    invitation: str
    time: str
    lines: tuple[str, ...]  # one in each other language
    go_to: str
    pick: str
    council: str
    good: str


def say_slip(sheet: SlipSheet) -> SlipSaid:
    """What each slip says: English, and a line in each other language."""
    words = ENGLISH
    time = words.minute if sheet.minutes == 1 else words.minutes.format(minutes=sheet.minutes)
    return SlipSaid(
        notice=" · ".join(say_notices(sheet)),
        invitation=words.invitation,
        time=time,
        lines=tuple(OFFERED[tag].line for tag in sheet.languages if tag != words.language),
        go_to=words.go_to.format(address=urlsplit(sheet.public_url).netloc.lower()),
        pick=words.pick,
        council=sheet.council,
        good=words.good.format(day=day_words(sheet.good_until)),
    )


def say_notices(sheet: SlipSheet) -> list[str]:
    """What the slips are not, as on posters."""
    return [text for text, yes in ((POSTER.demo, sheet.demo), (POSTER.trial, sheet.trial)) if yes]


def scan_text(sheet: SlipSheet, code: str) -> str:
    """What the QR code holds: upper case makes the smaller code."""
    return f"{sheet.public_url}/q/{code}".upper()


def check_languages(tags: Sequence[str]) -> tuple[str, ...]:
    """The languages of the slips, each once, English first. Raises RefusedError for one there are no words in."""
    for tag in tags:
        if tag not in OFFERED:
            known = ", ".join(OFFERED)
            raise RefusedError(f"There are no slips in {tag!r} yet. There are in: {known}.")
    return tuple(dict.fromkeys((ENGLISH.language, *tags)))


def list_rules(sheet: SlipSheet) -> list[str]:
    """What whoever hands the slips out does, in order; `**` is bold."""
    return [
        (
            "**Print at full size**, on A4, one side. Then delete the file: whoever has it can answer in place of "
            "the people it is for. Never send it by e-mail."
        ),
        (
            "**Cut along the marks and mix the slips** in a bag or a box. The order on the sheets means nothing, "
            "and mixing keeps it so."
        ),
        (
            "**Let each person pick one.** Do not choose it for them, do not put one in a letter with a name, and do "
            "not write down or remember who took which. Let somebody hand them out who does not work with them."
        ),
        "**Say: you do not have to, and you can skip anything.** Do not stand by while somebody answers.",
        (
            "**A slip works once**, when Send is pressed. Opening the page uses nothing up, so a slip can be tried, put "
            "away and used later. It works in whichever round of these questions is open."
        ),
        (
            f"**Sheets or slips lost? Void the batch** on the staff page Posters, or with: feedback slips void {sheet.batch}. "
            "All slips of this printing stop working at once; print new ones."
        ),
        (
            "**Note how many were given out in all**, those of other batches too: "
            f"feedback collectors given-out {sheet.collector} NUMBER. Nobody can see how many were used."
        ),
        f"**Left over?** Keep them locked away for the next round, until {day_words(sheet.good_until)}. Then shred them.",
    ]
