"""What was given out, on a phone: one press of a big button adds, another takes it back. Counts, never who."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from feedback import handouts
from feedback.accounts import open_account as open_own_account
from feedback.codes import read_id
from feedback.collectors import open_collector
from feedback.exceptions import ChangedError, RefusedError
from feedback.handouts import TeamCounts, Tray
from feedback.models.asking import Collector, Round, Team
from feedback.permissions import Action, ForbiddenError, can_do, can_see
from feedback.rounds import open_round
from feedback.web.access import open_account, open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("given_out", __name__)
STEPS = (1, 5, 10)
AT_ONCE = 12  # links on one page; with more, a team is chosen first
NOT_YOURS = "You can note counts of your own team only. Ask your administrator for another team's."
NO_NUMBER = "Write a whole number, such as 12, or leave the box empty for “not recorded”."
CHANNEL_WORDS = {
    "poster": "Poster",
    "slip": "Slips",
    "link": "Link",
    "kiosk": "Kiosk",
    "interviewer": "Interviewer",
}


@blueprint.get("/given-out")
@open_to(Action.SEE_ROUNDS)
def see_given_out() -> ResponseReturnValue:
    """The links of open rounds that this account may see, each with its number and its buttons."""
    return _show()


@blueprint.post("/rounds/<round_id>/collectors/<collector_id>/given-out")
@open_to(Action.NOTE_COUNTS)
def note_given_out(round_id: str, collector_id: str) -> ResponseReturnValue:
    """Add to the number, put another in its place, or take the last addition back."""
    with get_database().reading() as session:
        collector = open_collector(session, collector_id)
        round_, zone = open_round(session, round_id), get_settings().zone
        _check_own(handouts.team_of(session, round_, collector, zone=zone))
    try:
        with get_database().writing() as session:
            round_ = open_round(session, round_id)
            done = _press(session, open_collector(session, collector_id), round_)
    except RefusedError as problem:
        typed = {"count": request.form.get("count", "")}
        trouble = {(round_.id, "link", collector.id): str(problem)}
        return _show(trouble=trouble, typed=typed), 409 if isinstance(
            problem, ChangedError
        ) else 422
    place = f"link-{round_.id}-{collector.id}"
    return redirect(url_for(".see_given_out", team=_kept_team(), link=place, _anchor=place, **done))


@blueprint.post("/rounds/<round_id>/teams/<team_id>/counts")
@open_to(Action.NOTE_COUNTS)
def note_counts(round_id: str, team_id: str) -> ResponseReturnValue:
    """Put the number due, refused and not reached of one team in the place of those that were seen."""
    with get_database().reading() as session:
        round_ = open_round(session, round_id)
        member = handouts.open_member(session, round_, read_id(team_id))
        _check_own(member.team)
    typed = {name: request.form.get(name, "").strip() for name in ("due", "refused", "no_contact")}
    try:
        counts = TeamCounts(**{name: _read_number(text) for name, text in typed.items()})
        with get_database().writing() as session:
            round_ = open_round(session, round_id)
            handouts.note_counts(
                session,
                round_,
                handouts.open_member(session, round_, member.team_id),
                counts,
                seen=_read_seen(),
                zone=get_settings().zone,
                by=open_own_account(session, open_account().id),
            )
    except RefusedError as problem:
        trouble = {(round_.id, "team", member.team_id): str(problem)}
        return _show(trouble=trouble, typed=typed), 409 if isinstance(
            problem, ChangedError
        ) else 422
    place = f"team-{round_.id}-{member.team_id}"
    return redirect(url_for(".see_given_out", team=_kept_team(), saved=place, _anchor=place))


def write_seen(counts: TeamCounts) -> str:
    """What somebody saw of a team's counts, as the form carries it."""
    numbers = (counts.due, counts.refused, counts.no_contact)
    return "/".join("" if n is None else str(n) for n in numbers)


def _press(session: Session, collector: Collector, round_: Round) -> dict[str, Any]:
    """Do what the button says; what the next page is to say of it."""
    zone, form = get_settings().zone, request.form
    by = open_own_account(session, open_account().id)
    seen = _read_number(form.get("seen", ""))
    if "undo" in form:
        last = _read_number(form["undo"]) or 0
        now = handouts.take_back(session, collector, round_, last, seen=seen or 0, zone=zone, by=by)
        return {"taken": last, "now": now}
    if "add" in form:
        more = _read_number(form["add"]) or 0
        now = handouts.add_given_out(session, collector, round_, more, zone=zone, by=by)
        return {"added": more, "now": now, "others": now - more - (seen or 0) or None}
    count = _read_number(form.get("count", ""))
    if count is None:
        raise RefusedError("Write how many were given out in all: a whole number, such as 12.")
    handouts.set_given_out(session, collector, round_, count, seen=seen, zone=zone, by=by)
    return {"now": count}


def _show(
    *,
    trouble: dict[tuple[int, str, int], str] | None = None,
    typed: dict[str, str] | None = None,
) -> str:
    account, chosen = open_account(), read_id(_kept_team() or "")
    with get_database().reading() as session:
        trays = handouts.list_trays(
            session, get_settings().zone, may=lambda team: can_see(account, [team.name])
        )
    teams = list({tray.member.team_id: tray.member.team for tray in trays}.values())
    teams.sort(key=lambda team: (team.service, team.name))
    many = sum(len(tray.handouts) for tray in trays) > AT_ONCE
    shown = [tray for tray in trays if tray.member.team_id == chosen or not (many or chosen)]
    return render_template(
        "staff/given-out.html",
        teams=teams if many or chosen else [],
        chosen=chosen,
        shown=shown,
        steps=STEPS,
        channel_words=CHANNEL_WORDS,
        counts_of=handouts.counts_of,
        write_seen=write_seen,
        trouble=trouble or {},
        typed=typed or {},
        said=_read_said(shown),
    )


def _read_said(trays: list[Tray]) -> dict[str, int]:
    """What was just done, where the number is still the one it made: undo is offered for nothing else."""
    said = {
        name: number
        for name in ("added", "taken", "now", "others")
        if (number := _number(request.args.get(name, ""))) is not None
    }
    return said if "now" in said else {}


def _kept_team() -> str | None:
    return request.values.get("team") or None


def _read_seen() -> TeamCounts:
    parts = request.form.get("seen", "?").split("/")
    numbers = [_number(part) for part in parts]
    whole = len(parts) == 3 and all(
        n is not None or not p for n, p in zip(numbers, parts, strict=True)
    )
    if not whole:
        raise ChangedError("This page is too old. Look at the numbers again.")
    return TeamCounts(*numbers)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 7 else None


def _read_number(text: str) -> int | None:
    """The number in a box; None for an empty one. Raises RefusedError."""
    number = _number(text.strip())
    if number is None and text.strip():
        raise RefusedError(NO_NUMBER)
    return number


def _check_own(team: Team) -> None:
    account = open_account()
    if not (can_do(account.role, Action.NOTE_COUNTS) and can_see(account, [team.name])):
        raise ForbiddenError(NOT_YOURS)
