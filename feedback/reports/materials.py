"""Decides what can be handed out for a collector, and in which form: paper, page, picture or code."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from markupsafe import Markup
from sqlalchemy.orm import Session

from feedback.collectors import (
    check_handed_out,
    is_handed_out,
    list_by_round,
    list_collectors,
    occasion_of,
)
from feedback.config import Settings
from feedback.edges import Status, ends_at, status_of
from feedback.exceptions import RefusedError
from feedback.languages import ENGLISH, Language
from feedback.listening import is_trial
from feedback.models.asking import DEMO, Collector, Meta, PublishedVersion, Round
from feedback.names import compose
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports import qr
from feedback.reports.letters import MissingGlyphError, fonts_for
from feedback.reports.poster_pages import make_page, make_sheet
from feedback.reports.poster_words import Poster
from feedback.reports.posters import make_poster
from feedback.reports.rasters import make_png
from feedback.reports.tongues import list_tongues, open_tongue
from feedback.rounds import list_rounds, list_uncounted
from feedback.versions import open_published, snapshot_of

OTHER_LETTERS = "Write that name in other letters."
HANDED_OUT = (Status.OPEN, Status.PLANNED)


@dataclass(frozen=True)
class RoundMaterials:
    """A round that something is handed out for, what it asks, and its collectors by team."""

    round: Round
    status: Status
    last_day: dt.date
    snapshot: Snapshot
    collectors: tuple[Collector, ...]


def list_materials(session: Session, zone: ZoneInfo) -> list[RoundMaterials]:
    """Open rounds and planned ones, by questionnaire and first day."""
    rounds = [one for one in list_rounds(session) if status_of(one, zone) in HANDED_OUT]
    collectors = list_by_round(session, [round_.id for round_ in rounds])
    found = [_collect(round_, collectors[round_.id], zone) for round_ in rounds]
    return sorted(found, key=lambda each: each.snapshot.questionnaire)


def collect_materials(session: Session, round_: Round, zone: ZoneInfo) -> RoundMaterials:
    """What one round hands out. Raises RefusedError when it is over."""
    if status_of(round_, zone) not in HANDED_OUT:
        raise RefusedError(
            f"Round {round_.id} is over, so there is nothing to hand out for it. "
            "Posters of a round that is open or planned can be made."
        )
    return _collect(round_, list_collectors(session, round_id=round_.id), zone)


def _collect(round_: Round, collectors: Iterable[Collector], zone: ZoneInfo) -> RoundMaterials:
    last_day = (ends_at(round_, zone) - dt.timedelta(minutes=1)).astimezone(zone).date()
    handed_out = tuple(filter(is_handed_out, collectors))
    status = status_of(round_, zone)
    return RoundMaterials(round_, status, last_day, snapshot_of(round_.version), handed_out)


def address_of(collector: Collector, settings: Settings, language: Language = ENGLISH) -> str:
    """The address that the collector's code stands for; it opens in `language`."""
    return f"{settings.public_url}/q/{collector.code}{language.path}"


def describe_poster(
    session: Session,
    collector: Collector,
    settings: Settings,
    *,
    round_: Round | None = None,
    language: str = ENGLISH.tag,
) -> Poster:
    """The poster of `collector` for `round_`, or else for the round it leads to now or next.

    Raises RefusedError for a collector whose code is not handed out, and for a language that is not offered.
    """
    check_handed_out(collector)
    version = round_.version if round_ else version_now(session, collector, settings.zone)
    snapshot = snapshot_of(version)
    tongue = open_tongue(session, settings, snapshot, "standard", language)
    form, spoken = tongue.form, list_tongues(session, settings, snapshot)
    easy = list_tongues(session, settings, snapshot, "easy-read")
    return Poster(
        council=settings.council_name,
        team=name_for_staff(collector),
        title=form.title,
        invitation=form.invitation,
        minutes=form.minutes,
        url=address_of(collector, settings, tongue.offer.language),
        code=collector.code,
        audience=snapshot.audience.value,
        duty_number=settings.duty_number,
        speech=tongue.offer.speech,
        draft=tongue.offer.draft,
        easy_read="easy-read" in snapshot.forms and tongue.offer.language in easy,
        tongues=tuple((one.tag, one.name) for one in spoken),
        trial=is_trial(settings),
        demo=session.get(Meta, DEMO) is not None,
    )


def name_for_staff(collector: Collector) -> str:
    """The team, and the occasion where there is one: so that staff hand out the right paper."""
    occasion = occasion_of(collector)
    return f"{collector.team.name}, {occasion}" if occasion else collector.team.name


def version_now(session: Session, collector: Collector, zone: ZoneInfo) -> PublishedVersion:
    """What `collector` asks now or next, or would ask."""
    rounds = list_uncounted(session, collector, zone)
    return rounds[0].version if rounds else open_published(session, collector.questionnaire)


def make_code(poster: Poster) -> bytes:
    """The QR code alone, as SVG."""
    return qr.make_svg(poster.url.upper()).encode()


MADE: dict[str, Callable[[Poster], bytes]] = {
    ".pdf": make_poster,
    ".png": lambda poster: make_png(make_poster(poster)),
    ".html": make_page,
    ".svg": make_code,
}


def make_material(poster: Poster, suffix: str) -> bytes:
    """`poster` as a file that ends in `suffix`. Raises RefusedError for what cannot be made."""
    make = MADE.get(suffix.lower())
    if make is None:
        raise RefusedError(
            "A poster can be written as .pdf, .png or .html, and its QR code alone as .svg: "
            "end the file's name in one of these."
        )
    with _refusing():
        return make(poster)


def make_view(poster: Poster) -> Markup:
    """`poster` as the main part of a page. Raises RefusedError for what cannot be printed."""
    with _refusing():
        return make_sheet(poster)


def say_unprintable(name: str) -> str:
    """Why no poster can show `name`, which may have letters that our fonts lack; "" where one can."""
    try:
        fonts_for(compose(name))
    except MissingGlyphError as error:
        return f"{error} {OTHER_LETTERS}"
    return ""


def cannot_be_drawn(poster: Poster) -> str:
    """Why `poster` cannot be drawn; "" where it can."""
    return say_unprintable(f"{poster.council} {poster.team}")


def check_printable(posters: Sequence[Poster]) -> None:
    """Raise RefusedError where not one can be drawn, before anything is."""
    troubles = [cannot_be_drawn(poster) for poster in posters]
    if troubles and all(troubles):
        raise RefusedError(troubles[0])


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except MissingGlyphError as error:
        raise RefusedError(f"{error} {OTHER_LETTERS}") from error
