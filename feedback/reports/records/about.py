"""What the first sheet of the record-level file says: what it is, what it is not, and what may be done with it."""

from feedback.disclosure.groups import SMALLEST
from feedback.reports.records.asking import Asked
from feedback.reports.shown import write_day

TITLE = "Record-level file: one row an answer"
HEADINGS = ("What", "Says")


def list_lines(asked: Asked) -> list[tuple[str, str]]:
    """The lines of the first sheet."""
    rows = asked.rows
    versions = ", ".join(sorted(str(snapshot.version) for snapshot in rows.versions.values()))
    sample = [("Sample", "A sample council with made-up answers.")] if asked.demo else []
    return [
        *sample,
        ("What this is", "Single answers of one counted round, one a row, for an analyst. It is OFFICIAL-SENSITIVE and not for managers, boards or the public: they have the workbook."),
        ("Outside the protection of figures", "The figures of the workbook and the pages were attacked in tests, and nothing of single people could be worked out. This file stands outside that attack: it shows what single people answered. Whoever knows some of somebody's answers may find the rest of them."),
        ("What protects instead", f"No name, day, code or place in the order of arrival is kept. Whatever is told of how answers came (team, version, variant, language, mode, helper) is the same in {SMALLEST} rows or more together; the rest is “other”. What people wrote and what they said about themselves is not here. The order of rows is drawn anew for each file, and rows have no number."),
        ("What does not protect", f"Those {SMALLEST} rows may all have the same answer. Then it is known of everybody whom they can be."),
        ("Council", asked.council),
        ("Questionnaire", f"{asked.questionnaire}, version {versions}"),
        ("Round", asked.round),
        ("Rows", str(len(rows))),
        ("Asked for by", asked.asked_by),
        ("What for", asked.purpose),
        ("Made on", write_day(asked.made_on)),
        ("Use it for that alone", "Whoever wants it for something else asks for it again. It was written down who had it, when and what for."),
        ("Do not publish it", "Nor any count, share or cross table made from it: small ones single people out. Publish figures of the workbook."),
        ("Do not join it", "With other data, with lists of cases or dates, with comments, or with another file of the same round."),
        ("Do not try to find anybody", "If you think you know whose a row is, do not tell anybody who. Delete the file and tell your data protection officer."),
        ("Do not pass it on", "Not even inside the council. A colleague who needs it asks for it."),
        ("Delete it", f"As soon as that purpose is served, and by {write_day(asked.delete_by)} at the latest, with every copy: people were told that their answers are gone after that."),
        ("How to read it", "Each column and code stands in the codebook. Words in [brackets] are no answers but say why there is none, or give the band of one. Two codes may mean the same in two variants: count by band, as the workbook does."),
    ]  # fmt: skip
