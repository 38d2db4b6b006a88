"""What each variant of a version asks: shared things looked up, easy-read words put in.

`resolve` is only called for a version that `check` found whole, so every name it looks up is there.
"""

from collections.abc import Iterable, Iterator

from feedback.questionnaires.definition import (
    Audience,
    Kind,
    ShowIf,
    Variant,
    WrittenAsk,
    WrittenLine,
    WrittenLines,
    WrittenOption,
    WrittenQuestion,
    WrittenScale,
    WrittenSection,
    WrittenVersion,
)
from feedback.questionnaires.library import Library
from feedback.questionnaires.snapshot import (
    Condition,
    Form,
    Line,
    Lines,
    Measure,
    Option,
    Part,
    Question,
    Snapshot,
)


def resolve(written: WrittenVersion, library: Library) -> Snapshot:
    """`written` with everything it names written out, variant by variant."""
    forms = {variant: _resolve_form(written, variant, library) for variant in Variant}
    used = {q.measure for form in forms.values() for q in form.questions.values() if q.measure}
    return Snapshot(
        questionnaire=written.questionnaire,
        version=written.version,
        class_=written.class_,
        name=written.name,
        audience=Audience(written.audience),
        who=written.who,
        asked=written.asked,
        handed_out_by=written.handed_out_by,
        tested=written.tested,
        changes=tuple((change.question, change.change) for change in written.changes),
        measures={
            measure: Measure(title=of.title, core=of.core, theme=of.theme)
            for measure, of in sorted(library.measures.items())
            if measure in used
        },
        forms=forms,
    )


def asked_in(question: WrittenQuestion | WrittenOption, variant: Variant) -> bool:
    """Whether `variant` has this question or option."""
    return question.variants is None or variant in question.variants


def scale_of(question: WrittenQuestion, variant: Variant) -> str | None:
    """The name of the scale `question` uses in `variant`, or None when it lists its own options."""
    easy = question.easy_read
    if variant is Variant.EASY_READ and easy and easy.scale:
        return easy.scale
    return question.scale


def measure_of(question: WrittenQuestion, variant: Variant) -> str | None:
    """The measure of `question` in `variant`."""
    easy = question.easy_read
    if variant is Variant.EASY_READ and easy and easy.measure:
        return easy.measure
    return question.measure


def kind_of(question: WrittenQuestion, variant: Variant, library: Library) -> Kind:
    """How `question` is answered in `variant`: numbers in one variant may be words in the other."""
    scale = library.scales.get(scale_of(question, variant) or "")
    if scale is None or question.kind not in (Kind.CHOICE, Kind.SCALE):
        return question.kind
    return Kind.SCALE if scale.options is None else Kind.CHOICE


def options_of(question: WrittenQuestion, variant: Variant, library: Library) -> tuple[Option, ...]:
    """The options of `question` in `variant`, in order. None for a scale the library lacks."""
    name = scale_of(question, variant)
    if name is None:
        return _write_options(question.options or (), variant, library)
    scale = library.scales.get(name)
    if scale is None:
        return ()
    return (
        _write_options(scale.options, variant, library)
        if scale.options
        else tuple(number_options(scale))
    )


def number_options(scale: WrittenScale) -> Iterator[Option]:
    """The numbers of a number scale, lowest first, each with its band."""
    numbers = scale.numbers
    for number in range(numbers.lowest, numbers.highest + 1) if numbers else ():
        band = numbers.band(number) if numbers else None
        yield Option.model_validate(
            {"code": str(number), "label": str(number), "band": band, "score": number}
        )


def escapes_of(question: WrittenQuestion, variant: Variant, library: Library) -> tuple[Option, ...]:
    """The answers outside the scale: the question's own list, else that of its scale."""
    scale = library.scales.get(scale_of(question, variant) or "")
    codes = question.escapes if question.escapes is not None else scale.escapes if scale else []
    known = [library.escapes[code] for code in codes if code in library.escapes]
    return _write_options(known, variant, library)


