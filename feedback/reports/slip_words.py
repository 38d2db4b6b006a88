"""Decides what a slip says. No team: whoever finds one does not learn whom a child knows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from babel.dates import format_date

from feedback.clock import day_words
from feedback.languages import ENGLISH as LANGUAGE
from feedback.languages import N_
from feedback.reports.poster_words import words_in as posters_in
from feedback.speech import IN_ENGLISH, Speech


@dataclass(frozen=True)
class SlipWords:
    """What every slip says, in one language; `**` is bold, braces are gaps."""

    invitation: str = N_("Tell us what you think")
    minute: str = N_("Point your camera here. It takes about 1 minute. Skip anything.")
    minutes: str = N_("Point your camera here. It takes about {minutes} minutes. Skip anything.")
    go_to: str = N_("Or go to **{address}** and type")
    pick: str = N_("Pick any slip. Nobody writes down who took which.")
    good: str = N_("Works once, until {day}")
    line: str = (
        N_("Tell us what you think. You do not have to.")  # in English under another language
    )


ENGLISH = SlipWords()


def words_in(speech: Speech) -> SlipWords:
    """The same in the language of `speech`."""
    said = {one.name: speech.gettext(getattr(ENGLISH, one.name)) for one in fields(SlipWords)}
    return SlipWords(**said)


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
    speech: Speech = IN_ENGLISH
    draft: bool = False
    trial: bool = True
    demo: bool = False


@dataclass(frozen=True)
class SlipSaid:
    """Everything on a slip but its code, in words. What is empty is left out."""

    notice: str
    invitation: str
    time: str
    english: str  # under what is said in another language
    go_to: str
    pick: str
    council: str
    good: str


def say_slip(sheet: SlipSheet) -> SlipSaid:
    """What each slip says, in its language, with a line of English where that is another."""
    words, spoken = words_in(sheet.speech), sheet.speech.language
    time = words.minute if sheet.minutes == 1 else words.minutes.format(minutes=sheet.minutes)
    return SlipSaid(
        notice=" · ".join(say_notices(sheet, sheet.speech)),
        invitation=words.invitation,
        time=time,
        english="" if spoken == LANGUAGE else ENGLISH.line,
        go_to=words.go_to.format(address=urlsplit(sheet.public_url).netloc.lower() + spoken.path),
        pick=words.pick,
        council=sheet.council,
        good=words.good.format(day=_say_day(sheet)),
    )


def _say_day(sheet: SlipSheet) -> str:
    if sheet.speech.language == LANGUAGE:
        return day_words(sheet.good_until)
    return format_date(sheet.good_until, "long", locale=sheet.speech.language.babel)


def say_notices(sheet: SlipSheet, speech: Speech = IN_ENGLISH) -> list[str]:
    """What the slips are not, as on posters."""
    poster = posters_in(speech)
    notices = ((poster.demo, sheet.demo), (poster.trial, sheet.trial), (poster.draft, sheet.draft))
    return [text for text, yes in notices if yes]


def scan_text(sheet: SlipSheet, code: str) -> str:
    """What the QR code holds: upper case makes the smaller code. It opens in the language of the slip."""
    return f"{sheet.public_url}/q/{code}{sheet.speech.language.path}".upper()


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
