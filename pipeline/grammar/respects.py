"""In which respect something changed: `tăng 12% về số lượng dự án và gấp 2,4 lần về tổng vốn`.

Signals, in order: a count of the sentence that the respect names again (`về số vụ`); people harmed in its event (`về số
người chết`); the measure noun, with what was compared as its thing (`về giá trị`).
Never: takes a purpose or a field for a respect (`tăng 5% về đích nông thôn mới`).
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.belonging import of_event
from pipeline.grammar.names import Name
from pipeline.grammar.standing import Figure, Standing, halves
from pipeline.grammar.words import Words

_RESPECT = re.compile(
    r"\s+về (?P<of>(?!đích\b)[^\W\d][^,;:().\d]*?)(?=\s+(?:và|nhưng|song|so|tăng|giảm|bằng|gấp|còn)\b|[,;:().]|$)"
)
_NUMBER_OF = re.compile(r"(?:tổng )?(?:số lượng|số) (?=\w)", re.IGNORECASE)
_SHORT = 3
_LONGEST = 7  # words of a respect; more are a clause


def respect_of(words: Words, figure: Figure, standing: Standing) -> Name | None:
    """The name of what a change or ratio is said to be of, behind it; None where it says none."""
    said = _RESPECT.match(words.text, figure.quantity.end, words.end) if figure.unit in ("%", "times") else None
    if said is None or len(said["of"].split()) > _LONGEST:
        return None
    of = said["of"]
    number = _NUMBER_OF.match(of)
    noun = of[number.end() :] if number else of
    again = [x for x in standing.leaders if x.unit == "count" and (x.counted or "").split()[:1] == noun.split()[:1]]
    if number and again and len(noun.split()) <= 2:
        return again[-1].name
    if number:
        return of_event(Name(thing=noun), noun, standing)
    head, thing = names.split_head(of)
    compared = standing.last
    if not head and compared is not None and compared.unit == "count" and len(of.split()) <= _SHORT:
        if (compared.counted or "").startswith(of):
            return compared.name  # `2,1 triệu lượt khách, tăng 6% về lượt và 5% về luân chuyển`
        return Name(
            thing=f"{of} {names.without_words(compared.name.thing, compared.counted or '')}", verb=compared.name.verb
        )
    if not head or thing or compared is None:
        return Name(head, thing) if head else None
    return Name(head, halves(compared.name)[1], compared.name.verb)
