"""One broken line of a shared file for each kind of mistake, and what is said about it."""

# the file, what is put in place of what, what is wrong
SHARED = {
    "unknown escape": (
        "scales.yaml",
        "      - ns\n    options",
        "      - dk\n    options",
        "escapes 'dk' is not one of ns, rns.",
    ),
    "scale out of order": (
        "scales.yaml",
        "band: positive\n        picture: face-yes",
        "band: negative\n        picture: face-yes",
        "the options are not in order.",
    ),
    "scale of nothing": (
        "scales.yaml",
        "    lowest: 0\n",
        "",
        "a scale has either options or numbers.",
    ),
    "scale of both": (
        "scales.yaml",
        "    title: How good, three faces\n",
        "    title: How good, three faces\n    lowest: 0\n",
        "a scale has either options or numbers.",
    ),
    "bands out of order": (
        "scales.yaml",
        "middle_from: 5",
        "middle_from: 9",
        "the numbers are not in order.",
    ),
    "too many numbers": (
        "scales.yaml",
        "highest: 10",
        "highest: 99",
        "11 numbers are the most for a phone.",
    ),
    "unknown picture of a scale": (
        "scales.yaml",
        "picture: face-bit",
        "picture: face-bits",
        "there is no picture 'face-bits'.",
    ),
    "unknown picture of an escape": (
        "scales.yaml",
        "picture: hand",
        "picture: hands",
        "there is no picture 'hands'.",
    ),
    "escape with another code": (
        "scales.yaml",
        'code: "rns"',
        'code: "no-say"',
        "the escape 'rns' has the code 'no-say'.",
    ),
    "scale code twice": (
        "scales.yaml",
        'code: "bit"',
        'code: "yes"',
        "the code 'yes' is used twice.",
    ),
    "measure without title": (
        "measures.yaml",
        "    title: Listened to\n",
        "",
        "'title' is missing.",
    ),
    "measure misnamed": ("measures.yaml", "iro.went:", "went:", "'went' cannot be used as a name."),
    "other name for no picture": (
        "pictures.yaml",
        "iro-person: reviewer",
        "iro-person: reviewr",
        "there is no picture 'reviewr'.",
    ),
    "other name for itself": (
        "pictures.yaml",
        "iro-person: reviewer",
        "star: reviewer",
        "'star' is a picture itself.",
    ),
    "unknown gap on a page": (
        "consent-child.yaml",
        "{emergency}",
        "{emergancy}",
        "there is no gap '{emergancy}'.",
    ),
    "unknown picture on a page": (
        "consent-child.yaml",
        "picture: calendar",
        "picture: calender",
        "there is no picture 'calender'.",
    ),
    "easy-read line without picture": (
        "consent-child.yaml",
        "You choose the answers.\n      picture: two-talking",
        "You choose the answers.",
        "a line of easy read has no picture.",
    ),
    "equality id": (
        "equality-child.yaml",
        "id: eq_age",
        "id: age",
        "is about the person, which its id does not say.",
    ),
    "core measure about the person": (
        "equality-child.yaml",
        "    kind: choice\n    text: How old are you?",
        "    kind: choice\n    measure: core.respect\n    text: How old are you?",
        "the measure 'core.respect' is core, and this question is about the person.",
    ),
    "other id": (
        "helped-child.yaml",
        "id: helped_how",
        "id: eq_how",
        "is not about the person, which its id does not say.",
    ),
    "id twice on a page": (
        "equality-child.yaml",
        "id: eq_gender",
        "id: eq_age",
        "the id 'eq_age' is used twice.",
    ),
    "route on a page": (
        "helped-child.yaml",
        "question: helped_by",
        "question: helped",
        "show_if names 'helped', which is not an earlier question of standard.",
    ),
}
