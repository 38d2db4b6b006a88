"""What each variant of a question is: its words, scale, measure and options, looked up in their layers."""

from collections.abc import Iterable, Iterator
from typing import Any

from feedback.questionnaires.definition import (
    Kind,
    Variant,
    WrittenOption,
    WrittenQuestion,
    WrittenVersion,
)
from feedback.questionnaires.library import Library
from feedback.questionnaires.shared_definition import (
    WrittenScale,
)
from feedback.questionnaires.snapshot import (
    Option,
)


def variants_of(written: WrittenVersion) -> list[Variant]:
    """The variants that `written` has: standard and easy read always, pictures where their head is written."""
    return [v for v in Variant if v is not Variant.PICTURE or written.in_pictures is not None]


def asked_in(question: WrittenQuestion, variant: Variant) -> bool:
    """Whether `variant` asks this question. Pictures ask only what is written for them."""
    if question.variants is not None:
        return variant in question.variants
    return variant is not Variant.PICTURE or question.in_pictures is not None


def offered_in(option: WrittenOption, variant: Variant) -> bool:
    """Whether `variant` offers this option."""
    return option.variants is None or variant in option.variants


def words_of(block: Any, variant: Variant, key: str) -> Any:
    """What `block` says under `key` in `variant`: its own words there, else easy read's, else the shared ones."""
    own = {
        Variant.STANDARD: (),
        Variant.EASY_READ: (block.easy_read,),
        Variant.PICTURE: (block.in_pictures, block.easy_read),
    }[variant]
    found = (getattr(words, key, None) for words in own if words is not None)
    return next((value for value in found if value is not None), getattr(block, key, None))


def scale_of(question: WrittenQuestion, variant: Variant) -> str | None:
    """The name of the scale `question` uses in `variant`, or None when it lists its own options."""
    name: str | None = words_of(question, variant, "scale")
    return name


def measure_of(question: WrittenQuestion, variant: Variant) -> str | None:
    """The measure of `question` in `variant`."""
    name: str | None = words_of(question, variant, "measure")
    return name


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


def part_id(name: str) -> str:
    """The id of the part that the shared page `name` becomes."""
    return name.replace("-", "_")


def _write_options(
    options: Iterable[WrittenOption], variant: Variant, library: Library
) -> tuple[Option, ...]:
    return tuple(
        write_option(option, variant, library) for option in options if offered_in(option, variant)
    )


def write_option(option: WrittenOption, variant: Variant, library: Library) -> Option:
    """`option` as it stands in `variant`."""
    return Option(
        code=option.code,
        label=words_of(option, variant, "label"),
        band=option.band,
        score=option.score,
        picture=drawing_of(words_of(option, variant, "picture"), library),
        exclusive=option.exclusive,
        help=option.help,
    )


def drawing_of(name: str | None, library: Library) -> str | None:
    """The drawing that the picture `name` is, whatever else it is called."""
    return library.also_called.get(name, name) if name else None
