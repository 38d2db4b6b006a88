"""What is wrong with the rules that open help lines: none at all, answers nobody can give, pages without a number."""

from collections.abc import Iterable, Mapping, Sequence

from feedback.questionnaires.check_questions import Placed
from feedback.questionnaires.definition import (
    HelpRule,
    Kind,
    Variant,
    WrittenQuestion,
    WrittenVersion,
)
from feedback.questionnaires.help_rules import list_low
from feedback.questionnaires.library import Library
from feedback.questionnaires.load import File
from feedback.questionnaires.mend import Place
from feedback.questionnaires.messages import one_of
from feedback.questionnaires.shared_definition import WrittenLines
from feedback.questionnaires.variants import asked_in, escapes_of, options_of, variants_of

SEEN = "seen"  # the line that says that the safety team reads an unsafe answer
COPY = "copy"  # the line that says that they keep a copy of it as well
NUMBER = "{emergency}"  # what every page of help lines has to name


def check_help(
    file: File, written: WrittenVersion, placed: Sequence[Placed], library: Library
) -> None:
    """Report a version that does not say which answers open help lines, and rules that cannot be kept."""
    _check_said(file, written)
    questions = {one.question.id: one.question for one in placed}
    seen: set[str] = set()
    for number, rule in enumerate(written.help_when or ()):
        at: Place = ("help_when", number)
        if rule.question in seen:
            wrong = f"help_when names '{rule.question}' twice."
            file.report((*at, "question"), wrong, "Put its answers into one entry.")
        elif rule.question not in questions:
            wrong = f"help_when: there is no question '{rule.question}'."
            file.report((*at, "question"), wrong, one_of(questions, rule.question))
        else:
            _check_rule(file, at, rule, questions[rule.question], written, library)
        _check_page(file, at, rule, library)
        seen.add(rule.question)


def _check_said(file: File, written: WrittenVersion) -> None:
    if written.help_when and written.unsafe:
        wrong = "says which answers open help lines, and that none does."
        file.report(("unsafe",), wrong, "Take out 'unsafe:' or 'help_when:'.")
    elif not written.help_when and not written.unsafe and not _is_mended(file):
        wrong = "does not say which answers open help lines."
        instead = "Add 'help_when:' with their questions, or 'unsafe: none, because …'."
        file.report(("help_when",), wrong, instead)


def _is_mended(file: File) -> bool:
    return any(place[:1] in (("help_when",), ("unsafe",)) for place in file.mended)


def _check_rule(
    file: File,
    at: Place,
    rule: HelpRule,
    question: WrittenQuestion,
    written: WrittenVersion,
    library: Library,
) -> None:
    name = question.id
    if question.kind in (Kind.TEXT, Kind.INFO):
        wrong = f"help_when: '{name}' has no set answers."
        file.report((*at, "question"), wrong, "Name a question with answers to choose from.")
        return
    low = list_low(rule, question, written, library)
    if not rule.codes and rule.at_most is None:
        wrong = f"help_when names no answer to '{name}'."
        file.report(at, wrong, "Add 'codes:', or 'at_most:' for a scale of numbers.")
    elif rule.at_most is not None and not low:
        wrong = f"help_when: '{name}' has no number that is {rule.at_most} or less."
        file.report((*at, "at_most"), wrong, "Write a number of its scale, or 'codes:'.")
    else:
        known = {
            variant: _list_codes(question, variant, library)
            for variant in variants_of(written)
            if asked_in(question, variant)
        }
        _check_codes(file, at, rule, {*(rule.codes or ()), *low}, known)


def _list_codes(question: WrittenQuestion, variant: Variant, library: Library) -> set[str]:
    options = (*options_of(question, variant, library), *escapes_of(question, variant, library))
    return {option.code for option in options}


def _check_codes(
    file: File, at: Place, rule: HelpRule, codes: set[str], known: Mapping[Variant, set[str]]
) -> None:
    """A code that no variant has is never chosen; a variant without any would leave its readers alone."""
    everywhere = set[str]().union(*known.values())
    unknown = [code for code in rule.codes or () if code not in everywhere]
    for code in unknown if everywhere else ():
        wrong = f"help_when: '{rule.question}' has no answer '{code}'."
        place = (*at, "codes", (rule.codes or []).index(code))
        file.report(place, wrong, one_of(everywhere, code))
    for variant, offered in known.items():
        if offered and not unknown and not codes & offered:
            wrong = f"help_when: '{rule.question}' has none of these answers in {variant}."
            file.report((*at, "codes"), wrong, f"Add its own there. {one_of(offered)}")


def _check_page(file: File, at: Place, rule: HelpRule, library: Library) -> None:
    pages = {name for name in library.pages if library.says(name)}
    fitting = [name for name in pages if _names_a_number(library.says(name))]
    page = library.says(rule.show)
    if page is None:
        wrong = f"help_when: there is no shared page of lines '{rule.show}'."
        file.report((*at, "show"), wrong, one_of(fitting, rule.show))
    elif not _names_a_number(page):
        wrong = f"help_when: the shared page '{rule.show}' does not name {NUMBER} in every variant."
        file.report((*at, "show"), wrong, one_of(fitting))
    elif rule.concern and not _says(page, COPY):
        wrong = f"help_when: '{rule.question}' raises a concern, and '{rule.show}' does not say so in every variant."
        file.report((*at, "show"), wrong, f"Show a page with the line '{COPY}': help-child-copy.")
    elif not rule.concern and not _says(page, SEEN):
        wrong = f"help_when: '{rule.show}' does not say in every variant that the safety team reads the answer."
        file.report(
            (*at, "show"), wrong, f"Show a page with the line '{SEEN}': help-child or help-parent."
        )


def _says(page: WrittenLines, id_: str) -> bool:
    """Whether every variant of `page` has the line called `id_`."""
    blocks: Iterable[object] = (page, page.easy_read, page.in_pictures or page)
    return all(
        id_ in {line.id for line in getattr(block, "lines", ())} for block in blocks if block
    )


def _names_a_number(page: WrittenLines | None) -> bool:
    blocks: Iterable[object] = (page, page.easy_read, page.in_pictures or page) if page else ()
    texts = [[line.text for line in getattr(block, "lines", ())] for block in blocks]
    return bool(texts) and all(any(NUMBER in text for text in lines) for lines in texts)
