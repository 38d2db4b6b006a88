"""Decides how the first page of a printing looks: what whoever hands slips out needs to know. It is not cut."""

from feedback.clock import day_words
from feedback.reports.paper import MINT, WHITE, Sheet
from feedback.reports.slip_words import SlipSheet, list_rules, say_notices

LEFT, WIDTH, TOP = 16.0, 178.0, 14.0  # mm
STRIP, SIZE, INDENT = 13.0, 13.0, 10.0


def draw_guide(sheet: Sheet, printed: SlipSheet) -> None:
    """The page, on a sheet that is empty."""
    y = _draw_head(sheet, printed, _draw_notice(sheet, printed))
    for number, rule in enumerate(list_rules(printed), start=1):
        sheet.put(sheet.fit(f"**{number}**", INDENT, 8, SIZE), LEFT, y)
        y = sheet.put(sheet.fit(rule, WIDTH - INDENT, 40, SIZE), LEFT + INDENT, y) + 4.5


def _draw_notice(sheet: Sheet, printed: SlipSheet) -> float:
    """What the slips are not; the y below it."""
    notices = " · ".join(say_notices(printed))
    if not notices:
        return TOP
    dashed = 'stroke-width="1" stroke-dasharray="3 2"'
    sheet.voice((LEFT - 4, TOP, WIDTH + 8, STRIP), WHITE, "start", 4, dashed)
    notice = sheet.fit(notices, WIDTH, STRIP - 3, 20, bold=True)
    x, y = LEFT + (WIDTH - notice.width) / 2, TOP + (STRIP - notice.height) / 2
    sheet.put(notice, x, y, "C")
    return TOP + STRIP + 5


def _draw_head(sheet: Sheet, printed: SlipSheet, y: float) -> float:
    """Which printing it is; the y below it."""
    heads = [
        sheet.fit(text, WIDTH - 4, height, size, bold=bold, cut=True)
        for text, height, size, bold in list_heads(printed)
    ]
    height = sum(head.height + 1.5 for head in heads) + 9
    sheet.voice((LEFT - 4, y, WIDTH + 8, height), MINT, "start", 9)
    below = y + 5
    for head in heads:
        below = sheet.put(head, LEFT + 2, below) + 1.5
    return y + height + 8


def list_heads(printed: SlipSheet) -> list[tuple[str, float, float, bool]]:
    """What the printing is: each text with its height, size and whether it is bold."""
    slips = "1 slip" if len(printed.codes) == 1 else f"{len(printed.codes)} slips"
    return [
        ("Keep this page. Do not cut it up or hand it out.", 7, 12, False),
        (f"Batch {printed.batch}: {slips}", 13, 26, True),
        (f"{printed.team} · {printed.name}", 8, 14, True),
        (
            f"{printed.council}. Printed on {day_words(printed.printed_on)}, good until {day_words(printed.good_until)}.",
            7, 12, False,
        ),
    ]  # fmt: skip
