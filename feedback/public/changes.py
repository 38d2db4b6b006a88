"""What changed because of what people said: replies and three figures that a child can read, and "tell me"."""

from collections.abc import Collection
from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from feedback import clock, news_contacts
from feedback.exceptions import NotFoundError, RefusedError
from feedback.public.kiosks import Kiosk, read_kiosk
from feedback.public.leaving import with_new_cookie
from feedback.public.onward import link_on
from feedback.public_results import list_newest, list_results
from feedback.questionnaires.definition import Variant
from feedback.replies import list_published
from feedback.reports.reply_words import FACES, KIND_WORDS, VERDICT_WORDS
from feedback.reports.shown_replies import (
    ShownReply,
    ShownResults,
    find_team_ids,
    is_for,
    list_slugs,
    read_results,
    read_shown,
    slug_of,
)
from feedback.versions import list_asked, open_asked, snapshot_of
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.languages import get_speech, look_again

blueprint = Blueprint("changes", __name__)


@dataclass(frozen=True)
class Asked:
    """Which page somebody asked for: of all questionnaires, or one; of all teams, or one; in which variant."""

    questionnaire: str = ""
    team: str = ""
    easy: bool = False

    @property
    def variant(self) -> str:
        """The variant whose words the page speaks."""
        return Variant.EASY_READ if self.easy else Variant.STANDARD


@blueprint.before_request
def look() -> None:
    """See which languages there are."""
    look_again()


@blueprint.context_processor
def know_kiosk() -> dict[str, Kiosk | None]:
    """The tablet that a page is read on, which goes back to its questions by itself."""
    return {"kiosk": read_kiosk(request.args.get("kiosk", ""))}


@blueprint.get("/changes")
@open_to(EVERYBODY)
def see_changes() -> ResponseReturnValue:
    """What changed, of every questionnaire."""
    return _show(Asked(easy=_is_easy()))


@blueprint.get("/changes/<questionnaire>")
@blueprint.get("/CHANGES/<questionnaire>", endpoint="see_questionnaire_upper")
@blueprint.get("/changes/<questionnaire>/<tongue:tongue>", endpoint="see_questionnaire_in")
@blueprint.get("/CHANGES/<questionnaire>/<tongue:tongue>", endpoint="see_questionnaire_in_upper")
@open_to(EVERYBODY)
def see_questionnaire(questionnaire: str, tongue: str = "") -> ResponseReturnValue:
    """What people said to one questionnaire in three figures, and what changed; of one team where one is named.

    The codes of printed replies are in capitals, which makes them smaller, and say a language (`asked_for`).
    """
    questionnaire = questionnaire.lower()
    return _show(Asked(questionnaire, slug_of(request.args.get("team", "")), _is_easy()))


@blueprint.get("/changes/<questionnaire>/tell-me")
@open_to(EVERYBODY)
def ask_where(questionnaire: str) -> ResponseReturnValue:
    """A box for an e-mail or a number."""
    return with_new_cookie(_ask(questionnaire))


@blueprint.post("/changes/<questionnaire>/tell-me")
@open_to(EVERYBODY)
def take_where(questionnaire: str) -> ResponseReturnValue:
    """Keep where somebody wants to hear of it. It is tied to nothing else."""
    typed = request.form.get("where", "")[:300]
    try:
        contact = news_contacts.read_contact(typed)
        with get_database().writing() as session:
            _name(session, questionnaire)
            language = get_speech().language.tag
            kept = news_contacts.add_contact(
                session, get_settings(), questionnaire, contact, language=language
            )
    except RefusedError as problem:
        return _ask(questionnaire, 422, typed=typed, trouble=str(problem))
    return with_new_cookie(redirect(link_on(f"/tell-me/{kept.id.hex()}", _is_easy()), 303))


@blueprint.get("/tell-me/<key>")
@open_to(EVERYBODY)
def see_contact(key: str) -> ResponseReturnValue:
    """What we keep, and a button to have it deleted. Whether the key is right or wrong, it names no address."""
    with get_database().reading() as session:
        kept = news_contacts.get_contact(session, key)
    return _show_kept(key, 200 if kept else 404, kept=kept is not None)


@blueprint.post("/tell-me/<key>")
@open_to(EVERYBODY)
def forget_contact(key: str) -> ResponseReturnValue:
    """Delete it. Pressed twice it is deleted once."""
    with get_database().writing() as session:
        news_contacts.delete_contact(session, key)
    return with_new_cookie(_show_kept(key))


def _show_kept(key: str, status: int = 200, *, kept: bool = False) -> Response:
    page = render_template(
        "public/contact-kept.html", key=key, kept=kept, easy=_is_easy(), link=link_on
    )
    return make_response(page, status)


def _show(asked: Asked) -> ResponseReturnValue:
    with get_database().reading() as session:
        name = _name(session, asked.questionnaire) if asked.questionnaire else ""
        shown = read_shown(session, list_published(session, asked.questionnaire), asked.variant)
        results = _read_results(session, asked)
        names = _list_names(session)
        slugs = list_slugs(session, asked.team) if asked.team else frozenset()
    chosen = [one for one in shown if is_for(one, slugs)] if asked.team else shown
    return render_template(
        "public/changes.html",
        asked=asked,
        easy=asked.easy,
        name=name,
        team=_team_name(chosen, slugs),
        replies=chosen,
        results=results,
        names=names,
        kind_words=KIND_WORDS,
        verdict_words=VERDICT_WORDS,
        faces=FACES,
        day_words=get_speech().day,
        link=link_on,
    )


def _read_results(session: Session, asked: Asked) -> list[ShownResults]:
    """The figures of one questionnaire, of one team where one is named; without one none, so that the first page is
    about what changed.
    """
    if not asked.questionnaire:
        return []
    teams = find_team_ids(session, asked.team) if asked.team else None
    today = clock.today(get_settings().zone)
    found = list_newest(session, asked.questionnaire, on=today, team_ids=teams)
    return [
        shown for one in found if (shown := read_results(session, one, asked.variant)) is not None
    ]


def _list_names(session: Session) -> dict[str, str]:
    """The questionnaires that have something to read, by what they are called."""
    rounds = [one.round for one in list_published(session)]
    rounds += [one.round for one in list_results(session)]
    told = [round_.version for round_ in rounds]
    names = {version.questionnaire: snapshot_of(version).name for version in told}
    return dict(sorted(names.items(), key=lambda one: one[1]))


def _team_name(shown: list[ShownReply], slugs: Collection[str]) -> str:
    """What the team is called now, else as it was at the count."""
    rows = (one.row for one in shown if one.row)
    names = (name for row in rows for name in (*row.members, *row.teams_included))
    return next((name for name in names if slug_of(name) in slugs), "")


def _name(session: Session, questionnaire: str) -> str:
    """What a questionnaire is called. Raises NotFoundError for one that is not there."""
    if questionnaire not in {version.questionnaire for version in list_asked(session)}:
        raise NotFoundError("We cannot find that page.")
    return snapshot_of(open_asked(session, questionnaire)).name


def _ask(questionnaire: str, status: int = 200, *, typed: str = "", trouble: str = "") -> Response:
    with get_database().reading() as session:
        name = _name(session, questionnaire)
    page = render_template(
        "public/tell-me.html",
        questionnaire=questionnaire,
        name=name,
        typed=typed,
        trouble=trouble,
        easy=_is_easy(),
        link=link_on,
    )
    return make_response(page, status)


def _is_easy() -> bool:
    return request.args.get("variant") == Variant.EASY_READ
