"""Feedback: children, young people and parents tell a council's children's services what they think."""

import gc

# Nearly all that a start makes stays for good: looking for garbage in it every 700 objects is a tenth of the time it takes.
gc.set_threshold(50_000)
