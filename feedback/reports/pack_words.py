"""Decides what the texts of a pack say: whose link it is, how to hand it out, and what to note."""

from dataclasses import dataclass

from feedback.clock import day_words
from feedback.codes import group_code
from feedback.edges import Status
from feedback.languages import ENGLISH, Language
from feedback.models.asking import Collector
from feedback.reports.materials import RoundMaterials
from feedback.reports.papers.form import name_variant
from feedback.reports.poster_words import Poster

END = "\r\n"  # every editor of every system shows the lines
TRIAL = "TRIAL: not for children yet. Do not hand this out; look at it with colleagues only."
DEMO = "DEMO: a sample council with made-up answers. Nobody real is asked."

RENAME = "Give the team another name on the staff page Teams, then make this file again."


@dataclass(frozen=True)
class Told:
    """What a pack holds besides posters in English."""

    languages: tuple[Language, ...] = (ENGLISH,)
    slips: bool = False
    undrawn: tuple[str, ...] = ()  # teams whose names no poster can show


def write_readme(materials: RoundMaterials, poster: Poster, told: Told = Told()) -> str:
    """What the pack holds and what to do with it, for whoever opens it first."""
    snapshot = materials.snapshot
    return _lines(
        *_warnings(poster),
        f"{poster.council}: {snapshot.name}, version {snapshot.version}",
        _dates(materials),
        "",
        "WHAT IS IN HERE",
        "A folder for each team. In each folder:",
        "  link.txt    the team's address and code, how to hand them out, what to note",
        "  poster.pdf  the poster, to print on A4",
        "  poster.png  the same as a picture, for a screen or a document",
        "  qr.svg      the QR code alone, for a leaflet of your own",
        *_papers(materials),
        *_besides(told),
        *_undrawn(told),
        "",
        "WHAT TO DO",
        "1. Give each team its own folder. Codes are not to be swapped: an answer counts for the",
        "   team whose code was used.",
        "2. Print poster.pdf at its full size, in colour or in grey. Nothing is lost in grey.",
        "3. Before the first day, point a phone at the code and see that the address opens.",
        "4. Paper forms are for people without a phone. The team's code is on every page: keep the",
        "   pages together, and type in what comes back on the staff page Paper.",
        "5. Note how many were given out in all, for each team. link.txt says how.",
        "",
        "The codes stay good: the same posters lead to the next round of this questionnaire too.",
        f"Who hands it out: {snapshot.handed_out_by}",
    )


def write_link(materials: RoundMaterials, collector: Collector, poster: Poster) -> str:
    """The address and code of one team, how to hand them out, and what to note."""
    snapshot = materials.snapshot
    minutes = "1 minute" if poster.minutes == 1 else f"{poster.minutes} minutes"
    return _lines(
        *_warnings(poster),
        f"{poster.team}, {poster.council}",
        f"{snapshot.name}, version {snapshot.version}: {poster.title}",
        "",
        f"Address:  {poster.url}",
        f"Code:     {group_code(poster.code)}",
        f"Dates:    {_dates(materials)}",
        f"Takes:    about {minutes}",
        "",
        f"Who is asked: {snapshot.who}",
        f"When: {snapshot.asked}",
        f"Who hands it out: {snapshot.handed_out_by}",
        "",
        "HOW TO HAND IT OUT",
        "- Put the poster where people can use their phone without being watched.",
        "- In a letter, an e-mail or a text message, write the address. It is the same for everybody",
        "  this team asks; it does not say who somebody is. Write no name beside it.",
        "- Say that nobody has to, and that anything can be skipped. Do not stand by or look on.",
        "- Try it before the first day. Later send no answer to try it: it would count.",
        "",
        "WHAT TO NOTE",
        "How many people were given the poster, address or code in all, until the round is counted.",
        "A later number takes the place of an earlier one. Tell whoever runs the service, who writes:",
        f"  feedback collectors given-out {collector.id} NUMBER",
    )


def write_no_poster(poster: Poster, trouble: str) -> str:
    """What stands in the place of a poster that could not be drawn."""
    return _lines(
        *_warnings(poster),
        f"There is no poster and no paper form for {poster.team}.",
        trouble,
        RENAME,
        "Its address and code are good: link.txt says them, and qr.svg is the code to scan.",
    )


def _undrawn(told: Told) -> list[str]:
    """The teams without a poster, where there are any."""
    if not told.undrawn:
        return []
    names = [f"  {name}" for name in told.undrawn]
    return ["", "NO POSTER", "These names hold letters that no poster can show:", *names, RENAME]


def _papers(materials: RoundMaterials) -> list[str]:
    return [
        f"  paper-{variant}.pdf  the questions on paper, {name_variant(variant)}"
        for variant in materials.snapshot.forms
    ]


def _besides(told: Told) -> list[str]:
    """Languages and slips, where there are any."""
    said = []
    if told.languages != (ENGLISH,):
        names = ", ".join(one.english for one in told.languages)
        said += [
            "",
            f"In: {names}. Each code and address opens the questions in the language it is printed in.",
        ]
    if told.slips:
        said += [
            "",
            "SLIPS",
            "  slips-batch-….pdf  each code is worth one answer. Its first page says how to hand them out.",
            "Delete this file once they are printed, and never send it by e-mail: whoever has it can answer",
            "in place of the people it is for. Lost? Void the batch by its number, on the staff page Posters.",
        ]
    return said


def _dates(materials: RoundMaterials) -> str:
    round_ = materials.round
    until = f"until midnight on {day_words(materials.last_day)}"
    if materials.status is Status.PLANNED:
        return f"opens on {day_words(round_.opens_on)}, {until}"
    return f"open since {day_words(round_.opens_on)}, {until}"


def _warnings(poster: Poster) -> list[str]:
    said = [text for text, yes in ((DEMO, poster.demo), (TRIAL, poster.trial)) if yes]
    return [*said, ""] if said else []


def _lines(*lines: str) -> str:
    return "".join(f"{line}{END}" for line in lines)
