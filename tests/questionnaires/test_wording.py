"""The words of a variant: all of them, each under its context, and nothing else of the form."""

from feedback.questionnaires.definition import Variant
from feedback.questionnaires.snapshot import Snapshot
from feedback.questionnaires.wording import list_form_sentences, list_sentences, reword


def test_the_same_words_give_the_same_form(shipped: Snapshot) -> None:
    """Nothing is lost on the way."""
    for form in shipped.forms.values():
        assert reword(shipped, form, lambda sentence: sentence.text) == form


def test_every_word_of_a_form_is_a_sentence(shipped: Snapshot) -> None:
    """With every sentence taken out, no letter of English is left for anybody to read."""
    for form in shipped.forms.values():
        emptied = reword(shipped, form, lambda _: "·")
        read = [
            emptied.title,
            emptied.invitation,
            *(line.text for page in (emptied.start, emptied.closing) for line in page.lines),
            *(line.text for line in (*emptied.start.more, *emptied.start.box)),
            *(line.text for lines in (emptied.help or {}).values() for line in lines),
            *(words for part in emptied.parts for words in (part.title, part.intro)),
        ]
        for question in emptied.questions.values():
            read += [question.text, question.help, question.low, question.high]
            read += [question.show_if.words if question.show_if else None]
            read += [o.label for o in question.codes.values() if not o.label.isdigit()]

        assert {words for words in read if words} == {"·"}


def test_codes_and_pictures_stay(shipped: Snapshot) -> None:
    """Whatever is said, what is stored is the same."""
    for form in shipped.forms.values():
        other = reword(shipped, form, lambda _: "·")

        assert list(other.questions) == list(form.questions)
        for name, question in form.questions.items():
            assert list(other.questions[name].codes) == list(question.codes)
            assert other.questions[name].picture == question.picture


def test_contexts_name_one_sentence_of_a_version(shipped: Snapshot) -> None:
    """A translator is never asked for one place twice."""
    contexts = [sentence.context for sentence in list_sentences(shipped)]

    assert sorted(contexts) == sorted(set(contexts))


def test_what_is_shared_has_one_context_everywhere(newest: Snapshot) -> None:
    """Core questions, scales and shared pages are translated once, not once a questionnaire."""
    form = newest.forms[Variant.STANDARD]
    contexts = {s.context for s in list_form_sentences(newest, form)}
    audience = newest.audience.value

    assert f"shared:start-{audience}:standard:skip:text" in contexts
    assert "scale:escapes:standard:answer-ns" in contexts
    core = {q.id for q in form.questions.values() if (q.measure or "").startswith("core.")}
    assert {f"shared:questions-{audience}:standard:{name}:text" for name in core} <= contexts
