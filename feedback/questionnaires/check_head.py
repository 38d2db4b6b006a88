"""What is wrong with the head of a version: its name, the shared pages it takes, and the ids of its sections."""

from feedback.questionnaires.check_promises import list_silences
from feedback.questionnaires.definition import WrittenVersion
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File
from feedback.questionnaires.mend import Place
from feedback.questionnaires.messages import one_of
from feedback.questionnaires.variants import part_id


def check_head(file: File, written: WrittenVersion, library: Library) -> None:
    """Report what is wrong before and around the questions."""
    _check_name(file, written)
    _check_pages(file, written, library)
    _check_sections(file, written)


def _check_name(file: File, written: WrittenVersion) -> None:
    folder, stem = file.path.parent.name, file.path.stem
    if written.questionnaire != folder:
        file.report(
            ("questionnaire",),
            f"the file lies in '{folder}' and says '{written.questionnaire}'.",
            f"Write 'questionnaire: {folder}', or move the file.",
        )
    if str(written.version) != stem:
        whole = stem.isascii() and stem.isdigit() and stem == str(int(stem)) and stem != "0"
        file.report(
            ("version",),
            f"the file is called '{file.path.name}' and says version {written.version}.",
            f"Write 'version: {stem}', or rename the file."
            if whole
            else f"Call it '{written.version}.yaml'.",
        )


def _check_pages(file: File, written: WrittenVersion, library: Library) -> None:
    says = {name for name in library.pages if library.says(name)}
    asks = {name for name in library.pages if library.asks(name)}
    places: list[tuple[Place, str, set[str]]] = [
        (("start",), written.start, says),
        (("closing",), written.closing, says),
        *((("end", i), name, asks) for i, name in enumerate(written.end)),
    ]
    for place, name, fitting in places:
        if name not in library.pages:
            file.report(
                place, f"{place[0]}: there is no shared page '{name}'.", one_of(fitting, name)
            )
        elif name not in fitting:
            does = "asks questions" if name in asks else "asks nothing"
            file.report(place, f"{place[0]}: the shared page '{name}' {does}.", one_of(fitting))
    _check_start(file, written.start, library)
    for i, name in enumerate(written.end):
        if name in written.end[:i]:
            file.report(
                ("end", i), f"end: the shared page '{name}' is named twice.", "Take one out."
            )


def _check_start(file: File, name: str, library: Library) -> None:
    """Whoever answers, in whatever way, reads something at once, one tap below, and at each text box."""
    page = library.says(name)
    silences = list_silences(page) if page else []
    if silences:
        file.report(
            ("start",),
            f"start: the shared page '{name}' says nothing in {'; '.join(silences)}.",
            "Add the lines there, or give others more 'ways:'.",
        )


def _check_sections(file: File, written: WrittenVersion) -> None:
    seen = {part_id(name) for name in written.end}
    for s, section in enumerate(written.sections):
        if section.id in seen:
            file.report(
                ("sections", s, "id"),
                f"the section id '{section.id}' is used twice.",
                "Give each section its own; shared pages count too.",
            )
        seen.add(section.id)
