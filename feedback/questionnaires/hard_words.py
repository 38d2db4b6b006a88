"""The words that easy read avoids or explains, as a participation officer lists them."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class HardWords:
    """The lists of `forms/shared/hard-words.yaml`.

    `plainer`: hard word to plain one. `explain`: a word that is needed to the sentence that explains it.
    `sayings`: a saying to what it means. `one_word`: names of one thing, of which a variant uses one.
    """

    plainer: dict[str, str] = field(default_factory=dict)
    explain: dict[str, str] = field(default_factory=dict)
    sayings: dict[str, str] = field(default_factory=dict)
    one_word: tuple[tuple[str, ...], ...] = ()
