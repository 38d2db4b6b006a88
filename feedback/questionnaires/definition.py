"""How an author writes a questionnaire: the shape of the files under `forms/`, validated by pydantic.

Every class is one kind of block in a YAML file. A field that an author may leave out has a default.
An `easy_read` block beside a text holds the words of the easy-read variant; what it leaves out is shared.
"""

from enum import StrEnum
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Variant(StrEnum):
    """A parallel instrument of a version: the same question ids, its own words, pictures and scales."""

    STANDARD = "standard"
    EASY_READ = "easy-read"


class Kind(StrEnum):
    """How a question is answered."""

    CHOICE = "choice"  # one of some options
    CHOICES = "choices"  # any of some options
    SCALE = "scale"  # one number of a scale
    TEXT = "text"  # own words
    INFO = "info"  # nothing: it only says something


class Band(StrEnum):
    """What an option means for a figure."""

    POSITIVE = "positive"
    MIDDLE = "middle"
    NEGATIVE = "negative"
    UNSURE = "unsure"
    DECLINED = "declined"
    NONE = "none"


class Class(StrEnum):
    """Whether answers are anonymous or signed by a team, organisation or inspector."""

    ANONYMOUS = "anonymous"
    ATTRIBUTED = "attributed"


class Audience(StrEnum):
    """Whom a questionnaire speaks to."""

    CHILD = "child"
    PARENT = "parent"


MOST_CHARACTERS = 1000  # of a text answer, unless the question says otherwise
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,19}$")]
MeasureId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Variants = Annotated[list[Annotated[Variant, Field(strict=False)]], Field(min_length=1)]


class Block(BaseModel):
    """A block of a file: unknown keys are mistakes, and nothing is guessed from its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class WrittenOption(Block):
    """One answer that can be chosen. `variants` limits it; `exclusive` ends a tick list ("None of these")."""

    code: Code
    label: Words
    band: Annotated[Band, Field(strict=False)] = Band.NONE
    score: int | None = None
    picture: Name | None = None
    exclusive: bool = False
    variants: Variants | None = None
    easy_read: "EasyOption | None" = None


class EasyOption(Block):
    """An option's words in easy read."""

    label: Words | None = None
    picture: Name | None = None


class ShowIf(Block):
    """Ask only when `question` was answered with one of `codes`; `words` say so on a page without scripts."""

    question: QuestionId
    codes: Annotated[list[Code], Field(min_length=1)]
    words: Words
    easy_read: Words | None = None


class EasyQuestion(Block):
    """What differs in the easy-read variant of a question."""

    text: Words | None = None
    help: Words | None = None
    picture: Name | None = None
    scale: Name | None = None
    measure: MeasureId | None = None


class WrittenQuestion(Block):
    """One question. `id` is its column in every export, for ever."""

    id: QuestionId
    kind: Annotated[Kind, Field(strict=False)]
    text: Words
    measure: MeasureId | None = None
    revision: Annotated[int, Field(ge=1)] = 1
    scale: Name | None = None
    options: list[WrittenOption] | None = None
    escapes: list[Literal["ns", "rns"]] | None = None
    help: Words | None = None
    picture: Name | None = None
    low: Words | None = None
    high: Words | None = None
    most: Annotated[int, Field(ge=1, le=5000)] = MOST_CHARACTERS
    show_if: ShowIf | None = None
    variants: Variants | None = None
    easy_read: EasyQuestion | None = None


class EasyTitle(Block):
    """A heading in easy read."""

    title: Words


class WrittenSection(Block):
    """Questions under one heading. Its `show_if` holds for each question without one of its own."""

    id: QuestionId
    title: Words
    easy_read: EasyTitle | None = None
    show_if: ShowIf | None = None
    questions: Annotated[list[WrittenQuestion], Field(min_length=1)]


class EasyHead(Block):
    """The head of a questionnaire in easy read."""

    title: Words
    invitation: Words
    minutes: Annotated[int, Field(ge=1, le=60)]


class Change(Block):
    """What is different from the version before, in words a board understands."""

    question: QuestionId
    change: Words


class WrittenVersion(Block):
    """A whole file `forms/<questionnaire>/<version>.yaml`."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    questionnaire: Name
    version: Annotated[int, Field(ge=1)]
    class_: Annotated[Class, Field(alias="class", strict=False)]
    name: Words  # what staff call it
    audience: Annotated[Audience, Field(strict=False)]
    who: Words
    asked: Words
    handed_out_by: Words
    tested: Words
    unsafe: Annotated[str, StringConstraints(pattern=r"^none, because .+")]
    title: Words  # what the person who answers reads
    invitation: Words  # the poster's one sentence
    minutes: Annotated[int, Field(ge=1, le=60)]
    easy_read: EasyHead
    start: Name
    end: list[Name]
    closing: Name
    changes: list[Change] = []
    sections: Annotated[list[WrittenSection], Field(min_length=1)]


class WrittenLine(Block):
    """One sentence or two with a picture beside it."""

    text: Words
    picture: Name | None = None


class EasyLines(Block):
    """The lines of a page in easy read."""

    lines: list[WrittenLine]
    more: list[WrittenLine] = []


class WrittenLines(Block):
    """A shared page that only says something: `lines` at once, `more` one tap below."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    lines: list[WrittenLine]
    more: list[WrittenLine] = []
    easy_read: EasyLines


class EasyAsk(Block):
    """The head of a shared page of questions in easy read."""

    title: Words
    intro: Words | None = None


class WrittenAsk(Block):
    """A shared page of questions, such as the optional ones about the person."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    title: Words
    intro: Words | None = None
    optional: bool = False
    easy_read: EasyAsk
    questions: Annotated[list[WrittenQuestion], Field(min_length=1)]


class Numbers(NamedTuple):
    """A number scale: its ends, and where its bands begin."""

    lowest: int
    highest: int
    middle_from: int
    positive_from: int

    def band(self, number: int) -> Band:
        """What `number` means for a figure."""
        if number >= self.positive_from:
            return Band.POSITIVE
        return Band.MIDDLE if number >= self.middle_from else Band.NEGATIVE


class WrittenScale(Block):
    """A scale: options in order, positive first, or numbers `lowest` to `highest` with a band each."""

    title: Words
    options: list[WrittenOption] | None = None
    lowest: int | None = None
    highest: int | None = None
    positive_from: int | None = None
    middle_from: int | None = None
    escapes: list[Literal["ns", "rns"]] = []

    @property
    def numbers(self) -> Numbers | None:
        """The numbers of a number scale, or None when it has options or is not whole."""
        given = (self.lowest, self.highest, self.middle_from, self.positive_from)
        whole = [number for number in given if number is not None]
        return Numbers(*whole) if self.options is None and len(whole) == len(given) else None


class WrittenScales(Block):
    """The file `forms/shared/scales.yaml`."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    escapes: dict[Literal["ns", "rns"], WrittenOption]
    scales: dict[Name, WrittenScale]


class WrittenMeasure(Block):
    """What a question measures. `title` heads its column; core measures stand in By team."""

    title: Words
    core: bool = False
    theme: Name


class WrittenMeasures(Block):
    """The file `forms/shared/measures.yaml`."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    measures: dict[MeasureId, WrittenMeasure]


class WrittenPictures(Block):
    """The file `forms/shared/pictures.yaml`: every picture's name and what it shows, and other names for some."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    licence: Words
    pictures: dict[Name, Words]
    also_called: dict[Name, Name] = {}
