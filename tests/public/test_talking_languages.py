"""“I want someone to talk to me” in a language that nobody is named to read: it is taken, with the language it is in."""

from dataclasses import replace
from pathlib import Path

import pytest

from feedback.app import create_app
from feedback.db import Database
from feedback.models.contacts import TalkStatus
from feedback.readers import list_readings
from feedback.talks import list_talks
from tests.pages import visit
from tests.public.test_talking import ASKED, press
from tests.tongues import make_shipped


@pytest.mark.usefixtures("noon")
def test_the_language_is_kept_with_the_words(tmp_path: Path) -> None:
    """Asking for help comes first, so the boxes are there; whoever reads them is told which language it is."""
    settings, _ = make_shipped(tmp_path, "iro-survey")
    listened = replace(
        settings, duty_reader="Ada", duty_cover="Bob", out_of_hours="Ring.", comment_languages=()
    )
    client = create_app(listened).test_client()
    page = visit(client, "/talk?lang=pl")

    sent = press(client, page, {**ASKED, "_not_say": "Nie m\u00f3wcie mojemu ojczymowi"})

    assert sent.status_code == 303
    database = Database(settings.database_url)
    with database.reading() as session:
        (talk,) = list_talks(session, TalkStatus.WAITING)
        assert (talk.language, talk.not_say) == ("pl", "Nie m\u00f3wcie mojemu ojczymowi")
        assert "pl" not in list_readings(session, listened)
    database.engine.dispose()
