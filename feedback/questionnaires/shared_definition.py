"""How an author writes what questionnaires share: the shape of the files under `forms/shared/`."""

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Field

from feedback.questionnaires.definition import (
    EASY,
    PICTURES,
    Band,
    Block,
    Drawing,
    Escapes,
    Heading,
    MeasureId,
    Name,
    Schema,
    Way,
    Words,
    WrittenOption,
    WrittenQuestion,
    about,
)

Intro = Annotated[Words | None, about("A sentence below the heading. Lets people skip the page.")]


class WrittenLine(Block):
    """One sentence or two with a picture beside it."""

    id: Annotated[Name, about("The name of its promise in feedback/promises.yaml. Never changed.")]
    ways: Annotated[
        list[Annotated[Way, Field(strict=False)]],
        about("The ways of answering it is said in. All, if left out."),
    ] = Field(default_factory=list)
    text: Annotated[Words, about("The words. The settings fill gaps such as {council}.")]
    picture: Drawing = None


Lines = Annotated[list[WrittenLine], about("Shown at once.")]
More = Annotated[list[WrittenLine], Field(default_factory=list, description="One tap below.")]
Box = Annotated[list[WrittenLine], Field(default_factory=list, description="At each text box.")]


class LinesWords(Block):
    """The lines of a page in one variant."""

    lines: Lines
    more: More
    box: Box


class WrittenLines(Block):
    """A shared page that only says something: `lines` at once, `more` one tap below, `box` at text boxes."""

    schema_: Schema
    lines: Lines
    more: More
    box: Box
    easy_read: Annotated[LinesWords, about("The lines in easy read, each with a picture.")]
    in_pictures: Annotated[LinesWords | None, about("Easy read's, if left out.")] = None


class AskWords(Block):
    """The head of a shared page of questions in one variant."""

    title: Heading
    intro: Intro = None


class WrittenAsk(Block):
    """A shared page of questions, such as the optional ones about the person."""

    schema_: Schema
    title: Heading
    intro: Intro = None
    optional: Annotated[bool, about("true for questions about the person: ids eq_…")] = False
    easy_read: Annotated[AskWords, about(EASY)]
    in_pictures: Annotated[AskWords | None, about(PICTURES)] = None
    questions: Annotated[list[WrittenQuestion], Field(min_length=1), about("The questions.")]


class WrittenQuestions(Block):
    """The file `forms/shared/questions.yaml`: questions worded once, so that their answers compare."""

    schema_: Schema
    questions: Annotated[list[WrittenQuestion], about("Each with an id of its own.")]


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

    title: Annotated[Words, about("What staff call the scale.")]
    options: Annotated[list[WrittenOption] | None, about("In order, positive first.")] = None
    lowest: Annotated[int | None, about("The lowest number of a number scale.")] = None
    highest: Annotated[int | None, about("The highest number of a number scale.")] = None
    positive_from: Annotated[int | None, about("From this number on it went well.")] = None
    middle_from: Annotated[int | None, about("From this number on it is in between.")] = None
    escapes: Escapes = Field(default_factory=list)

    @property
    def numbers(self) -> Numbers | None:
        """The numbers of a number scale, or None when it has options or is not whole."""
        given = (self.lowest, self.highest, self.middle_from, self.positive_from)
        whole = [number for number in given if number is not None]
        return Numbers(*whole) if self.options is None and len(whole) == len(given) else None


class WrittenScales(Block):
    """The file `forms/shared/scales.yaml`."""

    schema_: Schema
    escapes: Annotated[
        dict[Literal["ns", "rns"], WrittenOption], about("The answers outside every scale.")
    ]
    scales: Annotated[dict[Name, WrittenScale], about("The scales by name.")]


class WrittenMeasure(Block):
    """What a question measures."""

    title: Annotated[Words, about("Heads its column.")]
    core: Annotated[bool, about("true gives it a column in By team.")] = False
    theme: Annotated[Name, about("What it is about, as others are: voice.")]


class WrittenMeasures(Block):
    """The file `forms/shared/measures.yaml`."""

    schema_: Schema
    measures: Annotated[dict[MeasureId, WrittenMeasure], about("The measures by name.")]


class WrittenPictures(Block):
    """The file `forms/shared/pictures.yaml`: every picture's name and what it shows, and other names for some."""

    schema_: Schema
    licence: Annotated[Words, about("Who may use the drawings, and how.")]
    pictures: Annotated[dict[Name, Words], about("The name of each, and what it shows.")]
    also_called: Annotated[dict[Name, Name], about("Another name, and whose it is.")] = Field(
        default_factory=dict
    )


def _words(description: str) -> Any:
    return Field(default_factory=dict, description=description)


class WrittenHardWords(Block):
    """The file `forms/shared/hard-words.yaml`: what easy read avoids or explains. It changes no questionnaire."""

    schema_: Schema
    plainer: dict[Words, Words] = _words("A hard word, and what to write instead.")
    explain: dict[Words, Words] = _words("A word that is needed, and a sentence that explains it.")
    sayings: dict[Words, Words] = _words("A saying, and what it means.")
    one_word: list[Annotated[list[Words], Field(min_length=2)]] = Field(
        default_factory=list, description="Names of one thing: a variant uses one, every time."
    )
