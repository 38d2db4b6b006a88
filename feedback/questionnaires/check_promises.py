"""Whether people may be told what a shared page says: each sentence stands in the truth table, and something holds it."""

from collections.abc import Iterator, Sequence

from feedback.promises import NAME, Promise
from feedback.questionnaires.definition import Way
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File
from feedback.questionnaires.mend import Place
from feedback.questionnaires.shared_definition import LinesWords, WrittenLine, WrittenLines

KEYS = ("lines", "more", "box")


def check_promises(file: File, page: WrittenLines, library: Library) -> None:
    """Report every sentence of `page` that nobody may be told, and ids that stand twice."""
    for _, placed in list_blocks(page):
        seen: set[str] = set()
        for place, line in placed:
            if line.id in seen:
                wrong = f"the id '{line.id}' is used twice."
                file.report((*place, "id"), wrong, "Give each line of a variant its own.")
            seen.add(line.id)
            _check_line(file, place, line, library)


def list_silences(page: WrittenLines) -> list[str]:
    """What a page that is read before the questions leaves unsaid: `easy_read: box, to 'kiosk'`."""
    return [
        f"{': '.join((*map(str, above), key))}, to '{way}'"
        for above, placed in list_blocks(page)
        for way in Way
        for key in KEYS
        if not _is_said([line for place, line in placed if place[len(above)] == key], way)
    ]


def _is_said(lines: Sequence[WrittenLine], way: Way) -> bool:
    return any(not line.ways or way in line.ways for line in lines)


def list_blocks(page: WrittenLines) -> list[tuple[Place, list[tuple[Place, WrittenLine]]]]:
    """Each variant's block of `page`: where it stands, and its lines with their places."""
    blocks: Sequence[tuple[Place, WrittenLines | LinesWords | None]] = (
        ((), page),
        (("easy_read",), page.easy_read),
        (("in_pictures",), page.in_pictures),
    )
    return [(above, list(_lines(above, block))) for above, block in blocks if block]


def _lines(above: Place, block: WrittenLines | LinesWords) -> Iterator[tuple[Place, WrittenLine]]:
    for key in KEYS:
        for i, line in enumerate(getattr(block, key)):
            yield (*above, key, i), line


def _check_line(file: File, place: Place, line: WrittenLine, library: Library) -> None:
    promise = library.promises.get(line.id)
    if promise is None:
        file.report(
            (*place, "id"),
            f"no promise is called '{line.id}', so nothing makes this true: '{line.text}'",
            f"Add it to {NAME} with the tests that hold it, or take the line out.",
        )
    elif line.text not in promise.says:
        file.report((*place, "text"), *_say_unknown(line, promise, library))
    elif promise.fault:
        file.report(
            (*place, "id"),
            f"the promise '{line.id}' {promise.fault}.",
            f"Write it into {NAME}, or take the line out.",
        )


def _say_unknown(line: WrittenLine, promise: Promise, library: Library) -> tuple[str, str]:
    elsewhere = [other.id for other in library.promises.values() if line.text in other.says]
    if elsewhere:
        wrong = f"these are words of another promise than '{promise.id}'."
        return wrong, f"Write 'id: {elsewhere[0]}'."
    return (
        f"the promise '{promise.id}' does not say this: '{line.text}'",
        f"Write it as it stands in {NAME}, or add it there once its tests hold these words too.",
    )
