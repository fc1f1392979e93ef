"""A counting figure with what its name is made of: its noun, the words of its subject, what ties the two.

Never: names it; `counting` does.
"""

from __future__ import annotations

import re

from pipeline.frozen import dataclass
from pipeline.grammar.standing import AREA, Figure, Leader, Standing, phrase_and_verb
from pipeline.grammar.words import Words

_OF_AREA = ("huyện ", "xã ", "phường ", "thị xã ", "thị trấn ", "thành phố ", "tỉnh ", "quận ", "toàn ", "cả ")
POPULATION = re.compile(r"(?:quy mô )?(?:dân số|dân cư)\b", re.IGNORECASE)
_SOMEWHERE = re.compile(r"\W*(?i:trên|tại|ở) (?:các|những|mọi|nhiều|một số|địa bàn|địa phận|tuyến) [^A-ZĐ]*$")
_EXISTS = re.compile(r"(?:đã |để )*(?:xảy ra|xuất hiện|ghi nhận|diễn ra|có)\s+$")
PLACED_LINK = re.compile(r"\s*(?:ở|tại|trên) (?:\w+ ){1,6}(?=(?:với|cho)\b)")
"""where the things counted before are, and what ties the next count to them"""


@dataclass(frozen=True, slots=True)
class Count:
    """A counting figure: its noun, the subject's noun phrase and closing verb, and what ties them to the figure."""

    words: Words
    f: Figure
    s: Standing
    noun: str
    phrase: str
    verb: str
    copula: bool
    colon: bool
    has: bool
    """`có` stands before the figure: what follows is what there is"""

    @property
    def leans(self) -> Leader | None:
        """What the figure can lean on in its own sentence."""
        return None if self.s.first_in_sentence else self.s.last


def count_of(words: Words, f: Figure, s: Standing) -> Count:
    phrase, verb = phrase_and_verb(words, f)
    said = f.said(words.text)
    has = said.split(" ")[0:1] == ["có"] or said.endswith("có")
    nearest = words.text[f.run[0].start : f.run[0].end].lower() if f.run else ""
    agent = "thực hiện" in said and words.agent_acts(f.core_start, f.core_end)  # `Công an xã thực hiện 12 ca trực`
    if agent or AREA.match(phrase) or (phrase.lower().startswith(_OF_AREA) and nearest.endswith("có")):
        phrase = ""
    somewhere = not verb and _EXISTS.search(words.text, f.core_start, f.quantity.lead)
    if somewhere and _SOMEWHERE.match(words.text, f.core_start, somewhere.start()):
        phrase = ""  # `Trên các tuyến đường trong huyện xảy ra 11 vụ tai nạn`
    if not s.first_in_sentence and PLACED_LINK.match(words.text, f.left, f.quantity.lead):
        phrase = ""  # `39 trường ở các cấp học với 12.040 học sinh`
    kinds = [t.kind for t in f.run]
    copula = not {"is", "to", "estimate", ":"}.isdisjoint(kinds)
    return Count(words, f, s, f.counted or "", phrase, verb, copula, kinds[:1] == [":"], has)
