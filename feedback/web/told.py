"""How a figure is told on a page: in its language where the version is offered in that, else in English that says so."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from feedback.exceptions import StorageError
from feedback.languages import ENGLISH
from feedback.questionnaires.snapshot import Form, Question, Snapshot
from feedback.reports.shown_replies import Finding, list_good
from feedback.translations import Scope
from feedback.web.context import get_database
from feedback.web.languages import get_offer, get_speech, get_spoken
from feedback.web.words import in_english


@dataclass(frozen=True)
class Told:
    """What was asked, which answers count as good, how many gave one, and what changed since."""

    asked: str
    good: str
    figure: str
    change: str


def tell(finding: Finding, snapshot: Snapshot) -> Told:
    """`finding`, of a round that asked `snapshot`, in the language of this page."""
    speech, said = get_speech(), _find_said(finding, snapshot)
    if said is None:
        asked, good = in_english(finding.asked, speech), in_english(finding.good, speech)
    else:
        bdis = (Markup("<bdi>{}</bdi>").format(label) for label in list_good(said))
        asked, good = said.text, Markup(" / ").join(bdis)  # needs no word of the language
    change = finding.change.say(speech) if finding.change and finding.change.told else ""
    return Told(asked, good, finding.figure.say(speech), change)


def _find_said(finding: Finding, snapshot: Snapshot) -> Question | None:
    """Its question in the language of this page: in the same variant, else in another. None where none is offered in it."""
    form = next(_list_said(finding, snapshot), None)
    return finding.asked_in(form) if form else None


def _list_said(finding: Finding, snapshot: Snapshot) -> Iterator[Form]:
    tag, offers = get_offer().language.tag, get_spoken().offers
    if tag == ENGLISH.tag:
        return
    for form in finding.forms:
        if (tag, Scope(snapshot.questionnaire, snapshot.version, form.variant)) in offers.forms:
            try:
                yield offers.form_of(get_database(), snapshot, form.variant, tag)
            except StorageError:  # the thank-you always answers
                return
