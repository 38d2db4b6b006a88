"""How replies are told to everybody: what the council answers, what young reviewers say, and their faces."""

from feedback.languages import N_
from feedback.models.replying import Kind, Verdict

KIND_WORDS = {
    Kind.DID: N_("We did"),
    Kind.WILL: N_("We will"),
    Kind.CANNOT: N_("We cannot, because"),
}
VERDICT_WORDS = {
    Verdict.CHANGED: N_("It changed"),
    Verdict.A_BIT: N_("It changed a bit"),
    Verdict.NOT_YET: N_("Not yet"),
}
FACES = {Verdict.CHANGED: "face-yes", Verdict.A_BIT: "face-bit", Verdict.NOT_YET: "face-no"}
