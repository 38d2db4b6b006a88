"""Decides what a poster says: the one place that its PDF, its page and its picture read."""

from dataclasses import dataclass, fields
from urllib.parse import urlsplit

from feedback.codes import group_code
from feedback.languages import N_
from feedback.speech import IN_ENGLISH, Speech

CHILDLINE, EMERGENCY = "0800 1111", "999"
FACES = ("face-yes", "face-bit", "face-no")


@dataclass(frozen=True)
class Words:
    """What every poster says, in one language; `**` is bold, braces are gaps."""

    trial: str = N_("Trial: not for children yet")
    demo: str = "DEMO"
    draft: str = N_("This is a draft translation. Nobody has checked it yet.")
    point: str = N_("Point your phone\N{RIGHT SINGLE QUOTATION MARK}s camera here")
    minute: str = N_("About 1 minute. Nothing to install, nothing to sign up to.")
    minutes: str = N_("About {minutes} minutes. Nothing to install, nothing to sign up to.")
    easy_read: str = N_("In easy read too")
    go_to: str = N_("Or go to")
    type_in: str = N_("and type")
    skip: str = N_("You do not have to. Skip anything.")
    no_name: str = N_("We do not ask your name.")
    child_promise: str = N_("Your worker is not shown who said what.")
    parent_promise: str = N_("Your answers do not change decisions or the help you get.")
    tongues: str = N_("In your language")
    child_help: str = N_("**Need to talk now?** Childline **{number}**, free, any time.")
    parent_help: str = N_("**Need help now?**")
    duty: str = N_("Call the council: **{number}**.")
    danger: str = N_("In danger? Call **{number}**.")


ENGLISH = Words()


def words_in(speech: Speech) -> Words:
    """The same in the language of `speech`."""
    return Words(**{one.name: speech.gettext(getattr(ENGLISH, one.name)) for one in fields(Words)})


@dataclass(frozen=True)
class Poster:
    """One collector's poster; `audience` is "child" or "parent"."""

    council: str
    team: str
    title: str
    invitation: str
    minutes: int
    url: str
    code: str
    audience: str
    duty_number: str | None
    speech: Speech = IN_ENGLISH
    draft: bool = False
    easy_read: bool = True
    tongues: tuple[tuple[str, str], ...] = ()
    trial: bool = True
    demo: bool = False


@dataclass(frozen=True)
class Promise:
    """A promise, and the picture beside it."""

    picture: str
    text: str


@dataclass(frozen=True)
class Said:
    """Everything on a poster from the top, in words. What is None or empty is left out."""

    language: str
    direction: str
    notice: str
    title: str
    invitation: str
    scan: str  # what the QR code holds: upper case makes the smaller code
    point: str
    time: str
    easy_read: str | None
    go_to: str
    address: str
    type_in: str
    code: str
    promises: tuple[Promise, ...]
    tongues: str
    names: tuple[tuple[str, str], ...]  # of languages: tag and own name
    help: tuple[str, ...]
    council: str
    team: str


def say(poster: Poster) -> Said:
    """What `poster` says, in its language. Raises ValueError for what cannot be."""
    words, language = words_in(poster.speech), poster.speech.language
    if poster.audience not in ("child", "parent"):
        raise ValueError(f"Audience {poster.audience!r} is not one of child, parent.")
    notices = (
        (words.demo, poster.demo),
        (words.trial, poster.trial),
        (words.draft, poster.draft),
    )
    time = words.minute if poster.minutes == 1 else words.minutes.format(minutes=poster.minutes)
    only_english = all(tag.split("-")[0] == "en" for tag, _ in poster.tongues)
    return Said(
        language=language.tag,
        direction=language.direction,
        notice=" · ".join(text for text, yes in notices if yes),
        title=poster.title,
        invitation=poster.invitation,
        scan=poster.url.upper(),
        point=words.point,
        time=time,
        easy_read=words.easy_read if poster.easy_read else None,
        go_to=words.go_to,
        address=urlsplit(poster.url).netloc.lower() + language.path,
        type_in=words.type_in,
        code=group_code(poster.code),
        promises=_promises(poster, words),
        tongues=words.tongues,
        names=() if only_english else poster.tongues,
        help=_help(poster, words),
        council=poster.council,
        team=poster.team,
    )


def _promises(poster: Poster, words: Words) -> tuple[Promise, ...]:
    last = words.child_promise if poster.audience == "child" else words.parent_promise
    return (
        Promise("hand", words.skip),
        Promise("no-name", words.no_name),
        Promise("padlock", last),
    )


def _help(poster: Poster, words: Words) -> tuple[str, ...]:
    child = words.child_help.format(number=CHILDLINE)
    said = [child if poster.audience == "child" else words.parent_help]
    said += [words.duty.format(number=poster.duty_number)] if poster.duty_number else []
    return (*said, words.danger.format(number=EMERGENCY))
