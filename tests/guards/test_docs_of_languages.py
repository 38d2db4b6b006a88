"""What the documentation says of draft translations is what ships: a council looks there for the languages of its families."""

from feedback.catalogues import LISTED as NAMED
from feedback.languages import ENGLISH, LISTED
from tests.guards.test_docs import ROOT, read

SHIPPED = ROOT / "translations"


def list_untranslated() -> set[str]:
    """The questionnaires people answer without a name that no translator is sent."""
    named = (SHIPPED / NAMED).read_text().split()
    newest = {path.parent.name: path for path in sorted(ROOT.glob("forms/*/[0-9]*.yaml"))}
    anonymous = {n for n, path in newest.items() if "class: attributed" not in path.read_text()}
    return anonymous - set(named)


def test_the_languages_and_questionnaires_without_a_draft_are_said() -> None:
    """On the first page, in the how-to and beside the catalogues: Welsh, and short breaks. All others have drafts."""
    without = [one.english for one in LISTED if not (SHIPPED / one.folder).is_dir()]
    readme, catalogues = (ROOT / "README.md").read_text(), (SHIPPED / "README.md").read_text()

    assert without == [ENGLISH.english, "Welsh"]
    assert list_untranslated() == {"short-breaks-child"}
    assert "drafts in Welsh, and of the questions after a short break" in readme
    assert "All but Welsh come with drafts, of every questionnaire but the one after a short break" in read("how-to/translate.md")  # fmt: skip
    assert "Welsh has no draft, and the questions after a short break have none" in catalogues
