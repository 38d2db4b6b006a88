"""Decides what a card for staff says and how it looks: one A4 page for a tablet that people share, or for whoever asks."""

from contextlib import closing
from dataclasses import dataclass

from feedback.codes import group_code
from feedback.config import Settings
from feedback.listening import is_trial
from feedback.models.asking import Channel, Collector
from feedback.questionnaires.snapshot import Snapshot
from feedback.reports import qr
from feedback.reports.materials import name_for_staff
from feedback.reports.paper import MINT, WHITE, Sheet
from feedback.reports.poster_words import ENGLISH

LEFT, WIDTH, TOP = 16.0, 178.0, 14.0  # mm
SIZE, CODE_SIDE = 13.0, 60.0
TITLES = {
    Channel.KIOSK: "A tablet that people share",
    Channel.INTERVIEWER: "Somebody who asks and types",
}
RULES = {
    Channel.KIOSK: (
        "Point the tablet at the code, or type the address. Switch scripts on, and put the page on the home screen.",
        "Put it where nobody stands behind whoever answers. Do not look on.",
        "It says “Hand it back” at the end and goes to its first page by itself. Nobody sees what was answered before.",
        "Say that nobody has to, and that anything can be skipped.",
        "Note how many people were offered it, on the page Given out.",
    ),
    Channel.INTERVIEWER: (
        "Sign in, then point at the code or type the address. It works for staff with an account only.",
        "Never ask people whom you work with. Ask where nobody else hears.",
        "Read each question as it stands. Say first that nobody has to, and that anything can be skipped.",
        "Nothing can be read back once it is sent. If somebody is in danger, ring the duty team at once.",
        "Note how many people were asked, refused or could not be reached, on the page Given out.",
    ),
}


@dataclass(frozen=True)
class Card:
    """What a card says."""

    channel: Channel
    council: str
    team: str
    name: str
    address: str
    code: str
    notice: str


def describe_card(
    collector: Collector, snapshot: Snapshot, settings: Settings, *, demo: bool
) -> Card:
    """The card of a collector that is opened on a device of the council."""
    channel = Channel(collector.channel)
    path = "staff/interviews" if channel is Channel.INTERVIEWER else "q"
    notices = ((ENGLISH.demo, demo), (ENGLISH.trial, is_trial(settings)))
    return Card(
        channel=channel,
        council=settings.council_name,
        team=name_for_staff(collector),
        name=snapshot.name,
        address=f"{settings.public_url}/{path}/{collector.code}",
        code=group_code(collector.code),
        notice=" · ".join(text for text, yes in notices if yes),
    )


def make_card(card: Card) -> bytes:
    """The PDF."""
    with closing(Sheet(title=f"{TITLES[card.channel]}: {card.team}", language="en")) as sheet:
        y = _draw_head(sheet, card, _draw_notice(sheet, card))
        y = _draw_code(sheet, card, y)
        for number, rule in enumerate(RULES[card.channel], start=1):
            sheet.put(sheet.fit(f"**{number}**", 10, 8, SIZE), LEFT, y)
            y = sheet.put(sheet.fit(rule, WIDTH - 10, 40, SIZE), LEFT + 10, y) + 4
        return bytes(sheet.output())


def _draw_notice(sheet: Sheet, card: Card) -> float:
    """What the card is not; the y below it."""
    if not card.notice:
        return TOP
    dashed = 'stroke-width="1" stroke-dasharray="3 2"'
    sheet.voice((LEFT - 4, TOP, WIDTH + 8, 13), WHITE, "start", 4, dashed)
    notice = sheet.fit(card.notice, WIDTH, 10, 20, bold=True)
    sheet.put(notice, LEFT + (WIDTH - notice.width) / 2, TOP + (13 - notice.height) / 2, "C")
    return TOP + 18


def _draw_head(sheet: Sheet, card: Card, y: float) -> float:
    """What it is for and whose; the y below it."""
    said = [
        sheet.fit("For staff. Do not hang this up.", WIDTH - 4, 7, 12, cut=True),
        sheet.fit(TITLES[card.channel], WIDTH - 4, 13, 26, bold=True, cut=True),
        sheet.fit(f"{card.team} · {card.name}", WIDTH - 4, 8, 14, bold=True, cut=True),
        sheet.fit(card.council, WIDTH - 4, 7, 12, cut=True),
    ]
    height = sum(line.height + 1.5 for line in said) + 9
    sheet.voice((LEFT - 4, y, WIDTH + 8, height), MINT, "start", 9)
    below = y + 5
    for line in said:
        below = sheet.put(line, LEFT + 2, below) + 1.5
    return y + height + 8


def _draw_code(sheet: Sheet, card: Card, y: float) -> float:
    """The QR code, black on white, with address and code beside it; the y below it."""
    matrix = qr.make_matrix(card.address.upper() if card.channel is Channel.KIOSK else card.address)
    unit = CODE_SIDE / (len(matrix) + 2 * qr.QUIET)
    place = f"translate({LEFT + qr.QUIET * unit} {y + qr.QUIET * unit}) scale({unit})"
    sheet.svg(f'<path fill="#000000" transform="{place}" d="{qr.make_path(matrix)}"/>')
    x, width = LEFT + CODE_SIDE + 8, WIDTH - CODE_SIDE - 8
    below = sheet.put(sheet.fit(card.address, width, 24, 15, bold=True), x, y + 8) + 4
    sheet.put(sheet.fit(f"Code **{card.code}**", width, 12, 18), x, below)
    return y + CODE_SIDE + 8
