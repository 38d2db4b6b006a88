"""People who want to be told: shown to whoever tells them, each look written down, then deleted."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from feedback import news_contacts
from feedback.languages import ENGLISH, LANGUAGES
from feedback.permissions import Action
from feedback.staff.teams import own_account
from feedback.versions import open_published, snapshot_of
from feedback.web.access import open_to
from feedback.web.context import get_database, get_settings

blueprint = Blueprint("news", __name__)


@blueprint.get("/news/<questionnaire>")
@open_to(Action.PUBLISH_REPLIES)
def see_news(questionnaire: str) -> ResponseReturnValue:
    """How many want to be told. Their addresses are a press away, because looking is written down."""
    return _show(questionnaire)


@blueprint.post("/news/<questionnaire>")
@open_to(Action.PUBLISH_REPLIES)
def decide(questionnaire: str) -> ResponseReturnValue:
    """Show the addresses, or delete those that were shown once everybody was told."""
    if request.form.get("do") == "told":
        with get_database().writing() as session:
            settings, by = get_settings(), own_account(session)
            shown = request.form.get("shown", "").split()
            news_contacts.delete_told(session, settings, questionnaire, shown=shown, by=by)
        return redirect(url_for("staff.replies.see_replies"))
    with get_database().writing() as session:
        contacts = news_contacts.read_contacts(
            session, get_settings(), questionnaire, by=own_account(session)
        )
    return _show(questionnaire, contacts)


def _show(questionnaire: str, contacts: list[news_contacts.Contact] | None = None) -> str:
    with get_database().reading() as session:
        name = snapshot_of(open_published(session, questionnaire)).name
        by_hand = news_contacts.told_by_hand(get_settings())
        number = news_contacts.count_contacts(session, by_hand).get(questionnaire, 0)
        ways = [way for way in news_contacts.Way if way not in by_hand]
        mailed = news_contacts.count_contacts(session, ways).get(questionnaire, 0)
    return render_template(
        "staff/news.html",
        questionnaire=questionnaire,
        name=name,
        number=number,
        mailed=mailed,
        mails=get_settings().mail_server is not None,
        contacts=contacts,
        page=f"{get_settings().public_url}/changes/{questionnaire}",
        english_names={one.tag: one.english for one in LANGUAGES.values() if one is not ENGLISH},
    )
