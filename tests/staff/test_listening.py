"""The pages “Who reads” and “Themes”: what is saved, what comes back with a mistake, and who was quicker."""

import html
import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feedback.models.accounts import Role
from feedback.readers import list_readings
from feedback.themes import list_themes
from feedback.word_lists import ListKind, list_words

from .conftest import Council

WHO, THEMES = "/staff/who-reads", "/staff/themes"


def seen(page: str, action: str, **near: str) -> str:
    """What the form that goes to `action`, and holds these values, says it was shown."""
    forms = re.findall(rf'<form[^>]*action="{action}".*?</form>', page, re.S)
    form = next(one for one in forms if all(f'value="{value}"' in one for value in near.values()))
    return re.findall(r'name="seen" value="(\w+)"', form)[0]


def name_reader(council: Council, client: FlaskClient, state: str, **changes: str) -> TestResponse:
    """Name who reads Polish."""
    fields = {
        "language": "pl", "reader": "Interpreters", "cover": "Duty team", "emails": "pl@council.gov.uk",
        "do": "save", "seen": state, **changes,
    }  # fmt: skip
    return council.post(client, WHO, page=WHO, **fields)


def languages(council: Council) -> dict[str, str]:
    """Who reads which language."""
    with council.database.reading() as session:
        found = list_readings(session, council.settings)
    return {tag: one.reader for tag, one in found.items()}


def test_a_reader_is_named_changed_and_taken_away(council: Council) -> None:
    """By an administrator; each leaves a row without a name in it."""
    client = council.signed_in(Role.ADMINISTRATOR)
    named = name_reader(council, client, seen(client.get(WHO).text, WHO))
    after_naming = languages(council)
    state = seen(client.get(WHO).text, WHO, tag="pl")
    name_reader(council, client, state, reader="Others")
    after_changing = languages(council)
    state = seen(client.get(WHO).text, WHO, tag="pl")
    name_reader(council, client, state, do="remove")

    assert named.status_code == 302
    assert after_naming == {"pl": "Interpreters"}
    assert after_changing == {"pl": "Others"}
    assert languages(council) == {}
    deeds = [deed for deed in council.deeds() if deed[1] == "language pl"]
    assert deeds == [("named-reader", "language pl")] * 2 + [("removed-reader", "language pl")]


def test_what_is_missing_comes_back_with_what_was_typed(council: Council) -> None:
    """No cover, a wrong address, no such language: a sentence each, nothing lost and nothing saved."""
    client = council.signed_in(Role.DUTY_READER)
    state = seen(client.get(WHO).text, WHO)

    for changes, says in (
        ({"cover": " "}, "Write who reads when they are away"),
        ({"emails": "nobody"}, "is no e-mail address"),
        ({"emails": "kim@[council.gov.uk"}, "is no e-mail address"),
        ({"language": "xx"}, "Choose a language from the list"),
    ):
        response = name_reader(council, client, state, **changes)
        assert response.status_code == 422
        assert says in html.unescape(response.text)
        assert "Interpreters" in response.text

    assert languages(council) == {}


def test_somebody_who_was_slower_is_told(council: Council) -> None:
    """409, with what was typed still in its box."""
    client = council.signed_in(Role.ADMINISTRATOR)
    state = seen(client.get(WHO).text, WHO)
    name_reader(council, client, state)

    late = name_reader(council, client, state, reader="Somebody else")

    assert late.status_code == 409
    assert "Somebody else" in late.text
    assert languages(council) == {"pl": "Interpreters"}


def test_a_list_is_saved_whole_and_once(council: Council) -> None:
    """In order, without blanks and doubles; a stale one is told and kept in its box."""
    client = council.signed_in(Role.DUTY_READER)
    path = f"{WHO}/words/staff"
    state = seen(client.get(WHO).text, path)

    saved = council.post(client, path, page=WHO, words="Ola  Okafor\n\nAda\nAda\n", seen=state)
    late = council.post(client, path, page=WHO, words="Kim", seen=state)

    with council.database.reading() as session:
        words = list_words(session, ListKind.STAFF)
        first = list_words(session, ListKind.CONCERN)
    assert (saved.status_code, late.status_code) == (302, 409)
    assert words == ["Ada", "Ola Okafor"]
    assert "\nKim</textarea>" in late.text
    assert "not safe" in first


def test_themes_are_added_renamed_and_merged(council: Council) -> None:
    """By an analyst; a name that is there already, and a stale form, are told."""
    client = council.signed_in(Role.ANALYST)
    for name in ("Waiting", "Meetings"):
        council.post(client, THEMES, page=THEMES, name=name, kind="pledge")
    again = council.post(client, THEMES, page=THEMES, name="waiting", kind="theme")
    path = f"{THEMES}/waiting"
    state = seen(client.get(THEMES).text, path)

    council.post(client, path, page=THEMES, do="save", name="Having to wait", kind="theme", seen=state)  # fmt: skip
    stale = council.post(client, path, page=THEMES, do="retire", name="", seen=state)
    state = seen(client.get(THEMES).text, path)
    merged = council.post(client, path, page=THEMES, do="merge", into="meetings", name="", seen=state)  # fmt: skip

    with council.database.reading() as session:
        themes = {one.code: (one.name, one.kind, one.merged_into) for one in list_themes(session)}
    assert (again.status_code, stale.status_code, merged.status_code) == (422, 409, 302)
    assert themes == {
        "waiting": ("Having to wait", "theme", "meetings"),
        "meetings": ("Meetings", "pledge", None),
    }
    assert "Merged: Having to wait into Meetings" in client.get(THEMES).text


def test_a_manager_sees_counts_of_themes_and_no_page_to_change_them(council: Council) -> None:
    """The trend is of the whole council; the list is not theirs."""
    client = council.signed_in(Role.MANAGER)

    assert client.get("/staff/results/themes-by-quarter").status_code == 200
    assert client.get(THEMES).status_code == 403
    assert client.get(WHO).status_code == 403
