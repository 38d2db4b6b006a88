"""Replies on paper: a poster with a QR code, slips for every team that took part, and a storyboard of one reply."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass

from feedback.clock import day_words
from feedback.exceptions import RefusedError
from feedback.languages import ENGLISH, N_, Language
from feedback.models.replying import Kind
from feedback.reports import qr
from feedback.reports.paper import DAWN, MINT, WHITE, Box, MissingGlyphError, Setting, Sheet
from feedback.reports.poster_words import CHILDLINE, Words, words_in
from feedback.reports.reply_words import KIND_WORDS, VERDICT_WORDS
from feedback.reports.shown_replies import ShownReply
from feedback.speech import IN_ENGLISH, Speech

LEFT, WIDTH, TOP, FOOT, GAP = 11.0, 188.0, 11.0, 286.0, 4.0  # mm; 11 clear of every edge
STRIP, HEAD, CODE = (
    13.0,
    34.0,
    46.0,
)  # heights of the notice, the heading and the part with the QR code
ON_A_POSTER, ON_A_SLIP = 3, 2  # replies
SLIPS = tuple((LEFT - 1 + 95 * n, TOP - 1 + 136 * m) for m in (0, 1) for n in (0, 1))
SLIP_WIDTH, SLIP_HEIGHT, PAD = 95.0, 136.0, 5.0
SAID, APART = 0.4, 1.5  # the share of what people said, and the gap below it
HAIR = "#8a9a9f"
TITLE, MORE = "You said, we did", "Read more, also in easy read"
YOU_SAID, CHANGED = N_("You said"), N_("What changed")
OWN = "ltr"  # what the council wrote is in English, on a page in any language


@dataclass(frozen=True)
class Look:
    """How replies look on one kind of paper: how high one is and how far from the next, in mm, and how large words are, in points."""

    height: float
    gap: float
    said: float
    did: float
    smallest: float  # below it there are fewer replies on a page, and not smaller words


@dataclass(frozen=True)
class Panel:
    """One shape with its words: in the page's language a title, and the council's own text."""

    title: str
    text: str
    box: Box
    fill: str
    size: float
    tight: str = "start"
    inset: float = 0.0


POSTER, SLIP = Look(84.0, GAP, 22, 20, 12), Look(50.0, 2.0, 12, 11, 7.5)


@dataclass(frozen=True)
class Occasion:
    """Whose paper it is: the council, the questionnaire, and where more can be read."""

    council: str
    name: str
    url: str
    trial: bool
    demo: bool
    speech: Speech = IN_ENGLISH
    draft: bool = False

    @property
    def poster(self) -> Words:
        """What every poster says, in its language."""
        return words_in(self.speech)

    @property
    def notice(self) -> str:
        """What the paper is not, as on posters."""
        words = self.poster
        notices = ((words.demo, self.demo), (words.trial, self.trial), (words.draft, self.draft))
        return " · ".join(said for said, yes in notices if yes)

    @property
    def title(self) -> str:
        """The heading. “You said, we did” is a play on words that no other language has."""
        english = self.speech.language == ENGLISH
        return TITLE if english else self.speech.gettext(CHANGED)

    @property
    def more(self) -> str:
        """What is said beside the QR code."""
        return MORE if self.speech.language == ENGLISH else self.poster.point

    @property
    def read_at(self) -> str:
        """The address of the page, which opens in its language."""
        return f"{self.url}{self.speech.language.path}"


def make_reply_poster(occasion: Occasion, replies: Sequence[ShownReply]) -> bytes:
    """One A4 page with the newest three. Raises RefusedError for none, or what the fonts cannot print."""
    if not replies:
        raise RefusedError("Nothing is published to print yet. Publish a reply first.")
    with _sheet(occasion.title, occasion.speech.language) as sheet:
        y = _draw_notice(sheet, occasion, LEFT, TOP, WIDTH)
        y = _draw_heading(sheet, occasion, y)
        room = (LEFT, y, WIDTH, FOOT - CODE - y)
        _draw_replies(sheet, occasion, replies[:ON_A_POSTER], room, POSTER)
        _draw_code(sheet, occasion, (LEFT, FOOT - CODE + GAP, WIDTH, CODE - GAP), 14)
        return bytes(sheet.output())


def make_reply_slips(
    occasion: Occasion, teams: Sequence[tuple[str, Sequence[ShownReply]]]
) -> bytes:
    """A page of four slips for each team, to be printed as often as it is needed. Raises RefusedError."""
    told = [(team, replies) for team, replies in teams if replies]
    if not told:
        raise RefusedError("Nothing is published to print yet. Publish a reply first.")
    with _sheet(f"{occasion.title}: slips", occasion.speech.language, sloped=False) as sheet:
        for number, (team, replies) in enumerate(told):
            if number:
                sheet.add_page()
            _draw_slips(sheet, occasion, team, replies[:ON_A_SLIP])
        return bytes(sheet.output())


def make_storyboard(occasion: Occasion, one: ShownReply) -> bytes:
    """Four boxes: what is improved, what was delivered, its impact, and the evidence. Raises RefusedError."""
    boxes = (
        ("What are we improving?", one.reply.you_said),
        ("What have we delivered?", say_answer(one)),
        ("What difference did it make?", say_impact(one)),
        ("How do we know?", say_evidence(one)),
    )
    with _sheet(f"Storyboard: {occasion.name}") as sheet:
        y = _draw_notice(sheet, occasion, LEFT, TOP, WIDTH)
        heading = sheet.fit(f"Storyboard: {occasion.name}", WIDTH - 10, 14, 24, bold=True, cut=True)
        y = sheet.put(heading, LEFT, y) + 2
        y = sheet.put(sheet.fit(occasion.council, WIDTH, 8, 13, cut=True), LEFT, y) + GAP
        height, width = (FOOT - y - GAP) / 2, (WIDTH - GAP) / 2
        for place, (title, text) in enumerate(boxes):
            x, top = LEFT + place % 2 * (width + GAP), y + place // 2 * (height + GAP)
            fill = (DAWN, MINT, MINT, WHITE)[place]
            _draw_words(sheet, Panel(title, text, (x, top, width, height), fill, 20))
        return bytes(sheet.output())


def say_answer(one: ShownReply) -> str:
    """What the council answers, with its day."""
    day = (
        f" By {day_words(one.reply.due_on)}." if one.reply.due_on and one.kind is Kind.WILL else ""
    )
    return f"{KIND_WORDS[one.kind]}: {one.reply.we_did}{day}"


def say_impact(one: ShownReply) -> str:
    """What young reviewers say, and who was told."""
    verdicts = [f"{VERDICT_WORDS[verdict]}: {number}" for verdict, number in one.verdicts.items()]
    said = (
        f"Young reviewers say: {', '.join(verdicts)}."
        if verdicts
        else "Young reviewers have not marked it yet."
    )
    return f"{said} Told: {one.reply.told}" if one.reply.told else said  # fmt: skip


def say_evidence(one: ShownReply) -> str:
    """The figure it is of, or the theme, and the round."""
    found = f"Theme: {one.reply.theme}." if one.reply.theme else ""
    if one.finding:
        good = f" ({one.finding.good})" if one.finding.good else ""
        figure = (
            f"{one.finding.asked} Good answers{good}: {one.finding.figure.words}. {one.row_words}."
        )
        found = f"{figure} {found}".strip()
    return f"{found} {one.round.name}, {one.round.label}."


@contextmanager
def _sheet(title: str, language: Language = ENGLISH, *, sloped: bool = True) -> Iterator[Sheet]:
    tag, direction = language.tag, language.direction
    with closing(Sheet(title=title, language=tag, direction=direction, sloped=sloped)) as sheet:
        try:
            yield sheet
        except MissingGlyphError as problem:
            raise RefusedError(f"{problem} Write that in other letters.") from problem
        except ValueError as problem:
            raise RefusedError(f"{problem} Make it shorter.") from problem


def _draw_notice(sheet: Sheet, occasion: Occasion, x: float, y: float, width: float) -> float:
    """What the paper is not, before anything else; the y below it."""
    if not occasion.notice:
        return y
    dashed = 'stroke-width="0.8" stroke-dasharray="3 2"'
    height = STRIP if width == WIDTH else 8.0
    sheet.voice((x + 0.5, y + 0.5, width - 1, height - 1), WHITE, "start", 3, dashed)
    notice = sheet.fit(occasion.notice, width - 8, height - 3, 20, bold=True)
    sheet.put(notice, x + (width - notice.width) / 2, y + (height - notice.height) / 2, "C")
    return y + height + GAP / 2


def _draw_heading(sheet: Sheet, occasion: Occasion, y: float) -> float:
    sheet.voice((LEFT, y, WIDTH, HEAD), MINT, "start", 10)
    sheet.picture("two-talking", LEFT + WIDTH - 34, y + 4, HEAD - 8)
    title = sheet.fit(occasion.title, WIDTH - 50, 19, 44, bold=True)
    below = sheet.put(title, LEFT + 9, y + 3) + 1
    name = sheet.fit(occasion.name, WIDTH - 50, 9, 16, cut=True)
    sheet.put(name, LEFT + 9, below, direction=OWN)
    return y + HEAD + GAP


def _draw_replies(
    sheet: Sheet, occasion: Occasion, replies: Sequence[ShownReply], box: Box, look: Look
) -> None:
    """As many of the newest as can be read, one below the other; a long one alone may take all the room."""
    x, y, width, room = box
    numbers = range(len(replies), 0, -1)
    tries = [*((number, min(look.height, room / number)) for number in numbers), (1, room)]
    for number, height in tries:
        boxes = [(x, y + place * height, width, height - look.gap) for place in range(number)]
        told = list(zip(replies, boxes, strict=False))
        panels = [panel for one, at in told for panel in _plan_reply(occasion, one, at, look)]
        if all(_fit_words(sheet, panel)[1].size >= look.smallest for panel in panels):
            break
    for panel in panels:
        _draw_words(sheet, panel)
    for one, (left, top, wide, high) in told:
        side = _side(wide, high)
        rest = high * (1 - SAID) - APART
        sheet.picture(one.reply.picture, left + 4, top + high - (rest + side) / 2, side)


def _plan_reply(occasion: Occasion, one: ShownReply, box: Box, look: Look) -> tuple[Panel, Panel]:
    """What people said, in their shape, and what the council answers, in ours, with room for its picture."""
    x, y, width, height = box
    said, inset = height * SAID, width * 0.06
    words = occasion.speech.gettext
    top, rest = y + said + APART, height - said - APART
    return (
        Panel(
            words(YOU_SAID),
            one.reply.you_said,
            (x + inset, y, width - inset, said),
            DAWN,
            look.said,
            "end",
        ),
        Panel(
            words(KIND_WORDS[one.kind]),
            one.reply.we_did,
            (x, top, width - inset, rest),
            MINT,
            look.did,
            "start",
            _side(width, height) + 4,
        ),
    )


def _side(width: float, height: float) -> float:
    """How large the picture of a reply is."""
    return min(height * (1 - SAID) - APART - 8, width * 0.14)


def _fit_words(sheet: Sheet, panel: Panel) -> tuple[Setting, Setting]:
    """Its title, and its words as large as they fit."""
    _, _, width, height = panel.box
    room, wide = height - 6, width - 12 - panel.inset
    heading = sheet.fit(
        panel.title, wide, min(room * 0.35, 12), min(panel.size * 0.8, 14), bold=True
    )
    words = sheet.fit(panel.text, wide, room - heading.height - 0.8, panel.size, cut=True)
    return heading, words


def _draw_words(sheet: Sheet, panel: Panel) -> None:
    """A shape with a bold title and words, which are the council's own."""
    x, y, _, height = panel.box
    edge = 'stroke-width="0.5"' if panel.fill == WHITE else ""
    sheet.voice(panel.box, panel.fill, panel.tight, min(8.0, height / 4), edge)
    heading, words = _fit_words(sheet, panel)
    below = sheet.put(heading, x + 6 + panel.inset, y + 3) + 0.8
    sheet.put(words, x + 6 + panel.inset, below, direction=OWN)


