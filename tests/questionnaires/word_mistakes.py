"""One hard or unfair wording for each rule, in the IRO survey, and what is said about it."""

EASY = "          text: Did people listen to you?\n"
STANDARD = "        text: Did people at your review listen to you?\n"
FACES = "          scale: three-faces\n          picture: ear\n"


def _easy(words: str) -> tuple[str, str]:
    return EASY, f"          text: {words}\n"


def _standard(words: str) -> tuple[str, str]:
    return STANDARD, f"        text: {words}\n"


def _help(words: str) -> tuple[str, str]:
    return EASY, f"{EASY}          help: {words}\n"


# what is put in place of what, a piece of the line it is told on, how strong it is, what is wrong
WORDING = {
    "sixteen words": (
        *_easy("Did all of the people who came to your meeting listen to what you said there?"),
        "Did all of",
        "problem",
        "a sentence has 16 words; 15 are the most.",
    ),
    "thirteen words": (
        *_easy("Did the people who came to your meeting listen to what you said?"),
        "Did the people",
        "hint",
        "a sentence has 13 words; 12 or fewer are easy.",
    ),
    "shortened": (
        *_help("It's fine to say no."),
        "fine to say",
        "problem",
        "'It's' is shortened.",
    ),
    "per cent": (*_help("90% of people said yes."), "90%", "problem", "speaks of per cent."),
    "brackets": (
        *_easy("Did people (all of them) listen?"),
        "all of them",
        "problem",
        "has brackets.",
    ),
    "number in letters": (
        *_help("There were seven people."),
        "seven",
        "hint",
        "'seven' is a number in letters.",
    ),
    "passive": (
        *_easy("Were you listened to?"),
        "Were you listened",
        "hint",
        "'Were you listened' does not say who did it.",
    ),
    "two ideas": (
        *_help("They looked at you and they asked you things."),
        "They looked",
        "hint",
        "a sentence has two ideas, joined by 'and'.",
    ),
    "hard word": (
        *_easy("Did the professionals listen to you?"),
        "professionals",
        "hint",
        "'professional' is a hard word.",
    ),
    "word not explained": (
        *_easy("Did your advocate listen to you?"),
        "your advocate",
        "hint",
        "'advocate' is not explained here.",
    ),
    "initials": (
        *_easy("Did the CSW listen to you?"),
        "CSW",
        "hint",
        "'CSW' is not explained here.",
    ),
    "saying": (
        *_easy("Were people on board with you?"),
        "on board",
        "hint",
        "'on board' does not mean what its words say.",
    ),
    "second name": (
        *_easy("Did people at your review listen to you?"),
        "          text: Did people at your review",
        "hint",
        "says 'review' where it said 'meeting' before.",
    ),
    "title": (
        "  title: What was your meeting like?",
        "  title: What's your meeting like?",
        "What's your",
        "problem",
        "'What's' is shortened.",
    ),
    "section title": (
        "      title: Before your meeting",
        "      title: Don't look yet",
        "Don't look",
        "problem",
        "'Don't' is shortened.",
    ),
    "answer": (
        "              label: Yes, all of it",
        "              label: I've been",
        "I've been",
        "problem",
        "'I've' is shortened.",
    ),
    "statement in easy read": (
        *_easy("People listened to you."),
        "People listened",
        "problem",
        "is a statement.",
    ),
    "statement for children": (
        *_standard("People listened to me."),
        "People listened",
        "problem",
        "is a statement.",
    ),
    "agreeing": (
        "        scale: how-much-4\n        text: Did people at",
        "        scale: agree-5\n        text: Did people at",
        "text: Did people at your review",
        "problem",
        "asks people to agree, and children agree to be polite.",
    ),
    "not in a question": (
        *_standard("Did people not listen to you?"),
        "Did people not",
        "problem",
        "has 'not' in it, so that 'No' can mean two things.",
    ),
    "counting back": (
        *_standard("How often did you go to a review in the last six months?"),
        "How often",
        "problem",
        "asks to count back in time.",
    ),
    "leading": (
        *_standard("How well did people listen to you?"),
        "How well",
        "problem",
        "'How well' says that it went well.",
    ),
    "two questions": (
        *_standard("Were people at your review kind and fair?"),
        "kind and fair",
        "hint",
        "may ask two things at once.",
    ),
    "eleven answers": (
        FACES,
        FACES.replace("three-faces", "nought-to-ten") + "        low: No\n        high: Yes\n",
        "          scale: nought-to-ten",
        "problem",
        "has 11 answers in easy read; 5 are the most.",
    ),
}

TWO_FACES = """
  two-faces:
    title: Two faces
    options:
      - code: "yes"
        label: "Yes"
        band: positive
        picture: face-yes
      - code: "no"
        label: "No"
        band: negative
        picture: face-no
"""
# what is put in place of what in the scales, and what is said where easy read uses a scale of faces
FACE_MISTAKES = {
    "two faces": (
        TWO_FACES,
        "two-faces",
        "has 2 faces in easy read; 3 can be told apart.",
    ),
    "faces that are the same": (
        TWO_FACES.replace("two-faces", "same-faces").replace(
            '      - code: "no"',
            '      - code: "bit"\n        label: A bit\n        picture: face-yes\n      - code: "no"',
        ),
        "same-faces",
        "has answers that share a face, or have none beside others that do.",
    ),
    "face without a word": (
        TWO_FACES.replace("two-faces", "mute-faces").replace(
            '      - code: "no"',
            '      - code: "bit"\n        label: "2"\n        picture: face-bit\n      - code: "no"',
        ),
        "mute-faces",
        "has a face without a word.",
    ),
}

# the shared file, what is put in place of what, how strong it is, what is wrong
SHARED_WORDING = {
    "line": (
        "consent-child.yaml",
        "You can miss out any question.",
        "You can't get it wrong.",
        "problem",
        "'can't' is shortened.",
    ),
    "question of a page": (
        "helped-child.yaml",
        "text: How did they help?",
        "text: They did not help.",
        "problem",
        "is a statement.",
    ),
    "introduction": (
        "equality-child.yaml",
        "intro: These questions are about you.",
        "intro: Demographics are next (you may skip them).",
        "problem",
        "has brackets.",
    ),
    "answer of a scale": (
        "scales.yaml",
        "label: A bit",
        "label: It's so-so",
        "problem",
        "'It's' is shortened.",
    ),
    "escape": (
        "scales.yaml",
        "label: I do not want to say",
        "label: I don't want to say",
        "problem",
        "'don't' is shortened.",
    ),
    "word on a page": (
        "closing-parent.yaml",
        "Do you want to complain? A complaint asks the council to put something right.",
        "Do you have a complaint?",
        "hint",
        "'complaint' is not explained here.",
    ),
}
