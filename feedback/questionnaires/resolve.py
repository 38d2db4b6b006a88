"""What a version becomes when it is published: shared things looked up, each variant written out.

`resolve` is only called for a version that `check` found whole, so every name it looks up is there.
"""

from collections.abc import Iterable

from feedback.questionnaires.definition import (
    Audience,
    Kind,
    ShowIf,
    Variant,
    WrittenQuestion,
    WrittenSection,
    WrittenVersion,
)
from feedback.questionnaires.help_rules import resolve_help
from feedback.questionnaires.library import Library
from feedback.questionnaires.shared_definition import WrittenAsk, WrittenLine, WrittenLines
from feedback.questionnaires.snapshot import (
    Condition,
    Form,
    Line,
    Lines,
    Measure,
    Part,
    Question,
    Snapshot,
)
from feedback.questionnaires.variants import (
    asked_in,
    drawing_of,
    escapes_of,
    kind_of,
    measure_of,
    options_of,
    part_id,
    scale_of,
    variants_of,
    words_of,
)


def resolve(written: WrittenVersion, library: Library) -> Snapshot:
    """`written` with everything it names written out, variant by variant."""
    forms = {variant: _resolve_form(written, variant, library) for variant in variants_of(written)}
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
        teams=written.teams,
        tested=written.tested,
        changes=tuple((change.question, change.change) for change in written.changes),
        measures={
            measure: Measure(title=of.title, core=of.core, theme=of.theme)
            for measure, of in sorted(library.measures.items())
            if measure in used
        },
        help_when=resolve_help(written, library),
        unsafe=written.unsafe,
        forms=forms,
    )


def _resolve_form(written: WrittenVersion, variant: Variant, library: Library) -> Form:
    parts = [_resolve_section(section, variant, library) for section in written.sections]
    parts += [
        _resolve_ask(name, page, variant, library)
        for name in written.end
        if (page := library.asks(name))
    ]
    return Form(
        variant=variant,
        title=words_of(written, variant, "title"),
        invitation=words_of(written, variant, "invitation"),
        minutes=words_of(written, variant, "minutes"),
        start=_resolve_lines(library.says(written.start), variant, library),
        parts=tuple(part for part in parts if part.questions),
        closing=_resolve_lines(library.says(written.closing), variant, library),
        help={
            name: _resolve_lines(library.says(name), variant, library).lines
            for name in sorted({rule.show for rule in written.help_when or ()})
        },
    )


def _resolve_section(section: WrittenSection, variant: Variant, library: Library) -> Part:
    return Part(
        id=section.id,
        title=words_of(section, variant, "title"),
        questions=tuple(
            _resolve_question(q, q.show_if or section.show_if, variant, library)
            for q in section.questions
            if asked_in(q, variant)
        ),
    )


def _resolve_ask(name: str, page: WrittenAsk, variant: Variant, library: Library) -> Part:
    # A page's introduction makes it one that can be skipped, so a variant without one is meant.
    head = page if variant is Variant.STANDARD else page.easy_read
    if variant is Variant.PICTURE and page.in_pictures:
        head = page.in_pictures
    return Part(
        id=part_id(name),
        title=head.title,
        intro=head.intro,
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
    kind = kind_of(written, variant, library)
    return Question(
        id=written.id,
        kind=kind,
        text=words_of(written, variant, "text"),
        help=words_of(written, variant, "help"),
        picture=drawing_of(words_of(written, variant, "picture"), library),
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
    words = condition.words
    if variant is not Variant.STANDARD:
        words = condition.easy_read or words
    if variant is Variant.PICTURE:
        words = condition.in_pictures or words
    return Condition(question=condition.question, codes=tuple(condition.codes), words=words)


def _resolve_lines(page: WrittenLines | None, variant: Variant, library: Library) -> Lines:
    if page is None:
        return Lines(lines=())
    own = page if variant is Variant.STANDARD else page.easy_read
    if variant is Variant.PICTURE and page.in_pictures:
        own = page.in_pictures
    return Lines(
        lines=_write_lines(own.lines, library),
        more=_write_lines(own.more, library),
        box=_write_lines(own.box, library),
    )


def _write_lines(lines: Iterable[WrittenLine], library: Library) -> tuple[Line, ...]:
    return tuple(
        Line(
            id=line.id,
            ways=tuple(line.ways),
            text=line.text,
            picture=drawing_of(line.picture, library),
        )
        for line in lines
    )
