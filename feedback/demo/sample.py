"""The sample council: its teams, how many answer in each, its rounds, and what people write."""

from typing import NamedTuple

from feedback.teams import TeamLine

TEAMS = (
    TeamLine("Children in Care North", "Children in care", "Children in care teams"),
    TeamLine("Children in Care South", "Children in care", "Children in care teams"),
    TeamLine("Leaving Care", "Children in care", None),
    TeamLine("Fostering Plus (provider)", "Children in care", None),
    TeamLine("Family Safeguarding East", "Safeguarding", "Family safeguarding"),
    TeamLine("Family Safeguarding West", "Safeguarding", "Family safeguarding"),
    TeamLine("Disabled Children", "Safeguarding", None),
    TeamLine("Young People’s Team", "Safeguarding", None),
    TeamLine("Early Help East", "Early Help", None),
    TeamLine("Early Help West", "Early Help", None),
)
# About how many answer in one round, by team; the small ones are put together with others.
RETURNS = (26, 19, 13, 3, 21, 16, 6, 4, 22, 8)

CARE, SAFETY, EARLY = "Children in care", "Safeguarding", "Early Help"
# The services whose teams are asked, by questionnaire.
ASKED = {
    "early-help-parent": {EARLY},
    "exit-interview": {CARE},
    "iro-survey": {CARE, SAFETY},
    "post-conference-child": {SAFETY},
    "post-conference-parent": {SAFETY},
    "six-monthly-child": {CARE, SAFETY, EARLY},
    "six-monthly-parent": {SAFETY, EARLY},
}


class SampleRound(NamedTuple):
    """A round: its first and last day in days from today, and what share of RETURNS answers."""

    version: str
    first: int
    last: int
    share: float


ROUNDS = (
    SampleRound("iro-survey@1", -555, -465, 0.7),
    SampleRound("iro-survey@1", -372, -282, 0.8),
    SampleRound("iro-survey@2", -190, -100, 1.0),
    SampleRound("iro-survey@2", -21, 42, 0.5),
    SampleRound("post-conference-parent@1", -280, -190, 0.8),
    SampleRound("post-conference-parent@2", -95, -5, 1.0),
    SampleRound("post-conference-parent@2", -1, 88, 0.1),
    SampleRound("six-monthly-child@1", -215, -180, 1.0),
    SampleRound("six-monthly-child@1", -20, 15, 0.4),
    SampleRound("six-monthly-parent@1", -215, -180, 0.6),
    SampleRound("six-monthly-parent@1", -20, 15, 0.3),
    SampleRound("post-conference-child@1", -95, -5, 0.5),
    SampleRound("post-conference-child@1", -1, 88, 0.1),
    SampleRound("early-help-parent@1", -95, -5, 1.0),
    SampleRound("early-help-parent@1", -1, 88, 0.2),
    SampleRound("exit-interview@1", -100, -10, 0.5),
    SampleRound("exit-interview@1", -8, 82, 0.2),
)

# What people write in the last two boxes, by questionnaire, or else by whom it speaks to.
BEST = {
    "iro-survey": (
        "My IRO asked me first.", "I could bring my brother.", "It was not too long.",
        "They listened to what I said about school.", "She drew the plan with me.",
    ),
    "post-conference-child": (
        "My advocate said it the way I wanted.", "They asked me what I think.",
        "I could sit next to my gran.", "Someone told me after.",
    ),
    "post-conference-parent": (
        "The chair met me before it began.", "Nobody talked over me.",
        "I got the report two days before.", "They said what was going well too.",
    ),
    "child": (
        "She comes when she says she will.", "He explains things twice if I ask.",
        "They helped me see my brother.", "She is kind.", "We do things, not only talk.",
    ),
    "parent": (
        "Somebody answered the phone.", "She did what she said she would.",
        "We made the plan together.", "He was honest with us.", "The bedtime ideas worked.",
    ),
}  # fmt: skip
CHANGE = {
    "iro-survey": (
        "Tell me who will be there.", "Not in lesson time please.", "Fewer people in the room.",
        "Send me what was decided on one page.", "Start on time.",
    ),
    "post-conference-child": (
        "Use smaller words.", "Tell me what is on the plan.", "It was very long.",
    ),
    "post-conference-parent": (
        "Send the report earlier.", "Fewer people I do not know.", "A quieter room to wait in.",
        "Explain the plan at the end.",
    ),
    "child": (
        "Do not change my worker again.", "Text me if you are late.", "Ask me before you tell people.",
        "More time at the weekend.",
    ),
    "parent": (
        "Start sooner, we waited months.", "Appointments after school.", "One worker for all of us.",
        "Tell us when somebody is ill.",
    ),
}  # fmt: skip
