"""Made-up translations of everything a council says, to see what is shown in which state."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

from sqlalchemy.orm import Session

from feedback import clock
from feedback.collectors import list_collectors
from feedback.config import Settings, read_settings
from feedback.db import Database
from feedback.frozen import Approval, freeze
from feedback.languages import LANGUAGES
from feedback.models.translating import State
from feedback.pseudo import make_pseudo
from feedback.questionnaires.definition import Class
from feedback.questionnaires.library import read_library
from feedback.rounds import plan_round
from feedback.schema import upgrade
from feedback.shipped_languages import bring_english, bring_in
from feedback.teams import TeamLine, list_teams, save_teams
from feedback.translations import Entry, Key, Scope, list_entries, read_translations, save_words
from feedback.versions import list_version_files, open_published, publish_file
from tests.councils import SHIPPED_FORMS

SHIPPED = Path(__file__).resolve().parents[1] / "translations"
TODAY = dt.date(2026, 11, 23)
Chooses = Callable[[Scope, Entry], bool]


def make_shipped(
    folder: Path, *questionnaires: str, bring: bool = True
) -> tuple[Settings, dict[str, str]]:
    """An installation that asks these, and shows every shipped translation as a draft; its settings, and a code of each."""
    settings = read_settings(
        {
            "FEEDBACK_INSTANCE": str(folder),
            "FEEDBACK_COUNCIL_NAME": "Westmere Council",
            "FEEDBACK_DUTY_NUMBER": "01632 960123",
            "FEEDBACK_SHOW_DRAFT_TRANSLATIONS": "yes",
            "FEEDBACK_COMMENT_LANGUAGES": " ".join(one for one in LANGUAGES if one != "en"),
        }
    )
    database = Database(settings.database_url)
    upgrade(database)
    with database.writing() as session:
        library = read_library(settings.forms)
        for path in list_version_files(settings.forms):
            if path.parent.name in questionnaires:
                publish_file(session, path, library, root=settings.forms.parent, on=TODAY)
        save_teams(session, [TeamLine("Oak", "Care", None)])
        if bring:
            bring_in(session, SHIPPED)
        codes = {name: _open(session, name, settings) for name in questionnaires}
    database.engine.dispose()
    return settings, codes


def list_anonymous() -> list[str]:
    """Every questionnaire that people answer without a name."""
    return sorted(
        {
            path.parent.name
            for path in list_version_files(SHIPPED_FORMS)
            if f"class: {Class.ATTRIBUTED.value}" not in path.read_text()
        }
    )


def _open(session: Session, questionnaire: str, settings: Settings) -> str:
    """The code of a round that is open for long."""
    round_ = plan_round(
        session,
        open_published(session, questionnaire),
        list_teams(session),
        opens_on=clock.today(settings.zone),
        closes_on=clock.today(settings.zone) + dt.timedelta(days=30),
        zone=settings.zone,
    )
    return list_collectors(session, round_id=round_.id)[0].code


def everything(_scope: Scope, _entry: Entry) -> bool:
    """Every sentence."""
    return True


def only(*questionnaires: str) -> Chooses:
    """The interface, and these questionnaires."""
    return lambda scope, _: scope.questionnaire in ("interface", *questionnaires)


SURVEY = only("iro-survey")


def translate(
    session: Session,
    tag: str,
    chooses: Chooses = SURVEY,
    *,
    approved: bool = False,
    checked: bool = False,
    say: Callable[[str], str] = make_pseudo,
) -> None:
    """Say what `chooses` picks in the made-up words of `tag`, and freeze what is complete."""
    language = LANGUAGES[tag]
    bring_english(session, SHIPPED)
    entries = list_entries(session)
    words: dict[Key, list[str]] = {}
    for scope, own in entries.items():
        for entry in own:
            if chooses(scope, entry):
                forms = language.plurals[0] if entry.plural else 1
                words[entry.key] = [say(entry.plural or entry.sentence)] * forms
    save_words(
        session, language, words, checked_by="A. Reader" if approved or checked else "", on=TODAY
    )
    said = read_translations(session, tag)
    for row in said.values() if approved else ():
        row.state = State.APPROVED.value
    approval = Approval("A. Manager", TODAY) if approved else None
    for scope, own in entries.items():
        freeze(session, language, scope, own, said, approval=approval)


def speak(
    database: Database, *tags: str, approved: bool = True, say: Callable[[str], str] = make_pseudo
) -> None:
    """Let the council speak these languages, in the IRO survey."""
    with database.writing() as session:
        for tag in tags:
            translate(session, tag, approved=approved, say=say)
