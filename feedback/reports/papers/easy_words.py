"""The notice of a paper form in easy words: for easy read and for every other variant that is not standard."""

from feedback.languages import N_
from feedback.reports.papers.words import DANGER_CHILD, DANGER_PARENT, NO_NAMES, Notice, say

# One sentence a line, however long.
# fmt: off
WANTED = say(N_("We want to know what you think. You do not have to answer."), "speech-bubble")
SKIP = say(N_("You can miss out any question. You can stop."), "hand")
HANDWRITING = say(N_("Someone may know your writing. You can just tick. Or someone can write for you."), "pencil")
SLOW = say(N_("A small safety team reads what you write. They read it when it is typed in. That can take weeks."), "people-table")
ACT = say(N_("Is someone hurt or in danger? If you tell us, we will act. We may tell people who can help."), "help-ring")

BETTER = say(N_("{council} wants to do better."), "star")
SAME_HELP = say(N_("There are no wrong answers. You get the same help if you do not answer."), "heart")
STOP = say(N_("Do you want to stop? Keep this paper or tear it up. Then we have nothing."), "door")
HELPED = say(N_("Someone may help you read and write. They will know your answers. You choose the answers."), "two-talking")
TYPED = say(N_("The person who types it in reads all of it. Then this paper is destroyed."), "laptop")
NO_DAY = say(N_("We do not keep the day or time with your answers."), "calendar")
KEPT_FACTS = say(N_("We keep the team, the language and when we asked everyone. We keep that you used paper. We keep if you used easy read or pictures. We keep if someone helped you."), "report")
READ_BY = say(N_("The safety team reads your words. They also read answers that may mean someone is not safe. We keep a day to read these by. We delete that day when someone has read them."), "clock")
GUESSED = say(N_("Someone who knows you well might guess. They might have seen you do this."), "question-mark")
NOT_FOUND = say(N_("We do not know who you are. So we may not find you if you need help."), "map-pin")
GONE = say(N_("When it is typed in, we cannot find your answers. We cannot show, change or delete them."), "letter")
KEPT = say(N_("We keep what you write for {keep_comments}. We keep your other answers for {keep_responses}. We keep totals for {keep_figures}. Then we delete them."), "clock")
ACTED = say(N_("Did we act to keep someone safe? Then we keep that for longer."), "help-ring")
DUTY = say(N_("Is a child not safe? You can call the council: {duty_number}."), "phone")
LAST = say(N_("Thank you. Now put this in the envelope or the box."), "letter")

CHILD = Notice(
    lines=(
        WANTED,
        SKIP,
        NO_NAMES,
        say(N_("Put this in the envelope or the box. Do not give it open to your worker."), "letter"),
        say(N_("Your worker is not shown which answers are yours. Someone else types them in."), "padlock"),
        HANDWRITING,
        SLOW,
        ACT,
        DANGER_CHILD,
    ),
    more=(
        BETTER,
        SAME_HELP,
        STOP,
        HELPED,
        TYPED,
        NO_DAY,
        KEPT_FACTS,
        READ_BY,
        say(N_("We put your answers with those of four or more other people. Then your worker or their manager may see the numbers."), "group"),
        say(N_("The safety team takes out names. Then other people may read what you wrote. Your worker may read it too."), "no-name"),
        GUESSED,
        NOT_FOUND,
        GONE,
        KEPT,
        ACTED,
        DUTY,
    ),
    last=LAST,
)
PARENT = Notice(
    lines=(
        WANTED,
        SKIP,
        NO_NAMES,
        say(N_("Put this in the envelope or the box. Do not give it open to your workers."), "letter"),
        say(N_("Your workers are not shown which answers are yours. Someone else types them in."), "padlock"),
        HANDWRITING,
        SLOW,
        say(N_("We do not use your answers to decide about your child."), "child"),
        ACT,
        DANGER_PARENT,
    ),
    more=(
        BETTER,
        SAME_HELP,
        STOP,
        HELPED,
        TYPED,
        NO_DAY,
        KEPT_FACTS,
        READ_BY,
        say(N_("We put your answers with those of four or more other people. Then your workers or their manager may see the numbers."), "group"),
        say(N_("The safety team takes out names. Then other people may read what you wrote. Your workers may read it too."), "no-name"),
        GUESSED,
        NOT_FOUND,
        say(N_("This is not a complaint. To complain, ask {council} for its complaints team."), "speech-bubble"),
        GONE,
        KEPT,
        ACTED,
        DUTY,
    ),
    last=LAST,
)
EASY = {"child": CHILD, "parent": PARENT}
