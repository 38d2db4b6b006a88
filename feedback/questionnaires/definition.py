"""How an author writes a questionnaire: the shape of a version file, validated by pydantic.

Every class is one kind of block in a YAML file. A field that an author may leave out has a default.
An `easy_read` block beside a text holds the words of the easy-read variant, an `in_pictures` block those of
the picture variant. What `in_pictures` leaves out is taken from easy read, and what that leaves out is shared.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Variant(StrEnum):
    """A parallel instrument of a version: the same question ids, its own words, pictures and scales."""

    STANDARD = "standard"
    EASY_READ = "easy-read"
    PICTURE = "picture"  # under eight: an adult reads it out

    @property
    def easy(self) -> bool:
        """Whether it has a picture at every question, and larger letters."""
        return self is not Variant.STANDARD


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


class Level(StrEnum):
    """How far answers to a question compare with those to the version before."""

    EXACT = "exact"  # one line
    BAND = "band"  # per cent positive side by side, with a break mark
    THEME = "theme"  # a shared heading, never one number
    NONE = "none"  # nothing


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
    easy_read: "OptionWords | None" = None
    in_pictures: "OptionWords | None" = None


class OptionWords(Block):
    """An option's own words in one variant."""

    label: Words | None = None
    picture: Name | None = None


class ShowIf(Block):
    """Ask only when `question` was answered with one of `codes`; `words` say so on a page without scripts."""

    question: QuestionId
    codes: Annotated[list[Code], Field(min_length=1)]
    words: Words
    easy_read: Words | None = None
    in_pictures: Words | None = None


class QuestionWords(Block):
    """What differs in one variant of a question."""

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
    easy_read: QuestionWords | None = None
    in_pictures: QuestionWords | None = None


class Use(Block):
    """A shared question, asked here in its own words. `variants` and `show_if` are all that may differ."""

    use: QuestionId
    variants: Variants | None = None
    show_if: ShowIf | None = None


class TitleWords(Block):
    """A heading in one variant."""

    title: Words


class WrittenSection(Block):
    """Questions under one heading. Its `show_if` holds for each question without one of its own."""

    id: QuestionId
    title: Words
    easy_read: TitleWords | None = None
    in_pictures: TitleWords | None = None
    show_if: ShowIf | None = None
    questions: Annotated[list[WrittenQuestion], Field(min_length=1)]


class HeadWords(Block):
    """The head of a questionnaire in one variant."""

    title: Words
    invitation: Words
    minutes: Annotated[int, Field(ge=1, le=60)]


class Change(Block):
    """What is different from the version before, in words a board understands.

    `level` is what the author takes it for; the check works it out and compares.
    """

    question: QuestionId
    level: Annotated[Level, Field(strict=False)]
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
    teams: Words  # the kind of team its collectors belong to
    tested: Words
    unsafe: Annotated[str, StringConstraints(pattern=r"^none, because .+")]
    title: Words  # what the person who answers reads
    invitation: Words  # the poster's one sentence
    minutes: Annotated[int, Field(ge=1, le=60)]
    easy_read: HeadWords
    in_pictures: HeadWords | None = None  # where it is written, the version has a picture variant
    start: Name
    end: list[Name]
    closing: Name
    changes: list[Change] = []
    sections: Annotated[list[WrittenSection], Field(min_length=1)]
