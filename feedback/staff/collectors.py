"""What staff hand out: posters to print, as files and as codes, and everything for a round as one ZIP."""

import io
from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from feedback.codes import group_code
from feedback.collectors import open_collector
from feedback.languages import ENGLISH, Language
from feedback.models.accounts import Account
from feedback.models.asking import Collector, Occasion
from feedback.permissions import Action, ForbiddenError, can_do, can_see
from feedback.reports import materials, packs
from feedback.reports.papers.form import asked_by, name_variant, paper_of
from feedback.reports.papers.pdf import make_paper
from feedback.reports.poster_words import Poster
from feedback.reports.tongues import find_tongue, list_offered, list_tongues
from feedback.rounds import open_round, read_marks
from feedback.slips import MOST, BatchStatus
from feedback.staff.in_person import USE_WORDS, Use, list_in_person
from feedback.staff.slips import STATUS_WORDS, list_own_batches
from feedback.staff.workshop import get_workshop, send_as_made
from feedback.teams import list_teams
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("collectors", __name__)
NOT_YOURS = (
    "You can make posters for your own team only. Ask your administrator for another team's."
)
PDF, PNG, SVG, ZIP = "application/pdf", "image/png", "image/svg+xml", "application/zip"


@blueprint.get("/collectors")
@open_to(Action.MAKE_MATERIALS)
def see_collectors() -> ResponseReturnValue:
    """The links of open and planned rounds that this account may hand out."""
    settings = get_settings()
    with get_database().reading() as session:
        found = materials.list_materials(session, settings.zone)
        shown = [(each, _choose(open_account(), each.collectors)) for each in found]
        named = {one: each.snapshot.name for each, collectors in shown for one in collectors}
        tongues = list_offered(session, settings)
        return render_template(
            "staff/collectors.html",
            tongues=tongues,
            chosen=_choose_tongue(tongues),
            query=_query,
            english=ENGLISH,
            spoken={
                each.round.id: list_tongues(session, settings, each.snapshot) for each in found
            },
            shown=[(each, collectors) for each, collectors in shown if collectors],
            address_of=lambda collector, tongue=ENGLISH: materials.address_of(
                collector, settings, tongue
            ),
            group_code=group_code,
            name_variant=name_variant,
            named=named,
            round_marks=read_marks(session, {each.round.id for each in found}),
            in_person=list_in_person(session, open_account(), found),
            asked={each.snapshot.questionnaire: each.snapshot.name for each in found},
            teams=[team.name for team in list_teams(session)],
            use_words=USE_WORDS,
            Use=Use,
            occasions=list(Occasion),
            batches=list_own_batches(session, open_account()),
            batch_words=STATUS_WORDS,
            BatchStatus=BatchStatus,
            most=MOST,
            say_unprintable=materials.say_unprintable,
        )


@blueprint.get("/collectors/<collector_id>/poster")
@open_to(Action.MAKE_MATERIALS)
def see_poster(collector_id: str) -> ResponseReturnValue:
    """The poster as a page that prints on one sheet."""
    poster = _describe(collector_id)
    sheet = materials.make_view(poster)
    return render_template(
        "staff/poster.html",
        poster=poster,
        sheet=sheet,
        collector_id=collector_id,
        lang=_query(poster.speech.language),
    )


@blueprint.get("/collectors/<collector_id>/poster.pdf")
@open_to(Action.MAKE_MATERIALS)
def download_pdf(collector_id: str) -> ResponseReturnValue:
    """The poster to print."""
    return _download(collector_id, ".pdf", PDF)


@blueprint.get("/collectors/<collector_id>/poster.png")
@open_to(Action.MAKE_MATERIALS)
def download_png(collector_id: str) -> ResponseReturnValue:
    """The poster as a picture."""
    return _download(collector_id, ".png", PNG)


@blueprint.get("/collectors/<collector_id>/qr.svg")
@open_to(Action.MAKE_MATERIALS)
def download_code(collector_id: str) -> ResponseReturnValue:
    """The QR code alone."""
    return _download(collector_id, ".svg", SVG)


@blueprint.get("/collectors/<collector_id>/paper-<variant>.pdf")
@open_to(Action.MAKE_MATERIALS)
def download_paper(collector_id: str, variant: str) -> ResponseReturnValue:
    """The questions as a paper form, with the code under which it is typed in."""
    settings, poster = get_settings(), _describe(collector_id)
    with get_database().reading() as session:
        collector = open_collector(session, collector_id)
        snapshot = asked_by(session, collector, zone=settings.zone)
        tongue = find_tongue(session, settings, snapshot, variant, _get_tag())
        paper = paper_of(
            settings, snapshot, variant, collector=collector, demo=poster.demo, tongue=tongue
        )
    name = f"{packs.make_safe(poster.team)} {poster.code} {variant}{_mark()}.pdf"
    with get_workshop().place():
        content = make_paper(paper)
    return _send(content, PDF, name)


@blueprint.get("/rounds/<round_id>/pack.zip")
@open_to(Action.MAKE_MATERIALS)
def download_pack(round_id: str) -> ResponseReturnValue:
    """Everything for one round: all teams, or for a champion the own team."""
    settings, account = get_settings(), open_account()
    every = can_do(account.role, Action.SEE_EVERY_TEAM)
    team = account.team.name if account.team else None
    with get_database().reading() as session:
        round_ = open_round(session, round_id)
        if not can_see(account, [member.team.name for member in round_.teams]):
            raise ForbiddenError(NOT_YOURS)
        pack = packs.stream_pack(
            session, round_, settings=settings, team=None if every else team, language=_get_tag()
        )
        name = f"{round_.version.questionnaire}-{round_.closes_on}-round-{round_.id}{_mark()}.zip"
    response = send_as_made(pack, ZIP)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _get_tag() -> str:
    """The language of the address."""
    return request.args.get("lang") or ENGLISH.tag


def _query(language: Language) -> str | None:
    """What goes into the address of a file; nothing for English."""
    return None if language == ENGLISH else language.tag


def _mark() -> str:
    """What tells files of other languages apart by name."""
    return "" if _get_tag() == ENGLISH.tag else f" {_get_tag()}"


def _choose_tongue(tongues: Sequence[Language]) -> Language:
    return next((one for one in tongues if one.tag == _get_tag()), ENGLISH)


def _choose(account: Account, collectors: tuple[Collector, ...]) -> list[Collector]:
    return [one for one in collectors if can_see(account, [one.team.name])]


def _describe(collector_id: str) -> Poster:
    with get_database().reading() as session:
        collector = open_collector(session, collector_id)
        if not can_see(open_account(), [collector.team.name]):
            raise ForbiddenError(NOT_YOURS)
        return materials.describe_poster(session, collector, get_settings(), language=_get_tag())


def _download(collector_id: str, suffix: str, kind: str) -> ResponseReturnValue:
    poster = _describe(collector_id)
    name = f"{packs.make_safe(poster.team)} {poster.code}{_mark()}{suffix}"
    with get_workshop().place():
        content = materials.make_material(poster, suffix)
    return _send(content, kind, name)


def _send(content: bytes, kind: str, name: str) -> Response:
    response = send_file(io.BytesIO(content), kind, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"  # as on every other staff page
    return response
