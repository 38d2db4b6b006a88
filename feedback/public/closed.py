"""What somebody sees whose questions are closed: when they open again, and every answer they gave, to keep."""

from dataclasses import replace

from werkzeug.wrappers import Response

from feedback.languages import N_
from feedback.links import Link
from feedback.public import sentences
from feedback.public.switching import Sent
from feedback.questionnaires.snapshot import Form
from feedback.web.errors import PAGES, show_kind
from feedback.web.languages import get_speech

OPENS_AGAIN = N_("They open again on {day}.")

Given = list[tuple[str, list[str]]]


def show_shut(
    link: Link, form: Form | None = None, sent: Sent | None = None, *, sent_before: bool = False
) -> Response:
    """A link with no round open now. `sent` is what came from a page of `form`, if one came.

    `sent_before`: other answers from that page are stored.
    """
    kind = PAGES[410]
    if sent_before:
        kind = replace(kind, lines=(*kind.lines, sentences.SENT))
    if link.next_opens_on is not None:
        speech = get_speech()
        opens = speech.gettext(OPENS_AGAIN).format(day=speech.day(link.next_opens_on))
        kind = replace(kind, lines=(*kind.lines, opens))
    return show_kind(410, kind, given=list_given(form, sent or {}) if form else [])


def show_over(form: Form, sent: Sent) -> Response:
    """A page whose round ended while it was on its way."""
    return show_kind(410, given=list_given(form, sent))


def list_given(form: Form, sent: Sent) -> Given:
    """Each question of `form` that was answered, and the answers in words."""
    given: Given = []
    for name, question in form.questions.items():
        values = [value for value in sent.get(name, ()) if value.strip()]
        labels = [question.codes[v].label if v in question.codes else v for v in values]
        if labels:
            given.append((question.text, labels))
    return given
