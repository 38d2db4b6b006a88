"""The pages around the questions: the box for a code, thanks, help, privacy, accessibility, health."""

from flask import Blueprint, jsonify, redirect, render_template, request
from sqlalchemy import text
from werkzeug.wrappers import Response

from feedback.codes import read_code
from feedback.exceptions import NotFoundError, RefusedError, StorageError
from feedback.languages import N_
from feedback.models.asking import PublishedVersion
from feedback.public.kiosks import know_kiosk
from feedback.public.memory import get_memory
from feedback.public.onward import link_on
from feedback.public.prize_offers import get_offers
from feedback.questionnaires.definition import Audience
from feedback.reports.reply_words import FACES, KIND_WORDS, VERDICT_WORDS
from feedback.versions import open_asked, snapshot_of
from feedback.web.access import EVERYBODY, open_to
from feedback.web.context import get_database, get_settings
from feedback.web.languages import get_speech, look_again, open_form, to
from feedback.web.words import fill_lines, list_gaps

blueprint = Blueprint("information", __name__)
blueprint.context_processor(know_kiosk)

NO_CODE = N_("Type the code from the poster or slip")


@blueprint.before_request
def look() -> None:
    """See which languages there are. The thank-you reads nothing: the page before it has just looked."""
    if request.endpoint not in ("information.sent", "information.sent_upper", "information.health"):
        look_again()


@blueprint.get("/")
@blueprint.get("/<tongue:tongue>", strict_slashes=False, endpoint="home_in")
@open_to(EVERYBODY)
def home(tongue: str = "") -> Response | str:
    """The box to type a code, in the language of the poster that names this address (`asked_for`)."""
    if "code" not in request.args:
        return render_template("public/home.html", error="")
    code = read_code(request.args["code"])
    if not code:
        return render_template("public/home.html", error=NO_CODE)
    return redirect(to(f"/q/{code}"), 303)


@blueprint.get("/q/<code>/sent", strict_slashes=False)
@blueprint.get("/Q/<code>/sent", strict_slashes=False, endpoint="sent_upper")
@open_to(EVERYBODY)
def sent(code: str) -> str:
    """Thank you. Reads no code and always answers."""
    version = _get_version(request.args.get("of", ""))
    form = (
        open_form(version, request.args.get("variant"), request.args.get("lang"))
        if version
        else None
    )
    easy = form.variant.easy if form else request.args.get("variant") == "easy-read"
    news = get_memory().news
    newest = news.get(get_database(), version.questionnaire, easy=easy) if version else None
    gaps = list_gaps(get_settings(), get_speech())
    return render_template(
        "public/sent.html",
        easy=easy,
        newest=newest,
        kind_words=KIND_WORDS,
        verdict_words=VERDICT_WORDS,
        faces=FACES,
        day_words=get_speech().day,
        link=link_on,
        audience=snapshot_of(version).audience if version else Audience.CHILD,
        lines=fill_lines(form.closing.lines, gaps) if form else [],
        state="try" if request.args.get("try") else "live",
        prize=get_offers().get(request.args.get("of", "").partition("@")[0]),
    )


@blueprint.get("/help")
@open_to(EVERYBODY)
def help_() -> str:
    """How to answer, and who helps."""
    return render_template("public/help.html", settings=get_settings())


@blueprint.get("/privacy")
@open_to(EVERYBODY)
def privacy() -> str:
    """What happens to answers."""
    return render_template("public/privacy.html", gaps=list_gaps(get_settings(), get_speech()))


@blueprint.get("/accessibility")
@open_to(EVERYBODY)
def accessibility() -> str:
    """How far these pages work for everybody."""
    return render_template("public/accessibility.html")


@blueprint.get("/health")
@open_to(EVERYBODY)
def health() -> tuple[Response, int]:
    """Whether the service works, for whoever watches it."""
    try:
        with get_database().reading() as session:
            session.execute(text("SELECT 1 FROM versions LIMIT 1"))
    except StorageError:
        return jsonify(status="unavailable"), 503
    return jsonify(status="ok"), 200


def _get_version(questionnaire: str) -> PublishedVersion | None:
    known = get_memory().get_version(questionnaire)
    if known:
        return known
    try:
        with get_database().reading() as session:
            return open_asked(session, questionnaire.partition("@")[0])
    except (NotFoundError, RefusedError, StorageError):
        return None