def _draw_code(sheet: Sheet, occasion: Occasion, box: Box, size: float) -> None:
    """The QR code, what it leads to, who helps, and whose paper it is."""
    x, y, width, height = box
    matrix = qr.make_matrix(occasion.read_at.upper())
    unit = height / (len(matrix) + 2 * qr.QUIET)
    sheet.modules(matrix, x + qr.QUIET * unit, y + qr.QUIET * unit, unit)
    at, wide = x + height + 2, width - height - 3
    address = occasion.read_at.partition("://")[2]
    for text, share, bold in (
        (occasion.more, 0.24, True),
        (sheet.whole(address), 0.24, False),
        (occasion.poster.child_help.format(number=CHILDLINE), 0.3, False),
        (occasion.council, 0.2, False),
    ):
        y = sheet.put(sheet.fit(text, wide, height * share, size, bold=bold, cut=True), at, y) + 0.4


def _draw_slips(sheet: Sheet, occasion: Occasion, team: str, replies: Sequence[ShownReply]) -> None:
    """Four alike, and outside of what is cut out the team they are for."""
    for x, y in SLIPS:
        sheet.set_draw_color(HAIR)
        sheet.set_dash_pattern(dash=0.8, gap=1.6)
        sheet.rect(x, y, SLIP_WIDTH, SLIP_HEIGHT)
        sheet.set_dash_pattern()
        left, width = x + PAD, SLIP_WIDTH - 2 * PAD
        top = _draw_notice(sheet, occasion, left, y + 3, width)
        top = sheet.put(sheet.fit(occasion.title, width, 9, 17, bold=True), left, top) + 1
        room = (left, top, width, y + SLIP_HEIGHT - 27 - top)
        _draw_replies(sheet, occasion, replies, room, SLIP)
        _draw_code(sheet, occasion, (left, y + SLIP_HEIGHT - 26, width, 24), 9)
    foot = f"{team}. Print this page until there is a slip for everybody, and cut. No name stands on a slip."
    below = sheet.fit(foot, WIDTH, 5, 8, cut=True)
    sheet.put(below, LEFT, SLIPS[-1][1] + SLIP_HEIGHT + 2, direction=OWN)
