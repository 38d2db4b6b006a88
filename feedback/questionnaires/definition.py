"""How an author writes a questionnaire: the shape of a version file, validated by pydantic.

Every class is one kind of block in a YAML file. A field that an author may leave out has a default.
An `easy_read` block beside a text holds the words of the easy-read variant, an `in_pictures` block those of
the picture variant. What `in_pictures` leaves out is taken from easy read, and what that leaves out is shared.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints


class Way(StrEnum):
    """How somebody answers, where that changes what they have to be told before."""

    SELF = "self"  # a poster or a link, on a phone of their own or one they share
    SLIP = "slip"
    KIOSK = "kiosk"
    INTERVIEW = "interview"
    GROUP = "group"  # many in one room, each at a screen


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
    CONTRIBUTOR = "contributor"  # whoever makes a return; no anonymous questionnaire speaks to them


ABOUT_PERSON = "eq_"  # how the ids of questions about the person begin
MOST_CHARACTERS = 1000  # of a text answer, unless the question says otherwise
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
QuestionId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,19}$")]
MeasureId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Variants = Annotated[list[Annotated[Variant, Field(strict=False)]], Field(min_length=1)]


def about(description: str) -> Any:
    """What an editor shows beside a key: see `editor_schema`."""
    return Field(description=description)


EASY = "Its words in easy read. What is left out is as in standard."
PICTURES = "Its words in the picture variant. What is left out is as in easy read."
ASKS = "The variants that have it. All that fit, if left out."
Schema = Annotated[Literal[1], Field(alias="schema", description="Always 1.")]
Minutes = Annotated[int, Field(ge=1, le=60, description="How many minutes it takes, honestly.")]
Drawing = Annotated[Name | None, about("A drawing of shared/pictures.yaml, by its name.")]
Wording = Annotated[Words, about("The question as people read it.")]
Title = Annotated[Words, about("What the person who answers reads first.")]
Invitation = Annotated[Words, about("The one sentence on the poster.")]
Heading = Annotated[Words, about("The heading above it.")]
Escapes = Annotated[list[Literal["ns", "rns"]], about("Not sure (ns), rather not say (rns).")]


class Block(BaseModel):
    """A block of a file: unknown keys are mistakes, and nothing is guessed from its type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, populate_by_name=True)


class WrittenOption(Block):
    """One answer that can be chosen."""

    code: Annotated[Code, about("What is stored, in quotes. Never changes its meaning.")]
    label: Annotated[Words, about("What people read.")]
    band: Annotated[
        Band, Field(strict=False, description="What it means for a figure; none if left out.")
    ] = Band.NONE
    score: Annotated[int | None, about("A number, for averages.")] = None
    picture: Drawing = None
    exclusive: Annotated[bool, about("true for 'None of these': alone in a tick list.")] = False
    help: Annotated[
        Words | None,
        about("What it means: a rung of a ladder. In attributed questionnaires alone."),
    ] = None
    variants: Annotated[Variants | None, about(ASKS)] = None
    easy_read: Annotated["OptionWords | None", about(EASY)] = None
    in_pictures: Annotated["OptionWords | None", about(PICTURES)] = None


# An empty list is for editors to refuse: a file that is published with one must still be read.
Options = Annotated[list[WrittenOption], Field(json_schema_extra={"minItems": 1})]


class OptionWords(Block):
    """An option's own words in one variant."""

    label: Annotated[Words | None, about("What people read.")] = None
    picture: Drawing = None


class ShowIf(Block):
    """Ask only after certain answers to an earlier question."""

    question: Annotated[QuestionId, about("The id of an earlier question with options.")]
    codes: Annotated[list[Code], Field(min_length=1), about("Ask only after one of these answers.")]
    words: Annotated[Words, about("Says so on a page without scripts: 'Only if you went.'")]
    easy_read: Annotated[Words | None, about("The same in easy read.")] = None
    in_pictures: Annotated[Words | None, about("The same in the picture variant.")] = None


class QuestionWords(Block):
    """What differs in one variant of a question."""

    text: Annotated[Words | None, about("The question in at most 15 words, 12 are better.")] = None
    help: Annotated[Words | None, about("Explains a hard word: 'An IRO runs your meeting.'")] = None
    picture: Drawing = None
    scale: Annotated[Name | None, about("A scale of shared/scales.yaml: three-faces.")] = None
    measure: Annotated[MeasureId | None, about("Only if it measures something else here.")] = None


