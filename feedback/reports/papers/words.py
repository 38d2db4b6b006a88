"""What a paper form says besides its questions: the notice in words that are true of paper.

The notice of the page speaks of the phone and of Send, so it is not printed. Every sentence here stands in
feedback/promises.yaml with what makes it true.
"""

from dataclasses import dataclass

from feedback.languages import N_
from feedback.questionnaires.snapshot import Line


def say(text: str, picture: str | None = None) -> Line:
    """A sentence or two, with the picture beside it."""
    return Line(text=text, picture=picture)


@dataclass(frozen=True)
class Notice:
    """What is read first, what is read by those who want to know more, and the thank-you."""

    lines: tuple[Line, ...]
    more: tuple[Line, ...]
    last: Line


# One sentence a line, however long.
# fmt: off
SKIP = say(N_("You do not have to do this. Leave out any question, or stop."), "hand")
NO_NAMES = say(N_("We do not ask your name. Please do not write names."), "no-name")
DANGER_CHILD = say(N_("In danger now? Call {emergency}. Childline: {childline}, free, any time."), "phone")
DANGER_PARENT = say(N_("In danger now? Call {emergency}. Worried about a child? NSPCC: {nspcc}, free."), "phone")
HANDWRITING = say(N_("Somebody may know your handwriting. You can just tick. Or somebody else can write for you, and then they know your answers."), "pencil")
SLOW = say(N_("A small safety team reads what you wrote, but only once it is typed in. That can take weeks. If you tell us someone is being hurt or in danger, we will act and may have to tell people who can help."), "help-ring")

# The same for children and parents.
KEPT_ON_PAPER = (
    say(N_("If you keep this paper or tear it up, we have nothing of it.")),
    say(N_("The person who types it in reads all you ticked and wrote. Then the paper is destroyed.")),
    say(N_("We do not keep the day or time with your answers. We keep which round of questions it was, the team, the language and how you answered, for example on paper, in easy read or with help. If you write something, or an answer may mean someone is not safe, we keep the day to read it by until someone has read it.")),
)
READ_LATER = say(N_("Once it is typed in, the safety team reads every comment, usually by the next working day. They also read answers that may mean someone is not safe. They see these together. They also see which team it was. They take out names before anyone who works with you reads a comment."))
HELPED = say(N_("If someone helps you, they will know your answers. They can help you read and write, but the answers are yours to choose."))
GUESSED = say(N_("Someone who knows you well might still guess from what you write, or because they saw you do this."))
LIMIT = say(N_("Someone being hurt or in danger is the one thing we cannot keep to ourselves."))
NOT_FOUND = say(N_("Once it is typed in we cannot find your answers to show, change or delete them, because we do not know which are yours."))
KEPT = say(N_("Comments are kept for {keep_comments}, your answers without comments for {keep_responses}, totals for {keep_figures}, then deleted. If we acted to keep someone safe, that record is kept longer."))
DUTY = say(N_("Worried about a child, and it cannot wait? Call the council's team: {duty_number}."))
SAME_HELP = say(N_("There are no right or wrong answers. You get the same help whether you answer or not."))

CHILD = Notice(
    lines=(
        SKIP,
        NO_NAMES,
        say(N_("Put this in the envelope or the box when you have finished. Do not hand it open to your worker."), "letter"),
        say(N_("Your worker is not shown which answers are yours. Somebody else types them in, and nothing here says who you are."), "padlock"),
        HANDWRITING,
        SLOW,
        DANGER_CHILD,
    ),
    more=(
        say(N_("{council} asks you this to make its services better.")),
        SAME_HELP,
        *KEPT_ON_PAPER,
        say(N_("The computer mixes your answers with at least four other people's before your worker or their manager sees any numbers. They may later read what you wrote, with names taken out.")),
        READ_LATER,
        HELPED,
        GUESSED,
        LIMIT,
        say(N_("If you do not say who you are, we may not be able to find you, even if you need help. To talk to somebody, call one of the numbers on this paper.")),
        NOT_FOUND,
        KEPT,
        DUTY,
    ),
    last=say(N_("Thank you. Now put this in the envelope or the box."), "letter"),
)
PARENT = Notice(
    lines=(
        SKIP,
        NO_NAMES,
        say(N_("Put this in the envelope or the box when you have finished. Do not hand it open to the people who work with you."), "letter"),
        say(N_("The people who work with you are not shown which answers are yours. Somebody else types them in, and nothing here says who you are."), "padlock"),
        HANDWRITING,
        say(N_("We do not use your answers to decide about your child. But if you tell us someone is being hurt or in danger, we will act and may have to tell people who can help. A small safety team reads what you wrote only once it is typed in, and that can take weeks."), "help-ring"),
        DANGER_PARENT,
    ),
    more=(
        say(N_("{council} asks parents and carers what they think to make its services better.")),
        SAME_HELP,
        *KEPT_ON_PAPER,
        say(N_("The computer mixes your answers with at least four other people's before anyone who works with you, or their manager, sees any numbers. They may later read what you wrote, with names taken out.")),
        READ_LATER,
        HELPED,
        GUESSED,
        LIMIT,
        say(N_("If you do not say who you are, we may not be able to find you, even if you or a child need help. To talk to somebody, call one of the numbers on this paper.")),
        say(N_("This is not a complaint or an appeal, because we do not know who wrote what. To complain, ask {council} for its complaints team.")),
        NOT_FOUND,
        KEPT,
        DUTY,
    ),
    last=CHILD.last,
)
STANDARD = {"child": CHILD, "parent": PARENT}

# What stands on the form itself.
A_MINUTE = N_("About 1 minute.")
MINUTES = N_("About {minutes} minutes.")
ONE = N_("Tick one.")
SEVERAL = N_("Tick as many as you like.")
MORE = N_("What happens to this paper")
MORE_LATER = N_("More about what happens to this paper stands at the end.")
BY_PHONE = N_("Or answer on a phone")
AND_TYPE = N_("and type")
TRIAL = N_("Trial: not for children yet")
DEMO = "DEMO"
DRAFT = N_("This is a draft translation. Nobody has checked it yet.")
NO_BOXES = N_(
    "You cannot write your own words in this language yet, because nobody at the council reads it. You can still choose answers."
)
BOX_IN_TRIAL = N_("This is a trial. Nobody reads this in time to help. Please do not write names.")
BOX_READ = N_("A small safety team reads this once it is typed in. Please do not write names. If you tell us someone is being hurt or in danger, we will act and may have to tell people who can help.")
BOX_READ_EASY = N_("A small safety team reads this when it is typed in. Please do not write names. Is someone hurt or in danger? If you tell us, we will act.")
PAGE = N_("page {page} of {pages}")
VERSION = N_("version {version}")
