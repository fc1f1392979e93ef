"""Sectors of the economy: their growth within the product's, and what they contribute to it.

Signals, in order: the unit (percentage points are contributions); the sector's name; the product that the sentence, the
breakdown or the sentence before has told of.
Never: names a sector's growth by a product that was not told.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.names import Name
from pipeline.grammar.standing import Figure, Standing, thing_in_force
from pipeline.lexicon.function_words import naming_words

_SECTOR = re.compile(
    r"(?:khối (?:kinh tế|nông|trồng|chăn|lâm|thủy|công nghiệp|xây dựng|dịch vụ|thương mại)"
    r"|khu vực (?:I{1,3}|\d|kinh tế|nông|lâm|công nghiệp|dịch vụ)"
    r"|(?:các )?(?:nhóm )?ngành (?:nông|lâm|thủy sản|công nghiệp|xây dựng|dịch vụ)|thuế (?:nhập khẩu, )?(?:thuế )?sản phẩm)\b",
    re.IGNORECASE,
)
BARE_SECTOR = re.compile(r"(?:nông|lâm|thủy sản|công nghiệp|xây dựng|dịch vụ|thương mại)\b", re.IGNORECASE)
_PRODUCT = re.compile(
    r"(?:GRDP|Tổng sản phẩm|Tổng giá trị (?:sản xuất|tăng thêm)|Giá trị (?:sản xuất|tăng thêm))\b"
    r"(?:(?! khu vực| khối| thuế| ngành| các ngành| nông| công nghiệp| dịch vụ) \S+)*"
)
_MINED = re.compile(rf"\b(?:{naming_words('mined')})\b", re.IGNORECASE)
_FISHING = re.compile(
    rf"(?P<measure>(?:tổng )?(?:diện tích|sản lượng)) (?P<how>{naming_words('fishing')})", re.IGNORECASE
)


_GIVE = ("đóng góp", "góp", "đóng góp thêm", "làm tăng")


def contribution(f: Figure, s: Standing, raw: str) -> Name | None:
    """`khu vực dịch vụ đóng góp 0,66 điểm %`"""
    if f.unit not in ("pp", "%") or (f.core not in _GIVE and (f.unit != "pp" or names.split_head(f.core)[0])):
        return None
    of = f.core if f.core.lower() not in ("", *_GIVE) else names.trim(raw)  # `ngành X` acts, and is what gives
    if of.lower() in ("", *_GIVE):  # `khu vực dịch vụ tăng 6,55%, đóng góp 1,62 điểm phần trăm`
        said = s.last.name.text if s.last is not None and s.last.unit == "%" else ""
        of = (_PRODUCT.match(said) and _PRODUCT.sub("", said).strip()) or thing_in_force(s)
    return Name(head="Đóng góp vào tăng trưởng", thing=re.sub(r"^(?:đóng )?góp ?| ?(?:đóng )?góp$", "", of))


def sector_of_product(f: Figure, s: Standing) -> Name | None:
    """`GRDP tăng 6,95%. Trong mức tăng chung, khu vực dịch vụ tăng 6,55%`"""
    parted = s.parent is not None and _PRODUCT.match(s.parent.name.text) and BARE_SECTOR.match(f.core)
    if f.measure != "change" or f.unit != "%" or not (parted or _SECTOR.match(f.core)):
        return None
    near = [x for x in (*reversed(s.leaders), s.last, s.parent) if x is not None]
    whole = next((found[0] for x in near if (found := _PRODUCT.match(x.name.text))), None)
    return Name(thing=f"{whole} {names.within(f.core)}") if whole else None


def of_fish(name: Name, unit: str, text: str) -> Name:
    """What is raised or caught without an object is fish (`nuôi trồng: 218 ha; sản lượng 846 tấn`), unless the paragraph
    speaks of what is mined or felled."""
    said = _FISHING.fullmatch(name.text) if unit in ("t", "ha") else None
    return Name(said["measure"], f"{said['how']} thủy sản") if said and not _MINED.search(text) else name
