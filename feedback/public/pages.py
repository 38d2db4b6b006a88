"""How a questionnaire page is made: rendered once, kept with its compressed form, the token put last.

Everything but the token is the same for everybody, so a page costs what the token costs.
"""

import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

from flask import Response, render_template, request
from markupsafe import Markup, escape

from feedback.languages import Language
from feedback.links import Link, State
from feedback.offers import Offer
from feedback.promises import needs_reader
from feedback.public.help_boxes import list_boxes
from feedback.public.kiosks import kiosk_of
from feedback.public.sentences import BEFORE_SENDING, INSTEAD_OF_SENDING
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Form, Question, Snapshot
from feedback.tokens import name_left, read_token
from feedback.web.context import get_settings
from feedback.web.languages import IN_ENGLISH
from feedback.web.words import fill, fill_lines, list_gaps

KEPT_PAGES = 512
BLANK = "O0I1L" * 2  # in the place of a slip's code: no code and no word has it
GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"


@dataclass(frozen=True)
class Filled:
    """What a page holds besides its questions: answers, what to put right, and what to say."""

    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    kept: Mapping[str, Sequence[str]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    trouble: tuple[str, ...] = ()  # what is wrong with the page as a whole
    notices: tuple[str, ...] = ()
    asked_again: tuple[str, ...] = ()
    at: str = ""  # the question the person was at
    asks_code: bool = False  # the code of the page leads nowhere: another can be typed
    code: str = ""  # that was typed and leads nowhere either

    @property
    def holds_answers(self) -> bool:
        """Whether anything is chosen or written on it, or carried along from another variant."""
        held = (*self.values.values(), *self.kept.values())
        return any(value.strip() for values in held for value in values)


EMPTY = Filled()


@dataclass(frozen=True)
class View:
    """Which page: of which link, version, variant and language."""

    link: Link
    snapshot: Snapshot
    version_sha256: str
    form: Form
    offer: Offer = IN_ENGLISH
    notices: tuple[str, ...] = ()
    languages: tuple[Language, ...] = ()  # that these questions can be read in
    variants: tuple[Variant, ...] = ()  # that there are in this language
    recordings: Mapping[str, str] = field(default_factory=dict)  # names of what can be heard

    @property
    def language(self) -> Language:
        """The language it is in."""
        return self.offer.language

    @property
    def asked(self) -> Form:
        """What it asks, in English: the same codes, and every text box."""
        return self.snapshot.form(self.form.variant)

    @property
    def path(self) -> str:
        """The page's own address."""
        return f"/q/{self.link.code}?lang={self.language.tag}&variant={self.form.variant}"

    @property
    def said(self) -> Hashable:
        """What the page hangs on besides the version: frozen languages, recordings, and what was noticed."""
        heard = tuple(self.recordings.items())
        return self.offer.sha256, self.languages, heard, self.notices

    @property
    def sent_path(self) -> str:
        """The address of the thank-you, which reads no code."""
        tried = "&try=1" if self.link.state is State.TRY else ""
        shared = f"&kiosk={self.link.code}" if kiosk_of(self.link) else ""
        return (
            f"/q/{self.link.code}/sent?lang={self.language.tag}&variant={self.form.variant}"
            f"&of={self.snapshot.questionnaire}{tried}{shared}"
        )


@dataclass(frozen=True)
class _Page:
    """A page without its end, plain and as the beginning of a gzip stream."""

    start: bytes
    packed: bytes
    checksum: int


class Pages:
    """The pages rendered so far, the least used forgotten first."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, _Page] = OrderedDict()
        self._lock = Lock()
        self._making = Lock()  # by one thread at a time: Python renders no faster in several

    def get(self, key: Hashable, render: Callable[[], str]) -> _Page:
        """The page of `key`, rendered when it is not there: once, and not by each of a class that opens it together."""
        if page := self._find(key):
            return page
        with self._making:
            if page := self._find(key):
                return page
            page = _pack(render().encode())
            with self._lock:
                self._kept[key] = page
                while len(self._kept) > KEPT_PAGES:
                    self._kept.popitem(last=False)
            return page

    def _find(self, key: Hashable) -> _Page | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)


def show(view: View, token: str, pages: Pages) -> Response:
    """The empty page of `view`, from `pages` when it was made before, with `token` last."""
    if view.link.slip:
        return _show_slip(view, token, pages)
    return _respond(pages.get(_key(view), lambda: render(view)), _end(token), 200)


def _show_slip(view: View, token: str, pages: Pages) -> Response:
    """The page of a slip: kept once for all slips of its collector, without their codes."""
    blank = replace(view, link=replace(view.link, code=BLANK))
    page = pages.get((_key(blank), view.link.collector_id), lambda: render(blank))
    own = page.start.replace(BLANK.encode(), view.link.code.encode())
    return _respond(_pack(own, level=1), _end(token), 200)


def _key(view: View) -> Hashable:
    link = view.link
    return (
        link.code,
        link.state,
        view.version_sha256,
        view.form.variant,
        view.language.tag,
        view.said,
    )


def show_filled(view: View, token: str, filled: Filled, *, status: int) -> Response:
    """The page of `view` with somebody's answers in it, made for this once."""
    known = read_token(token, get_settings().secret_keys)
    left = [name_left(known)] if known else []
    return _respond(_pack(render(view, filled, left).encode()), _end(token), status)


def render(view: View, filled: Filled = EMPTY, left: Sequence[str] = ()) -> str:
    """The page of `view` up to its token. `left`: what it is called when somebody leaves it without scripts."""
    gaps = list_gaps(get_settings(), view.offer.speech) | {
        "minutes": escape(view.form.minutes),
        "questions": escape(_count_questions(view.form)),
    }
    notice = view.form.start.said(view.link.way)
    return render_template(
        "public/questionnaire.html",
        view=view,
        form=view.form,
        filled=filled,
        language=view.language,
        audience=view.snapshot.audience,
        state=view.link.state,
        kiosk=kiosk_of(view.link),
        start=fill_lines(notice.lines, gaps),
        more=fill_lines(notice.more, gaps),
        box=[(fill(line.text, gaps), needs_reader(line.id)) for line in notice.box],
        before_sending=BEFORE_SENDING[view.link.way],
        instead_of_sending=INSTEAD_OF_SENDING[view.link.way],
        questions=_count_questions(view.form),
        complaints=get_settings().complaints,
        fill=lambda text: fill(text, gaps),
        helps=list_boxes(view.snapshot, view.form, gaps, filled.values, filled.kept),
        listed=_list_errors(view.form, filled),
        easy=view.form.variant.easy,
        draft=view.offer.draft,
        left=left,
        tongues=view.languages,
        others=[
            variant.value
            for variant in view.variants or view.snapshot.forms
            if variant is not view.form.variant
        ],
    )


def _count_questions(form: Form) -> int:
    return sum(1 for _ in form.about("service"))


def _list_errors(form: Form, filled: Filled) -> list[tuple[Question, str]]:
    return [(q, filled.errors[q.id]) for q in form.questions.values() if q.id in filled.errors]


def _end(token: str) -> bytes:
    field_ = Markup('<input type="hidden" form="answers" name="token" value="{}">').format(token)
    return f"{field_}</body></html>".encode()


def _pack(start: bytes, *, level: int = 9) -> _Page:
    squeeze = zlib.compressobj(level, zlib.DEFLATED, -15)
    # A full flush ends on a byte and forgets what came before, so that any end can follow.
    packed = GZIP_HEAD + squeeze.compress(start) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return _Page(start, packed, zlib.crc32(start))


def _respond(page: _Page, end: bytes, status: int) -> Response:
    response = Response(status=status, mimetype="text/html")
    response.headers["Vary"] = "Accept-Encoding"
    if request.accept_encodings["gzip"] > 0 and request.method != "HEAD":
        squeeze = zlib.compressobj(1, zlib.DEFLATED, -15)
        size = (len(page.start) + len(end)) & 0xFFFFFFFF
        tail = zlib.crc32(end, page.checksum).to_bytes(4, "little") + size.to_bytes(4, "little")
        response.set_data(page.packed + squeeze.compress(end) + squeeze.flush() + tail)
        response.headers["Content-Encoding"] = "gzip"
    else:
        response.set_data(page.start + end)
    return response
