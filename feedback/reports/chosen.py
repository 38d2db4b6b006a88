"""How often each option was chosen in a counted round, and who answered: the frozen figures of the whole council."""

from collections.abc import Sequence

from feedback.models.reporting import OptionRecord
from feedback.option_figures import EVERYONE, NO_OCCASION, OCCASION, OTHER
from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Question, Snapshot
from feedback.reports.shown import VARIANT_LABELS, Count, OptionFigure, language_name

OTHER_LANGUAGES = "Any other language"
NO_OCCASION_NAMED = "No occasion named"


def tell_options(snapshot: Snapshot, records: Sequence[OptionRecord]) -> tuple[OptionFigure, ...]:
    """What each option got, variant by variant in the order of its questions."""
    order = {
        (variant.value, question): place
        for variant, form in snapshot.forms.items()
        for place, question in enumerate(form.questions)
    }
    variants = [variant.value for variant in snapshot.forms]
    records = sorted(
        (record for record in records if record.variant != EVERYONE),
        key=lambda r: (variants.index(r.variant), order[r.variant, r.question], r.position),
    )
    return tuple(
        _option_figure(record, snapshot.form(record.variant).questions[record.question])
        for record in records
    )


def _option_figure(record: OptionRecord, question: Question) -> OptionFigure:
    option = question.codes.get(record.option)
    return OptionFigure(
        variant=record.variant,
        question=record.question,
        text=question.text,
        option=record.option,
        label=option.label if option else record.option.lstrip("_").capitalize(),
        count=Count(record.base, record.low, record.high),
    )


def tell_people(snapshot: Snapshot, records: Sequence[OptionRecord]) -> tuple[OptionFigure, ...]:
    """Who answered, all variants together."""
    questions: dict[str, Question] = {}
    for form in snapshot.forms.values():
        for question in form.about("person"):
            questions.setdefault(question.id, question)
    order = ["variant", "language", OCCASION, *questions]
    records = sorted(
        (record for record in records if record.variant == EVERYONE),
        key=lambda r: (order.index(r.question), r.position, r.option),
    )
    return tuple(
        _option_figure(record, questions[record.question])
        if record.question in questions
        else _own_item(record)
        for record in records
    )


def _own_item(record: OptionRecord) -> OptionFigure:
    """The version or the language somebody answered in: the system knows them, nobody was asked."""
    if record.question == "variant":
        text, label = "Which version they used", VARIANT_LABELS.get(Variant(record.option))
    elif record.question == OCCASION:
        text = "On what occasion they were asked"
        label = NO_OCCASION_NAMED if record.option == NO_OCCASION else record.option.capitalize()
    else:
        text = "Which language they used"
        label = OTHER_LANGUAGES if record.option == OTHER else language_name(record.option)
    return OptionFigure(
        variant=record.variant,
        question=record.question,
        text=text,
        option=record.option,
        label=label or record.option,
        count=Count(record.base, record.low, record.high),
    )