class WrittenQuestion(Block):
    """One question. `id` is its column in every export, for ever."""

    id: Annotated[QuestionId, about("Its column in every export, for ever: know_iro.")]
    kind: Annotated[Kind, Field(strict=False, description="How it is answered.")]
    text: Wording
    measure: Annotated[MeasureId | None, about("What it measures, of shared/measures.yaml.")] = None
    revision: Annotated[
        int, Field(ge=1, description="Raise it when answers to the same measure no longer compare.")
    ] = 1
    scale: Annotated[Name | None, about("A scale of shared/scales.yaml. Or write options.")] = None
    options: Annotated[Options | None, about("Its answers. Or name a scale.")] = None
    escapes: Annotated[Escapes | None, about("Those of its scale, if left out.")] = None
    help: Annotated[Words | None, about("A sentence below the question.")] = None
    picture: Drawing = None
    low: Annotated[Words | None, about("The words at the low end of a number scale.")] = None
    high: Annotated[Words | None, about("The words at the high end of a number scale.")] = None
    most: Annotated[
        int, Field(ge=1, le=5000, description="The most characters of a text answer.")
    ] = MOST_CHARACTERS
    show_if: Annotated[ShowIf | None, about("Ask only after certain answers.")] = None
    variants: Annotated[Variants | None, about(ASKS)] = None
    easy_read: Annotated[QuestionWords | None, about(EASY)] = None
    in_pictures: Annotated[QuestionWords | None, about(PICTURES)] = None


class Use(Block):
    """A shared question, asked here in its own words."""

    use: Annotated[QuestionId, about("The id of a question of shared/questions.yaml.")]
    variants: Annotated[Variants | None, about(ASKS)] = None
    show_if: Annotated[ShowIf | None, about("Ask only after certain answers.")] = None


class TitleWords(Block):
    """A heading in one variant."""

    title: Heading


class WrittenSection(Block):
    """Questions under one heading."""

    id: Annotated[QuestionId, about("Its name, unlike any other section's.")]
    title: Heading
    easy_read: Annotated[TitleWords | None, about(EASY)] = None
    in_pictures: Annotated[TitleWords | None, about(PICTURES)] = None
    show_if: Annotated[ShowIf | None, about("For each question without one of its own.")] = None
    questions: Annotated[
        list[WrittenQuestion],
        Field(min_length=1),
        about("Questions, or '- use: …' for shared ones."),
    ]


class HeadWords(Block):
    """The head of a questionnaire in one variant."""

    title: Title
    invitation: Invitation
    minutes: Minutes


class HelpRule(Block):
    """Answers to one question that open help lines under it."""

    question: Annotated[QuestionId, about("The id of a question of this file.")]
    codes: Annotated[
        list[Code] | None, about("The answers that open them, those of each variant.")
    ] = None
    at_most: Annotated[int | None, about("On a scale of numbers: this number and lower.")] = None
    show: Annotated[Name, about("The shared page of help lines: help-child.")]
    concern: Annotated[
        bool | None,
        about("Whether sending it raises a concern. Its page says so: help-child-copy."),
    ] = None


class Change(Block):
    """What is different from the version before, in words a board understands."""

    question: Annotated[QuestionId, about("The question that changed, came or went.")]
    level: Annotated[
        Level, Field(strict=False, description="How far its answers still compare; checked.")
    ]
    change: Annotated[Words, about("What is different, in words a board understands.")]


class WrittenVersion(Block):
    """A version of a questionnaire: `forms/<questionnaire>/<version>.yaml`. Never changes once published."""

    schema_: Schema
    questionnaire: Annotated[Name, about("The name of the folder this file lies in.")]
    version: Annotated[int, Field(ge=1, description="The number this file is called by.")]
    class_: Annotated[
        Class,
        Field(
            alias="class",
            strict=False,
            description="Write anonymous. Attributed ones are of another kind.",
        ),
    ]
    name: Annotated[Words, about("What staff call it.")]
    audience: Annotated[Literal["child", "parent"], about("Whom it speaks to.")]
    who: Annotated[Words, about("Who is asked.")]
    asked: Annotated[Words, about("When they are asked.")]
    handed_out_by: Annotated[Words, about("Who hands it out.")]
    teams: Annotated[Words, about("The kind of team its collectors belong to.")]
    tested: Annotated[Words, about("With whom the words were tried, or 'Not yet. …'.")]
    help_when: Annotated[
        list[HelpRule] | None, about("Which answers open help lines. Or say 'unsafe: none, …'.")
    ] = None
    unsafe: Annotated[
        Annotated[str, StringConstraints(pattern=r"^none, because .+")] | None,
        about("'none, because …' in place of help_when: no set answer calls for help."),
    ] = None
    title: Title
    invitation: Invitation
    minutes: Minutes
    easy_read: Annotated[HeadWords, about("The head in easy read.")]
    in_pictures: Annotated[HeadWords | None, about("Makes a picture variant: its head.")] = None
    start: Annotated[Name, about("The shared page read before the first question.")]
    end: Annotated[list[Name], about("The shared pages of questions asked last.")]
    closing: Annotated[Name, about("The shared page read after sending.")]
    changes: Annotated[list[Change], about("From version 2 on: an entry a changed question.")] = []
    sections: Annotated[list[WrittenSection], Field(min_length=1), about("The questions.")]
