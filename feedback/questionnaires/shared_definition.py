"""How an author writes what questionnaires share: the shape of the files under `forms/shared/`."""

from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from feedback.questionnaires.definition import (
    Band,
    Block,
    MeasureId,
    Name,
    Words,
    WrittenOption,
    WrittenQuestion,
)


class WrittenLine(Block):
    """One sentence or two with a picture beside it."""

    text: Words
    picture: Name | None = None


class LinesWords(Block):
    """The lines of a page in one variant."""

    lines: list[WrittenLine]
    more: list[WrittenLine] = Field(default_factory=list)


class WrittenLines(Block):
    """A shared page that only says something: `lines` at once, `more` one tap below."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    lines: list[WrittenLine]
    more: list[WrittenLine] = Field(default_factory=list)
    easy_read: LinesWords
    in_pictures: LinesWords | None = None


class AskWords(Block):
    """The head of a shared page of questions in one variant."""

    title: Words
    intro: Words | None = None


class WrittenAsk(Block):
    """A shared page of questions, such as the optional ones about the person."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    title: Words
    intro: Words | None = None
    optional: bool = False
    easy_read: AskWords
    in_pictures: AskWords | None = None
    questions: Annotated[list[WrittenQuestion], Field(min_length=1)]


class WrittenQuestions(Block):
    """The file `forms/shared/questions.yaml`: questions worded once, so that their answers compare."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    questions: list[WrittenQuestion]


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
    escapes: list[Literal["ns", "rns"]] = Field(default_factory=list)

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
    also_called: dict[Name, Name] = Field(default_factory=dict)


class WrittenHardWords(Block):
    """The file `forms/shared/hard-words.yaml`: what easy read avoids or explains. It changes no questionnaire.

    Each list of `one_word` holds names of one thing, of which a variant uses one.
    """

    schema_: Annotated[Literal[1], Field(alias="schema")]
    plainer: dict[Words, Words] = Field(
        default_factory=dict
    )  # a hard word, and what to write instead
    explain: dict[Words, Words] = Field(default_factory=dict)  # a needed word, and its explanation
    sayings: dict[Words, Words] = Field(default_factory=dict)  # a saying, and what it means
    one_word: list[Annotated[list[Words], Field(min_length=2)]] = Field(default_factory=list)
