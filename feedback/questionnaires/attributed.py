"""How an author writes an attributed questionnaire, whose answers are returns: the shape of the file, and what it becomes.

A return is made by a team, an organisation or inspectors and shown by their name. So the file has no notice, no
easy read, no questions about the person and no help lines: nobody answers about themself in it.
"""

from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from feedback.questionnaires.definition import (
    Audience,
    Block,
    Class,
    Code,
    Heading,
    Minutes,
    Name,
    Options,
    QuestionId,
    Schema,
    Variant,
    Words,
    about,
)
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import (
    Again,
    Form,
    Line,
    Lines,
    Option,
    Part,
    Question,
    ReturnRules,
    Snapshot,
)
from feedback.questionnaires.variants import write_option

EVIDENCE_MOST = 1000  # characters of what shows an answer
PLEDGE = "pledge"
RECOMMENDATION = "recommendation"


class MadeBy(StrEnum):
    """Who makes the return."""

    TEAM = "team"  # of the council or of an outside organisation
    INSPECTOR = "inspector"  # young people who look at a place


class About(StrEnum):
    """What the return is about."""

    ITSELF = "itself"
    PLACE = "place"
    COURSE = "course"
    VISIT = "visit"  # asked of the place by whoever read what the inspectors sent


class Per(StrEnum):
    """The periods that returns are compared by: parts of the financial year."""

    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class WrittenOnlyIf(Block):
    """The answers after which there is a second stage."""

    question: Annotated[QuestionId, about("The id of a question of the first stage.")]
    codes: Annotated[list[Code], Field(min_length=1), about("A second stage after one of these.")]


class WrittenAgain(Block):
    """A second stage: the same maker is asked again."""

    after_months: Annotated[int, Field(ge=1, le=24, description="How many months later.")]
    name: Annotated[Words, about("What the second stage is called: Re-visit.")]
    only_if: Annotated[WrittenOnlyIf | None, about("Always, if left out.")] = None


class WrittenReturnQuestion(Block):
    """One question of a return. No measure: returns and answers of people never stand in one column."""

    id: Annotated[QuestionId, about("Its column in every export, for ever.")]
    kind: Annotated[
        Literal["choice", "choices", "text"], about("One option, any options, or own words.")
    ]
    text: Annotated[Words, about("The question as people read it.")]
    help: Annotated[Words | None, about("A sentence below the question.")] = None
    scale: Annotated[Name | None, about("A scale of shared/scales.yaml: hart8.")] = None
    options: Annotated[Options | None, about("Its answers. Or name a scale.")] = None
    evidence: Annotated[Words | None, about("Asks for evidence in a box of its own.")] = None
    most: Annotated[
        int, Field(ge=1, le=5000, description="The most characters of a text answer.")
    ] = EVIDENCE_MOST


class WrittenReturnSection(Block):
    """Questions under one heading."""

    id: Annotated[QuestionId, about("Its name, unlike any other section's.")]
    title: Heading
    intro: Annotated[Words | None, about("A sentence below the heading.")] = None
    stage: Annotated[
        Literal[1, 2] | None, about("Asked at this stage alone. At both, if left out.")
    ] = None
    each: Annotated[
        Literal["pledge", "recommendation"] | None,
        about("Asked for each promise of the pledge, or each thing inspectors ask for."),
    ] = None
    questions: Annotated[list[WrittenReturnQuestion], Field(min_length=1), about("The questions.")]


class WrittenReturnVersion(Block):
    """A version of an attributed questionnaire. Never changes once published."""

    schema_: Schema
    questionnaire: Annotated[Name, about("The name of the folder this file lies in.")]
    version: Annotated[int, Field(ge=1, description="The number this file is called by.")]
    class_: Annotated[
        Annotated[str, StringConstraints(pattern="^attributed$")],
        Field(alias="class", description="Write attributed."),
    ]
    name: Annotated[Words, about("What staff call it.")]
    who: Annotated[Words, about("Who makes it.")]
    asked: Annotated[Words, about("When it is made.")]
    tested: Annotated[Words, about("With whom the words were tried, or 'Not yet. …'.")]
    made_by: Annotated[MadeBy, Field(strict=False, description="Who makes it: team or inspector.")]
    about: Annotated[About, Field(strict=False, description="What it is about.")]
    period: Annotated[Per, Field(strict=False, description="What it is compared by.")]
    again: Annotated[WrittenAgain | None, about("A second stage, months later.")] = None
    title: Annotated[Words, about("What the person who answers reads first.")]
    minutes: Minutes
    intro: Annotated[list[Words], Field(min_length=1), about("Read before the first question.")]
    sections: Annotated[list[WrittenReturnSection], Field(min_length=1), about("The questions.")]


def resolve_return(written: WrittenReturnVersion, library: Library) -> Snapshot:
    """`written` with everything it names written out. It has the standard variant alone."""
    form = Form(
        variant=Variant.STANDARD,
        title=written.title,
        invitation=written.asked,
        minutes=written.minutes,
        start=Lines(lines=tuple(Line(text=text) for text in written.intro)),
        parts=tuple(_resolve_section(section, library) for section in written.sections),
        closing=Lines(lines=()),
    )
    return Snapshot(
        questionnaire=written.questionnaire,
        version=written.version,
        class_=Class.ATTRIBUTED,
        name=written.name,
        audience=Audience.CONTRIBUTOR,
        who=written.who,
        asked=written.asked,
        handed_out_by="Nobody: it is asked for by name",
        tested=written.tested,
        changes=(),
        measures={},
        returns=_resolve_rules(written),
        forms={Variant.STANDARD: form},
    )


def options_of_return(question: WrittenReturnQuestion, library: Library) -> tuple[Option, ...]:
    """The options of `question`: its own, or those of its scale. None for a scale the library lacks."""
    scale = library.scales.get(question.scale or "")
    written: Any = (scale.options if scale else question.options) or ()
    return tuple(write_option(option, Variant.STANDARD, library) for option in written)


def _resolve_rules(written: WrittenReturnVersion) -> ReturnRules:
    again = written.again
    only = again.only_if if again else None
    return ReturnRules(
        made_by=written.made_by.value,
        about=written.about.value,
        period=written.period.value,
        again=Again(
            after_months=again.after_months,
            name=again.name,
            question=only.question if only else None,
            codes=tuple(only.codes) if only else (),
        )
        if again
        else None,
    )


def _resolve_section(section: WrittenReturnSection, library: Library) -> Part:
    return Part(
        id=section.id,
        title=section.title,
        intro=section.intro,
        stage=section.stage,
        each=section.each,
        questions=tuple(
            Question.model_validate(
                {
                    "id": question.id,
                    "kind": question.kind,
                    "text": question.text,
                    "help": question.help,
                    "scale": question.scale,
                    "options": options_of_return(question, library),
                    "most": question.most if question.kind == "text" else None,
                    "evidence": question.evidence,
                }
            )
            for question in section.questions
        ),
    )
