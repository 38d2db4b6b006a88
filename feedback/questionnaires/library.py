"""What questionnaires share: scales, measures, pictures, questions and pages, read from `forms/shared/`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from feedback.promises import Promise, read_promises
from feedback.questionnaires.definition import WrittenOption, WrittenQuestion
from feedback.questionnaires.load import File, Problem, read_file, validate
from feedback.questionnaires.shared_definition import (
    WrittenAsk,
    WrittenHardWords,
    WrittenLines,
    WrittenMeasure,
    WrittenMeasures,
    WrittenPictures,
    WrittenQuestions,
    WrittenScale,
    WrittenScales,
)

NAMED_FILES = (
    "scales",
    "measures",
    "pictures",
    "questions",
)
HARD_WORDS = "hard-words"  # may be missing; every other file of `forms/shared/` is a page


@dataclass(frozen=True)
class Library:
    """The shared files, and the truth table. `also_called` gives the drawing's name for another name of it."""

    scales: dict[str, WrittenScale]
    escapes: dict[str, WrittenOption]
    measures: dict[str, WrittenMeasure]
    pictures: dict[str, str]
    also_called: dict[str, str]
    questions: tuple[WrittenQuestion, ...]
    pages: dict[str, WrittenLines | WrittenAsk]
    hard_words: WrittenHardWords
    files: dict[str, File]
    promises: Mapping[str, Promise]

    @property
    def problems(self) -> list[Problem]:
        """Everything wrong in the shared files, by file and line."""
        return sorted(problem for file in self.files.values() for problem in file.problems)

    @property
    def wording(self) -> list[Problem]:
        """Everything hard or unfair in the words of the shared files, by file and line."""
        return sorted(remark for file in self.files.values() for remark in file.wording)

    @property
    def picture_names(self) -> set[str]:
        """Every name an author may give a picture."""
        return {*self.pictures, *self.also_called}

    def use(self, question: str) -> dict[str, Any] | None:
        """The shared question with this id as it is written, or None."""
        written = self.files["questions"].plain
        listed = written.get("questions") if isinstance(written, dict) else None
        found = (one for one in listed or () if isinstance(one, dict))
        return next((one for one in found if one.get("id") == question), None)

    def asks(self, name: str) -> WrittenAsk | None:
        """The shared page of questions called `name`, if there is one."""
        page = self.pages.get(name)
        return page if isinstance(page, WrittenAsk) else None

    def says(self, name: str) -> WrittenLines | None:
        """The shared page of lines called `name`, if there is one."""
        page = self.pages.get(name)
        return page if isinstance(page, WrittenLines) else None


def read_library(forms: Path) -> Library:
    """Read every file of `forms/shared/`."""
    shared = forms / "shared"
    names = sorted({*NAMED_FILES, *(path.stem for path in shared.glob("*.yaml"))})
    files = {name: read_file(shared / f"{name}.yaml", root=forms.parent) for name in names}
    scales = validate(files["scales"], WrittenScales)
    measures = validate(files["measures"], WrittenMeasures)
    pictures = validate(files["pictures"], WrittenPictures)
    questions = validate(files["questions"], WrittenQuestions)
    hard = validate(files[HARD_WORDS], WrittenHardWords) if HARD_WORDS in files else None
    return Library(
        scales=dict(scales.scales) if scales else {},
        escapes={str(code): option for code, option in scales.escapes.items()} if scales else {},
        measures=dict(measures.measures) if measures else {},
        pictures=dict(pictures.pictures) if pictures else {},
        also_called=dict(pictures.also_called) if pictures else {},
        questions=tuple(questions.questions) if questions else (),
        pages=_read_pages(files),
        hard_words=hard or WrittenHardWords.model_validate({"schema": 1}),
        files=files,
        promises=read_promises(),
    )


def _read_pages(files: dict[str, File]) -> dict[str, WrittenLines | WrittenAsk]:
    pages: dict[str, WrittenLines | WrittenAsk] = {}
    for name, file in files.items():
        if name in (*NAMED_FILES, HARD_WORDS):
            continue
        asks = isinstance(file.plain, dict) and "questions" in file.plain
        page = validate(file, WrittenAsk) if asks else validate(file, WrittenLines)
        if page:
            pages[name] = page
    return pages
