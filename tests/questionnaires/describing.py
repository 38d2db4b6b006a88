"""How docs/reference/questionnaires.md shows a questionnaire, so that page and files cannot part."""

from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import HelpRule, Question, Snapshot

SHOWN = {Variant.STANDARD: "standard", Variant.EASY_READ: "easy read", Variant.PICTURE: "pictures"}


def describe(snapshot: Snapshot) -> str:
    """The section of `snapshot`: its head as a list, and a row for each question."""
    lengths = [
        f"{SHOWN[variant]} {len(list(form.about('service')))} questions, {form.minutes} minutes"
        for variant, form in snapshot.forms.items()
    ]
    head = [
        f"## {snapshot.name}",
        "",
        f"`{snapshot.questionnaire}`, version {snapshot.version}.",
        "",
        f"- Who: {snapshot.who}.",
        f"- When: {snapshot.asked}.",
        f"- Handed out by: {snapshot.handed_out_by}.",
        f"- Teams: {snapshot.teams}.",
        f"- Length: {'; '.join(lengths)}.",
        f"- Opens help lines: {_help(snapshot)}.",
        "",
        "| | question | standard | easy read | pictures | column in By team |",
        "|---|---|---|---|---|---|",
    ]
    rows = [_row(number, name, snapshot) for number, name in enumerate(order(snapshot), 1)]
    return "\n".join(head + rows) + "\n"


def _help(snapshot: Snapshot) -> str:
    rules = [
        f"`{r.question}` ({', '.join(_labels(r, snapshot))})" for r in snapshot.help_when or ()
    ]
    return ", ".join(rules) or str(snapshot.unsafe)


def _labels(rule: HelpRule, snapshot: Snapshot) -> list[str]:
    asked = [
        f.questions[rule.question] for f in snapshot.forms.values() if rule.question in f.questions
    ]
    found = [q.codes[code].label for q in asked for code in rule.codes if code in q.codes]
    return list(dict.fromkeys(found))


def order(snapshot: Snapshot) -> list[str]:
    """The ids of every question about the service: those of standard, and each other one after its neighbour."""
    found: list[str] = []
    for form in snapshot.forms.values():
        before = -1
        for question in form.about("service"):
            if question.id not in found:
                found.insert(before + 1, question.id)
            before = found.index(question.id)
    return found


def _row(number: int, name: str, snapshot: Snapshot) -> str:
    asked = {
        v: form.questions[name] for v, form in snapshot.forms.items() if name in form.questions
    }
    first = next(iter(asked.values()))
    marks = [_answers(asked[variant]) if variant in asked else "" for variant in Variant]
    measure = snapshot.measures[first.measure or ""]
    cells = [str(number), first.text, *marks, measure.title if measure.core else ""]
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def _answers(question: Question) -> str:
    route = ", to some" if question.show_if else ""
    return f"{question.scale or question.kind}{route}"
