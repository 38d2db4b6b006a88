"""What a respondent is told when a page cannot be taken as it is: what happened, and what to do."""

from collections.abc import Iterable

from feedback.languages import N_
from feedback.questionnaires.definition import Way
from feedback.questionnaires.kinds import Fault, Wrong
from feedback.questionnaires.snapshot import Form
from feedback.speech import Speech

SENT_BEFORE = (
    N_("We already have answers from this page. Sending for somebody else? Press Send."),
)
SENT_BEFORE_EMPTY = (
    *SENT_BEFORE,
    N_("We do not show answers here again, because they may be somebody else's. Answer first."),
)
CODE_GONE = (
    N_("This code does not work any more. Perhaps somebody has used it."),
    N_("Ask for another slip. Type its code here and press Send."),
)
SENT = N_("We already have answers from this page.")
SENT_WITH_IT = (
    SENT,
    N_("Sending for somebody else? Type the code of their slip here and press Send."),
)
PAGE_DAMAGED = (
    N_("Something went wrong with this page. Your answers are still here. Press Send again."),
)
PAGE_OLD = (
    N_("You had this page open for a long time, and the questions may have changed."),
    N_("Your answers are still here. Look through them and press Send."),
)
NOTHING_ANSWERED = (
    N_("You have not answered anything yet. Answer one question or more, then press Send."),
)
NOT_STORED = (
    N_("We could not keep your answers just now. It is our side, not yours."),
    N_("Your answers are still here. Wait a moment and press Send again."),
)
# On a page that holds no answer, instead of what says that answers are still there.
WHERE_EMPTY = {
    PAGE_DAMAGED: NOTHING_ANSWERED,
    PAGE_OLD: (PAGE_OLD[0], *NOTHING_ANSWERED),
    NOT_STORED: NOTHING_ANSWERED,
}
TALK_MISSING = {
    "who": N_("Write your name, or what we can call you"),
    "reach": N_("Write how we can reach you: a number, a place or a person"),
}
TALK_DAMAGED = (
    N_("Something went wrong with this page. What you wrote is still here. Press Send again."),
)
TALK_SENT_BEFORE = (
    N_("We already have what was sent from this page. Sending for somebody else? Press Send."),
)
TALK_SENT_BEFORE_EMPTY = (
    *TALK_SENT_BEFORE,
    N_("We do not show it here again, because it may be somebody else's. Write first."),
)
# Answers that were to go along with it were sent by themselves meanwhile.
TALK_TOO_LATE = (
    SENT,
    N_(
        "We cannot find your answers to show, change or delete them, because we do not know which are yours."
    ),
)
TALK_NOT_STORED = (
    N_("We could not keep this just now. It is our side, not yours. Please call if it is urgent."),
    N_("What you wrote is still here. Wait a moment and press Send again."),
)
NOT_OURS = (
    N_("Something on this page was not one of our questions. We left it out. Press Send again."),
)
NO_LANGUAGE = N_("We do not have these questions in that language yet.")
NO_BOXES = N_(
    "You cannot write your own words in this language yet, because nobody at the council reads it. You can still choose answers."
)
NO_VARIANT = N_("We do not have these questions in that form.")

# What is said again beside Send, by how somebody answers.
_NO_WAY_BACK = N_(
    "After you press Send we cannot find your answers to show, change or delete them, because we do not know which are yours. Someone who knows you well might still guess from what you write."
)
_CLOSE = N_("Or close this page. Then we keep nothing.")
BEFORE_SENDING = dict.fromkeys(Way, _NO_WAY_BACK) | {
    Way.INTERVIEW: N_(
        "Once your answers are sent we cannot find them to show, change or delete them, because we do not know which are yours. Someone who knows you well might still guess from what you say."
    ),
}
INSTEAD_OF_SENDING = dict.fromkeys(Way, _CLOSE) | {
    Way.KIOSK: N_("Or press Leave now. Then we keep nothing."),
    Way.INTERVIEW: N_("Or say stop. Then this page is closed, and we keep nothing."),
}

FAULTS = {
    Fault.UNKNOWN_OPTION: N_("Choose one of these answers"),
    Fault.TOO_MANY: N_("Choose one answer only"),
    Fault.NOT_WITH_OTHERS: N_(
        "You chose an answer that does not go with the others. Choose one or the others"
    ),
}


def explain(
    wrong: Iterable[Wrong], form: Form, speech: Speech
) -> tuple[dict[str, str], tuple[str, ...]]:
    """A sentence for each question that needs putting right, and what is wrong with the whole page."""
    errors: dict[str, str] = {}
    trouble: tuple[str, ...] = ()
    found = list(wrong)
    for fault in found:
        if fault.field not in form.questions:
            trouble = NOT_OURS
        elif fault.fault is Fault.TOO_LONG:
            errors[fault.field] = too_long(fault.excess, speech)
        else:
            errors[fault.field] = speech.gettext(FAULTS[fault.fault])
    return errors, trouble if found else NOTHING_ANSWERED


def too_long(excess: int, speech: Speech) -> str:
    """What to do with a text that is `excess` characters too long."""
    said = speech.ngettext(
        "Make this %(num)s character shorter", "Make this %(num)s characters shorter", excess
    )
    return said % {"num": excess}
