"""Whether the words of a file are easy enough for those they are for, and its questions fair."""

import re
from collections.abc import Iterable, Iterator

from feedback.questionnaires.definition import Audience, Variant, WrittenQuestion, WrittenVersion
from feedback.questionnaires.easy_read import (
    MOST_ANSWERS,
    Finding,
    Screen,
    ask_fairly,
    read_easily,
    say_the_same,
)
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File, Strength
from feedback.questionnaires.mend import Place
from feedback.questionnaires.screens import (
    find_place,
    list_screens,
    list_shared_screens,
)
from feedback.questionnaires.snapshot import Option
from feedback.questionnaires.variants import asked_in, options_of, variants_of

EASY = (Variant.EASY_READ, Variant.PICTURE)
GOOD_PICTURES = 3  # answers for the smallest; more give a hint
FACES = {Variant.EASY_READ: (3,), Variant.PICTURE: (2, 3)}  # how many a child can tell apart


def check_wording(file: File, written: WrittenVersion, library: Library) -> None:
    """Remark on the words of a version. One that a newer version follows is left alone: nobody can mend it."""
    if _is_superseded(file, written):
        return
    for variant in variants_of(written):
        screens = list_screens(file, written, variant, library)
        young = variant in EASY or Audience(written.audience) is Audience.CHILD
        _check_screens(file, screens, variant, library, young=young)
    for s, section in enumerate(written.sections):
        _check_answers(file, ("sections", s), section.questions, library)


def check_shared_wording(library: Library) -> None:
    """Remark on the words of every shared file, once. Their questions may be asked of children."""
    for name, file in library.files.items():
        if not file.is_reviewed:
            file.is_reviewed = True
            for variant in Variant:
                _check_screens(file, list_shared_screens(name, variant, library), variant, library)
    _check_answers(library.files["questions"], (), library.questions, library)


def _check_screens(
    file: File, screens: list[Screen], variant: Variant, library: Library, *, young: bool = True
) -> None:
    _remark(file, _look_at(screens, variant, library, young=young))
    if variant in EASY:
        _remark(file, say_the_same(screens, library.hard_words))


def _is_superseded(file: File, written: WrittenVersion) -> bool:
    beside = (path.stem for path in file.path.parent.glob("*.yaml"))
    return any(stem.isdecimal() and int(stem) > written.version for stem in beside)


def _look_at(
    screens: Iterable[Screen], variant: Variant, library: Library, *, young: bool
) -> Iterator[Finding]:
    for screen in screens:
        if screen.shared:
            continue  # looked at in its own file
        if variant in EASY:
            yield from read_easily(screen, library.hard_words)
        yield from ask_fairly(screen, young=young)


def _remark(file: File, findings: Iterable[Finding]) -> None:
    for finding in findings:
        file.remark(*finding)


def _check_answers(
    file: File, place: Place, questions: Iterable[WrittenQuestion], library: Library
) -> None:
    for q, question in enumerate(questions):
        for variant in EASY:
            if asked_in(question, variant):
                at = (*place, "questions", q)
                where, _ = find_place(at, question, variant, "scale")
                options = options_of(question, variant, library)
                _check_count(file, where, options, variant)
                _check_faces(file, where, options, variant)


def _check_count(file: File, place: Place, options: tuple[Option, ...], variant: Variant) -> None:
    if len(options) > MOST_ANSWERS:
        wrong = f"has {len(options)} answers in {_NAMES[variant]}; {MOST_ANSWERS} are the most."
        instead = "Give it a scale of its own there, or limit some options with 'variants:'."
        file.remark(place, Strength.PROBLEM, wrong, instead)
    elif variant is Variant.PICTURE and len(options) > GOOD_PICTURES:
        wrong = f"has {len(options)} answers in pictures; under eight {GOOD_PICTURES} are easier."
        file.remark(place, Strength.HINT, wrong, "Give it a scale of faces there, or yes and no.")


def _check_faces(file: File, place: Place, options: tuple[Option, ...], variant: Variant) -> None:
    faces = [o.picture for o in options if o.picture and o.picture.startswith("face-")]
    if not faces:
        return
    if len(faces) not in FACES[variant]:
        most = " or ".join(map(str, FACES[variant]))
        wrong = f"has {len(faces)} faces in {_NAMES[variant]}; {most} can be told apart."
        file.remark(place, Strength.PROBLEM, wrong, "Use another scale there: three-faces.")
    elif len(set(faces)) < len(options):
        wrong = "has answers that share a face, or have none beside others that do."
        file.remark(place, Strength.PROBLEM, wrong, "Give each answer a face of its own.")
    if not all(re.search(r"[^\W\d_]", option.label) for option in options):
        wrong = "has a face without a word."
        file.remark(place, Strength.PROBLEM, wrong, "Write a word under each: Yes, A bit, No.")


_NAMES = {Variant.EASY_READ: "easy read", Variant.PICTURE: "pictures"}
