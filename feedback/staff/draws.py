"""Random draws as staff make them: a pasted list, so many of it, slips for them; then the list is deleted."""

import io

from flask import Blueprint, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from feedback import clock, draws
from feedback.collectors import open_collector
from feedback.draws import Listed
from feedback.exceptions import ChangedError, NotFoundError, RefusedError
from feedback.models.asking import Collector
from feedback.models.drawing import Draw
from feedback.permissions import Action
from feedback.reports.materials import list_materials
from feedback.reports.packs import make_safe
from feedback.reports.slip_printing import print_slips
from feedback.staff.teams import own_account
from feedback.staff.workshop import get_workshop
from feedback.versions import open_published, snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("draws", __name__)
PDF = "application/pdf"
LONGEST_NUMBER = 5  # digits


@blueprint.get("/draws")
@open_to(Action.DRAW_PEOPLE)
def see_draws() -> ResponseReturnValue:
    """Every draw, and a box for the next list."""
    with get_database().reading() as session:
        return _show(session)


@blueprint.post("/draws")
@open_to(Action.DRAW_PEOPLE)
def send_list() -> ResponseReturnValue:
    """Look through a list, or draw from one that was looked through."""
    try:
        listed, size = draws.read_list(request.form.get("list", "")), _read_size()
        draws.check_size(listed, size)
        draws.check_enough(listed, _read_leavers())
        if request.form.get("do") == "draw":
            if request.form.get("seen") != _state_of(listed, size):
                raise ChangedError(
                    "The list or the number changed since it was looked through. Look again."
                )
            return redirect(url_for(".see_draw", draw_id=_draw(listed, size)))
        with get_database().reading() as session:
            open_collector(session, request.form.get("collector", ""))
            return _show(session, listed=listed, size=size)
    except (RefusedError, NotFoundError) as problem:
        status = 409 if isinstance(problem, ChangedError) else 422
        with get_database().reading() as session:
            return _show(session, problems=str(problem).split("\n")), status


@blueprint.get("/draws/<draw_id>")
@open_to(Action.DRAW_PEOPLE)
def see_draw(draw_id: str) -> ResponseReturnValue:
    """Who was drawn, while the list is here, and what it takes to draw the same again."""
    with get_database().reading() as session:
        draw = draws.open_draw(session, draw_id)
        return render_template(
            "staff/draw.html",
            draw=draw,
            name=_name(session, draw.questionnaire),
            drawn=draws.list_drawn(session, draw),
            most_shown=20,
        )


@blueprint.post("/draws/<draw_id>/slips.pdf")
@open_to(Action.DRAW_PEOPLE)
def print_for(draw_id: str) -> ResponseReturnValue:
    """As many slips as were drawn. None is anybody's: nothing says which goes to whom."""
    database = get_database()
    with database.reading() as session:
        draw = draws.open_draw(session, draw_id)
        like, by = _find_link(session, draw), own_account(session)
    with get_workshop().place():
        printed = print_slips(database, get_settings(), str(like), count=draw.size, by=by)
    name = f"{make_safe(printed.team)} slips batch {printed.batch}.pdf"
    response = send_file(io.BytesIO(printed.pdf), PDF, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.post("/draws/<draw_id>/done")
@open_to(Action.DRAW_PEOPLE)
def finish(draw_id: str) -> ResponseReturnValue:
    """Delete the list: every slip is handed out."""
    with get_database().writing() as session:
        draw = draws.open_draw(session, draw_id)
        draws.finish(session, draw, by=own_account(session))
    return redirect(url_for(".see_draw", draw_id=draw_id))


def _draw(listed: Listed, size: int) -> int:
    """Draw for the team and questionnaire of the link that was chosen; the draw's id."""
    with get_database().writing() as session:
        like = open_collector(session, request.form.get("collector", ""))
        draw = draws.make_draw(
            session,
            listed,
            team=like.team,
            questionnaire=like.questionnaire,
            size=size,
            zone=get_settings().zone,
            by=own_account(session),
        )
        return draw.id


def _find_link(session: Session, draw: Draw) -> int:
    """Any link of the draw's team and questionnaire, to print slips for."""
    query = select(Collector.id).where(
        Collector.team_id == draw.team_id, Collector.questionnaire == draw.questionnaire
    )
    found = session.scalar(query.order_by(Collector.id).limit(1))
    if found is None:
        raise NotFoundError(
            "This team has no link of this questionnaire. Plan a round with it first."
        )
    return found


def _show(
    session: Session,
    *,
    listed: Listed | None = None,
    size: int | None = None,
    problems: list[str] | None = None,
) -> str:
    zone = get_settings().zone
    found = list_materials(session, zone)
    due = draws.count_leavers(session, "exit-interview", today=clock.today(zone))
    leavers = due if _read_leavers() is None else _read_leavers()
    return render_template(
        "staff/draws.html",
        links=[(one, each.snapshot.name) for each in found for one in each.collectors],
        chosen=request.form.get("collector", ""),
        text=request.form.get("list", ""),
        size=request.form.get("size", "") if size is None else size,
        listed=listed,
        seen=_state_of(listed, size or 0) if listed else "",
        problems=problems or [],
        draws=[(one, _name(session, one.questionnaire)) for one in draws.list_draws(session)],
        leavers=leavers,
        due=due,
        enough=draws.ENOUGH,
        least=draws.LEAST_DRAWN,
    )


def _name(session: Session, questionnaire: str) -> str:
    return snapshot_of(open_published(session, questionnaire)).name


def _state_of(listed: Listed, size: int) -> str:
    return f"{listed.fingerprint}-{size}-{request.form.get('collector', '')}"


def _read_leavers() -> int | None:
    """How many leave in a year, as somebody typed it; None where nobody did."""
    typed = request.values.get("leavers", "").strip().replace(",", "")
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None


def _read_size() -> int:
    typed = request.form.get("size", "").strip()
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else 0