def _resolve_form(written: WrittenVersion, variant: Variant, library: Library) -> Form:
    head = written.easy_read if variant is Variant.EASY_READ else written
    parts = [_resolve_section(section, variant, library) for section in written.sections]
    parts += [
        _resolve_ask(name, page, variant, library)
        for name in written.end
        if (page := library.asks(name))
    ]
    return Form(
        variant=variant,
        title=head.title,
        invitation=head.invitation,
        minutes=head.minutes,
        start=_resolve_lines(library.says(written.start), variant, library),
        parts=tuple(part for part in parts if part.questions),
        closing=_resolve_lines(library.says(written.closing), variant, library),
    )


def _resolve_section(section: WrittenSection, variant: Variant, library: Library) -> Part:
    easy = section.easy_read if variant is Variant.EASY_READ else None
    return Part(
        id=section.id,
        title=easy.title if easy else section.title,
        questions=tuple(
            _resolve_question(q, q.show_if or section.show_if, variant, library)
            for q in section.questions
            if asked_in(q, variant)
        ),
    )


def part_id(name: str) -> str:
    """The id of the part that the shared page `name` becomes."""
    return name.replace("-", "_")


def _resolve_ask(name: str, page: WrittenAsk, variant: Variant, library: Library) -> Part:
    easy = page.easy_read if variant is Variant.EASY_READ else None
    return Part(
        id=part_id(name),
        title=easy.title if easy else page.title,
        intro=easy.intro if easy else page.intro,
        optional=page.optional,
        about="person" if page.optional else "help",
        questions=tuple(
            _resolve_question(q, q.show_if, variant, library)
            for q in page.questions
            if asked_in(q, variant)
        ),
    )


def _resolve_question(
    written: WrittenQuestion, condition: ShowIf | None, variant: Variant, library: Library
) -> Question:
    easy = written.easy_read if variant is Variant.EASY_READ else None
    kind = kind_of(written, variant, library)
    return Question(
        id=written.id,
        kind=kind,
        text=easy.text if easy and easy.text else written.text,
        help=easy.help if easy and easy.help else written.help,
        picture=_drawing(easy.picture if easy and easy.picture else written.picture, library),
        measure=measure_of(written, variant),
        revision=written.revision,
        scale=scale_of(written, variant),
        options=options_of(written, variant, library),
        escapes=escapes_of(written, variant, library),
        low=written.low if kind is Kind.SCALE else None,
        high=written.high if kind is Kind.SCALE else None,
        most=written.most if kind is Kind.TEXT else None,
        show_if=_resolve_condition(condition, variant),
    )


def _resolve_condition(condition: ShowIf | None, variant: Variant) -> Condition | None:
    if condition is None:
        return None
    easy = condition.easy_read if variant is Variant.EASY_READ else None
    return Condition(
        question=condition.question, codes=tuple(condition.codes), words=easy or condition.words
    )


def _write_options(
    options: Iterable[WrittenOption], variant: Variant, library: Library
) -> tuple[Option, ...]:
    return tuple(
        _write_option(option, variant, library) for option in options if asked_in(option, variant)
    )


def _write_option(option: WrittenOption, variant: Variant, library: Library) -> Option:
    easy = option.easy_read if variant is Variant.EASY_READ else None
    return Option(
        code=option.code,
        label=easy.label if easy and easy.label else option.label,
        band=option.band,
        score=option.score,
        picture=_drawing(easy.picture if easy and easy.picture else option.picture, library),
        exclusive=option.exclusive,
    )


def _drawing(name: str | None, library: Library) -> str | None:
    return library.also_called.get(name, name) if name else None


def _resolve_lines(page: WrittenLines | None, variant: Variant, library: Library) -> Lines:
    if page is None:
        return Lines(lines=())
    easy = page.easy_read if variant is Variant.EASY_READ else page
    return Lines(lines=_write_lines(easy.lines, library), more=_write_lines(easy.more, library))


def _write_lines(lines: Iterable[WrittenLine], library: Library) -> tuple[Line, ...]:
    return tuple(Line(text=line.text, picture=_drawing(line.picture, library)) for line in lines)
