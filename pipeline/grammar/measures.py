"""A measuring figure with what its name is made of: the words of its subject, what was done.

Never: names it; `measuring` and `sums` do.
"""

from __future__ import annotations

from pipeline.frozen import dataclass
from pipeline.grammar.completion import complete
from pipeline.grammar.names import Name
from pipeline.grammar.standing import MONEY, Figure, Standing
from pipeline.grammar.words import Words


@dataclass(frozen=True, slots=True)
class Measure:
    """A measuring figure: its subject's noun phrase and closing verb."""

    words: Words
    f: Figure
    s: Standing
    phrase: str
    verb: str

    @property
    def of_objects(self) -> bool:
        """Can a thing stand behind the unit (`4.290 tấn xi măng`)? Not behind money or a rate."""
        return not self.f.unit.startswith("VND") and self.f.unit not in (*MONEY, "%", "pp", "permille")

    @property
    def raw(self) -> str:
        return self.words.text[self.f.core_start : self.f.core_end]

    def completed(self, name: Name) -> Name:
        return complete(name, self.f.unit, self.s, self.words, self.f)
