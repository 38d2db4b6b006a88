"""What somebody can say, and what is asked of it: the words that the model of a whole year is made of."""

from collections.abc import Callable, Collection, Iterable, Sequence
from itertools import product

from feedback.questionnaires.definition import Band, Kind
from feedback.questionnaires.snapshot import NOT_ASKED, Form, Snapshot
from tests.disclosure.whole_survey import SKIPPED, Person

LACKS = "-"  # the form has no such question
AGE = "eq_age"
KNOWN = {
    "language": ("en", "pl", "so"),
    "wrote": ("False", "True"),
    "channel": ("poster", "link"),
    "occasion": ("", "review"),
}
Said = tuple[tuple[str, str], ...]
Fits = Callable[[str, dict[str, str]], bool]  # the variant, and what is said


def anything(_variant: str, _said: dict[str, str]) -> bool:
    """Fits everybody."""
    return True


def is_band(snapshot: Snapshot, question: str, bands: Collection[Band | None]) -> Fits:
    """Whether what was said to `question` is of one of `bands`; None is all that is neither positive nor negative."""

    bands_of = {
        variant.value: {
            code: option.band
            for code, option in form.questions[question].codes.items()
            if option.band in (Band.POSITIVE, Band.NEGATIVE)
        }
        for variant, form in snapshot.forms.items()
        if question in form.questions
    }
    return lambda variant, said: bands_of.get(variant, {}).get(said[question]) in bands


def is_said(question: str, codes: Collection[str]) -> Fits:
    """Whether one of `codes` was said to `question`."""
    return lambda _variant, said: said[question] in codes


def was_asked(question: str) -> Fits:
    """Whether somebody was asked `question`."""
    return lambda _variant, said: said[question] not in (LACKS, NOT_ASKED)


def list_said(snapshot: Snapshot, variant: str, questions: Sequence[str]) -> list[Said]:
    """Whatever somebody can say to `questions` in a variant, a routed one after what leads to it."""
    found: list[Said] = [()]
    for name in questions:
        found = [
            (*before, (name, code))
            for before in found
            for code in _codes(snapshot.form(variant), name, dict(before))
        ]
    return found


def _codes(form: Form, name: str, before: dict[str, str]) -> Iterable[str]:
    question = form.questions.get(name.split("=")[0])
    if question is None:
        return (LACKS,)
    if question.kind is Kind.CHOICES:
        return ("yes", "no")
    routed = question.show_if
    if routed and before.get(routed.question) not in routed.codes:
        return (NOT_ASKED,)
    return (*question.codes, SKIPPED)


def teller(snapshot: Snapshot, questions: Sequence[str]) -> Callable[[Person], Said]:
    """What somebody said to `questions`."""

    def tell(person: Person) -> Said:
        chosen = dict(person.chosen)
        return tuple(
            (name, _said(snapshot.form(person.variant), name, chosen)) for name in questions
        )

    return tell


def _said(form: Form, name: str, chosen: dict[str, tuple[str, ...]]) -> str:
    question, _, code = name.partition("=")
    if question not in form.questions:
        return LACKS
    if code:
        return "yes" if code in chosen.get(question, ()) else "no"
    return next(iter(chosen.get(name, ())), SKIPPED)


def age_of(snapshot: Snapshot) -> Callable[[Person], Said]:
    """Somebody's age, where their form asks it."""

    def tell(person: Person) -> Said:
        asked = AGE in snapshot.form(person.variant).questions
        return ((AGE, person.age if asked else LACKS),)

    return tell


def telling(names: Sequence[str]) -> Callable[[Person], Said]:
    """What is known of somebody under each of `names`."""
    return lambda person: tuple((name, str(getattr(person, name))) for name in names)


def no_words(_person: Person) -> Said:
    """Nothing: a family that looks at sizes alone."""
    return ()


def list_pairs(names: Sequence[str]) -> list[Said]:
    """Every value of each of `names` with every value of the others."""
    known = (KNOWN[name] for name in names)
    return [tuple(zip(names, values, strict=True)) for values in product(*known)]
