"""What was done to people, as a name says it: `Lao động được giải quyết việc làm`, `Đối tượng bị xử phạt`.

Signals: the name's thing begins with a noun of people or households, its verb with one of doing something for or against
them (lexicon/naming.toml). Never: changes a name that says `được` or `bị` itself, or what people do themselves.
"""

from __future__ import annotations

import re

from pipeline.grammar.names import Name, within
from pipeline.lexicon.function_words import naming_words

_PEOPLE = re.compile(
    rf"(?:lượt )?(?:{naming_words('people')}|hộ(?! kinh doanh)|trường hợp|gia đình)\b(?!.*\b(?:được|bị|dự|tham dự|tham gia)\b)",
    re.IGNORECASE,
)
_FOR = re.compile(
    rf"(?!cấp (?:học|mầm non|tiểu học|trung học|thcs|thpt|mn)\b)(?:{naming_words('granted')})\b(?!.*\b(?:được|bị)\b)",
    re.IGNORECASE,
)
_DONE = re.compile(rf"^(?:lao động|người|đối tượng|hộ) (?=(?:{naming_words('granted')})\b)", re.IGNORECASE)
_AGAINST = re.compile(rf"(?:{naming_words('punished')})\b(?!.*\b(?:được|bị)\b)", re.IGNORECASE)


def told(name: Name) -> str:
    """The name in words, with `được` or `bị` where something was done to the people it names."""
    if not _PEOPLE.match(name.thing):
        return name.text
    if not name.verb:
        return _DONE.sub(r"\g<0>được ", name.text)
    passive = "được" if _FOR.match(name.verb) else "bị" if _AGAINST.match(name.verb) else ""
    return Name(name.head, name.thing, f"{passive} {within(name.verb)}").text if passive else name.text
