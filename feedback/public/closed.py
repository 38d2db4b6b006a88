"""What somebody sees whose questions are closed: when they open again, and every answer they gave, to keep."""

from dataclasses import replace

from flask import request
from werkzeug.wrappers import Response

from feedback.languages import N_
from feedback.links import Link
from feedback.models.asking import PublishedVersion
from feedback.public.switching import Sent
from feedback.questionnaires.snapshot import Form
from feedback.web.errors import PAGES, show_kind
from feedback.web.languages import get_speech, open_form

OPENS_AGAIN = N_("They open again on {day}.")

Given = list[tuple[str, list[str]]]


def show_shut(
    link: Link, page: PublishedVersion | None = None, sent: Sent | None = None
) -> Response:
    """A link with no round open now. `sent` is what came from a page of version `page`, if one came."""
    kind = PAGES[410]
    if link.next_opens_on is not None:
        speech = get_speech()
        opens = speech.gettext(OPENS_AGAIN).format(day=speech.day(link.next_opens_on))
        kind = replace(kind, lines=(*kind.lines, opens))
    form = open_form(page, request.args.get("variant"), request.args.get("lang")) if page else None
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
