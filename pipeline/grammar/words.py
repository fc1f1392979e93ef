"""The words around a figure: the function phrases that touch it, its subject to the left, what is counted to the right.

Signals: the tokens of the sentence. A comma part that states a figure of its own ends the reach to the left; one that is
only verbs or adverbs, or that ends in a preposition, needs the part before it; an enumeration (`đường thôn, xóm`) goes on
over its comma.
Never: reaches over a semicolon, a bracket or another figure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Sequence
from functools import lru_cache

from pipeline.frozen import dataclass
from pipeline.grammar import names
from pipeline.grammar.clauses import Token
from pipeline.grammar.period_words import drop_periods
from pipeline.grammar.quantities import Quantity
from pipeline.lexicon.function_words import naming_words

_FUNCTION = frozenset(
    {"is", "link", "to", "up", "down", "estimate", "plan", "share", "ratio", "aside", "against", "each", ":"}
)
_BASES = frozenset({"basis_year", "basis_period", "basis_base", "basis_plan"})
PREDICATE = frozenset({"is", "link", "to", "up", "down", "estimate", "share", "ratio", "against", "plan", "opener"})
_BREAKS = frozenset({",", ";", ":", "(", ")", "[", "]", "opener", "-", "–", "—", "+", "•"})
_FRONT = frozenset(
    {"aside", "link", "estimate", "plan", "opener", "is", "up", "down", "to", "each", "silent", ",", ":"}
)
_PERIOD_KINDS = ("X:date", "X:period", "X:year", "X:list", "X:term")
_AFTER = re.compile(
    r"\s(?:theo|tại thời điểm|so (?:với|cùng|năm|ck|kh|kế hoạch|dự toán|đầu)|trên địa bàn|trên toàn|nhằm|để|nên"
    r"|nhân (?=kỷ niệm|dịp|ngày)|trong đó|tính đến|đến nay"
    r"|(?:chủ yếu|nhất là|phần lớn|đa số) (?:do|là|vì|ở|tại)|nhưng|song|tuy)\b"
    r"|\svà (?=đã|đang|tổ chức|ban hành|(?:Trung tâm|Ban|Văn phòng|Hội|Đoàn|Ủy ban|Trạm|Công an)\b)"
    r"|\s(?:tại|ở) (?=[A-ZĐ0-9]|các |những |một số |nhiều )|\slà (?=[A-ZĐ])"
    r"|\svới (?=(?:kế hoạch|KH|tổng|kinh phí|dự toán|nguồn vốn|vốn)\b)",
)
_PLACE_FIRST = re.compile(r"^(?:tại|ở|trên|từ(?! \d+ tuổi)|vào)\s", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:công trình|dự án|xã|phường|thị trấn|thôn|ấp|trường|đường|nhà|cầu|trạm|chợ|khu|cụm|tuyến|sản phẩm|đơn vị|huyện)\b",
    re.IGNORECASE,
)
_OF_AREA = re.compile(
    r"(?<=\w) của (?:toàn )?(?:huyện|xã|tỉnh|phường|thị xã|thị trấn|thành phố|quận|địa phương)$",
    re.IGNORECASE,
)
_AMONG = re.compile(r"^\W*(?:trong|trong số|trong tổng số) $", re.IGNORECASE)
"""`Trong 1.412 hộ có người cao tuổi | có 1.380 hộ được thăm hỏi`: the last predicate is that of the next figure"""
_LINKED = re.compile(r"(?:\s+(?:đối với|cho|với|của|thuộc|về|tại|và|ở|trên|hơn|gần))+\s*$")
_AREA_INSIDE = re.compile(
    r" (?:toàn|cả) (?:huyện|xã(?! hội)|phường|tỉnh|thị xã|thị trấn|thành phố|quận) (?!có\b)", re.IGNORECASE
)
_ALL_FELL = re.compile(r" (?:đều )?(?:tăng|giảm) (?:trên |ở )?cả .*$")  # `số vụ giảm cả 3 tiêu chí (giảm 11% vụ)`
_CAUSE = re.compile(r"^\W*(?:nguyên nhân|lý do)\b.*?\b(?:do|vì|là)\s+", re.IGNORECASE)
_OF_THE_YEAR = re.compile(r" (?:trong năm|bổ sung|kéo dài)\b", re.IGNORECASE)
_WORD = re.compile(r"\w+")
_HARM = re.compile(rf"(?:làm )?(?:{naming_words('casualty')})", re.IGNORECASE)
_TOLD_BETWEEN = re.compile(
    r"(?:\s*\((?=[^()]*\d|[A-ZĐ])[^();]{1,60}\)|\s+(?:trên địa bàn|của) (?:toàn )?(?:huyện|xã|tỉnh|thành phố|phường|thị xã))\s+"
    r"(?=(?:được|đạt|bị|đã|đang|chưa|không|có|đủ|tham gia|hoàn thành|thuộc|thực hiện)\b)"
)
"""`45 xã (62%) | được công nhận đạt chuẩn`, `42 đơn (30 khiếu nại, 12 tố cáo) | thuộc thẩm quyền`"""
_CASES = re.compile(r"\b(?:vụ|vụ việc|trường hợp|đối tượng)$")
_ACT = re.compile(
    r"\s*(?:về )?(?:khai thác|săn bắt|mua|bán|kinh doanh|chặt|phá|đào|lấn|xuất|nhập|chứa|tổ chức|trộm|cướp)"
)
"""what cases are of, where more follows behind the comma: `5 vụ khai thác, vận chuyển lâm sản trái phép`"""
_OFFENCE = re.compile(
    r"\b(?:hành vi|về tội|phạm tội|tàng trữ|vận chuyển|sản xuất|buôn bán|mua bán|trái phép)\b", re.IGNORECASE
)
"""what offenders did is told in a list of verbs: `về hành vi tàng trữ, mua bán và sử dụng trái phép`"""
_ALL_KINDS = re.compile(r"^ +các loại\b ?(?!\w)")
_PLACED = re.compile(r" (?:tại|ở|cho|với)\s*$")
_UP_TO = re.compile(r" (?:đối với|của|cho|với|tại|theo)\b")
_PRICED = re.compile(r"\(\s*(?:tính )?(?:theo )?(giá (?:so sánh|cố định|hiện hành|thực tế))\b[^()]*\)", re.IGNORECASE)
_LONGEST_LISTED = 8  # words of a noun in a list
_LONGEST_GOING_ON = 6  # and of one behind the figure; more may be a clause
_LONGEST_FOLLOW = 20


@lru_cache(maxsize=4096)
def _subject(words: str) -> str:
    """The words before a figure without periods, the area that is all of it, and what only introduces a cause."""
    if (told := words.rfind(" khi ")) > 0 and names.split_head(words[told + len(" khi ") :])[0]:
        words = words[told + len(" khi ") :]  # `ngành giữ được đà tăng trưởng khi giá trị sản xuất đạt 1.846 tỷ đồng`
    said = _OF_AREA.sub("", names.trim(_CAUSE.sub("", _AREA_INSIDE.sub(" ", drop_periods(_ALL_FELL.sub("", words))))))
    return "" if said.lower() == "ngày" else said  # `tính đến ngày 10/8 có 12 ha`


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence: the paragraph's text, the sentence's tokens (in order, none overlaps another) with where they start,
    and its extent."""

    text: str
    tokens: list[Token]
    starts: Sequence[int]
    start: int
    end: int

    def between(self, start: int, end: int) -> list[Token]:
        first = bisect_left(self.starts, start)
        found = self.tokens[first : bisect_left(self.starts, end, first)]
        return found if not found or found[-1].end <= end else found[:-1]

    def has(self, start: int, end: int, kinds: Collection[str]) -> bool:
        return any(t.kind in kinds for t in self.starting_in(start, end))

    def starting_in(self, start: int, end: int) -> list[Token]:
        """The tokens that start in `start:end`."""
        first = bisect_left(self.starts, start)
        return self.tokens[first : bisect_left(self.starts, end, first)]

    def blank(self, start: int, end: int, also: str = "") -> bool:
        return not self.text[start:end].strip(" " + also)

    def run(self, i: int, left: int, *, bracketed: bool, follows: bool) -> tuple[list[Token], int]:
        """The function phrases that touch figure `i` from the left, nearest first, and where they begin. `follows`: the
        sentence has named an indicator already."""
        run: list[Token] = []
        at = self.tokens[i].start
        quantity = self.tokens[i].quantity
        if quantity is not None and quantity.low != quantity.high and self.text[:at].endswith(" từ "):
            at -= len(" từ ")  # `tăng thêm từ 5 đến 8%`
        for j in range(i - 1, -1, -1):
            token = self.tokens[j]
            if token.start < left or not self.blank(token.end, at, '"“”'):
                break
            if token.kind in _BASES:
                area = quantity is not None and quantity.unit in ("ha", "m2")
                named = area and self.text[token.start : token.end] == "DT"  # `340 giấy, DT 24,7 ha`
                accepted = not named and self._is_basis(j, run, left, bracketed or follows)
            else:
                accepted = token.kind in _FUNCTION or token.kind.startswith(_PERIOD_KINDS)
            if not accepted:
                break
            run.append(token)
            at = token.start
        return run, at

    def _is_basis(self, j: int, run: list[Token], left: int, bracketed: bool) -> bool:
        """Is basis phrase `j` said of the figure (`so với KH tăng`, `(KH 520 ha)`), rather than its subject?"""
        if j > 0 and self.tokens[j - 1].kind in ("against", "up", "down", "ratio"):
            return True
        token = self.tokens[j]
        opens = self.blank(left, token.start, "-–+*•/")
        if not opens:
            return False
        if token.kind == "basis_plan" and _OF_THE_YEAR.match(self.text, token.end):
            return False  # `vốn giao trong năm 18 tỷ đồng`: one part of the plan
        if token.kind == "basis_plan" and not bracketed and " " in self.text[token.start : token.end]:
            return False  # `Kế hoạch vốn năm 2023 là 152 tỷ`: the plan itself is the subject
        return bracketed or any(t.kind in ("up", "down", "is", ":") for t in run)

    def plain(self, start: int, end: int) -> str:
        """The words of `start:end` that no function phrase covers."""
        out, at = [], start
        for token in self.tokens[max(bisect_right(self.starts, start) - 1, 0) : bisect_left(self.starts, end)]:
            if token.end <= start or token.kind == "compound" or token.kind.startswith("X:n"):
                continue
            out.append(self.text[at : max(at, token.start)])
            at = max(at, token.end)
        out.append(self.text[at:end])
        return names.trim(" ".join(out))

    def front(self, start: int, end: int, hole: tuple[int, int] | None = None) -> str:
        """The words of `start:end`, without adverbs, general verbs, agents and periods at their front; `hole` is a
        parenthesis to leave out."""
        at = start
        inside = self.between(start, end)
        moved = True
        while moved:
            moved = False
            for k, token in enumerate(inside):
                if token.start < at or not self.blank(at, token.start, ',-–+*•"“”:.'):
                    continue
                if token.kind in _FRONT or token.kind.startswith(_PERIOD_KINDS):
                    at, moved = token.end, True
                elif token.kind in ("agent", "area"):
                    verb = next((t for t in inside[k + 1 :] if self._acts(t)), None)
                    if verb is not None and (token.kind == "agent" or self.blank(token.end, verb.start, ",")):
                        at, moved = verb.start, True
        if at >= end:
            return ""
        if (then := self.text.rfind(" thì ", at, end)) >= 0:
            at = then + len(" thì ")  # `nếu trừ thu xổ số thì số thu là 40 tỷ đồng`
        words = self.text[at:end]
        if hole and at <= hole[0] and hole[1] <= end:
            # `GTSX nông nghiệp (giá hiện hành): 318 tỷ đồng`
            priced = _PRICED.match(self.text, *hole) if not self.plain(hole[1], end) else None
            words = self.text[at : hole[0]] + (f" theo {priced[1]} " if priced else "") + self.text[hole[1] : end]
        return _subject(words)

    def _acts(self, token: Token) -> bool:
        """Is the token a verb, rather than part of a name (`Bộ phận Tiếp nhận và Trả kết quả`)?"""
        return token.kind in ("verb", "silent", "is", "aside", "plan") and self.text[token.start].islower()

    def verb(self, start: int, end: int) -> tuple[str, int]:
        """The verbs of doing that close `start:end` (general ones left unsaid), and where they begin; `end` if none."""
        said: list[str] = []
        at = end
        found = self.between(start, end)
        while found and found[-1].kind == "aside" and self.blank(found[-1].end, at, ","):
            at = found.pop().start  # `chi trả trợ cấp kịp thời cho 412 người`
        end_of_verb = at
        for token in reversed(found):
            joined = bool(said) and self.text[token.end : at].strip() == "và" and self.text[at].islower()
            if token.kind in ("verb", "silent") and (joined or self.blank(token.end, at, ",")):
                if token.kind == "verb":
                    said.append(self.text[token.start : token.end] + " và" * joined)
                at = token.start
            elif token.kind in ("aside", ",") and at < end_of_verb and self.blank(token.end, at, ","):
                at = token.start
            else:
                break
        if not said and at == end_of_verb:
            return "", end
        verb = " ".join(reversed(said))
        return verb[:1].lower() + verb[1:], at

    def agent_acts(self, start: int, end: int) -> bool:
        """Do the words begin with who acts (`Bộ phận Một cửa`, `UBND phường`)?"""
        first = next((t for t in self.between(start, end) if t.kind not in ("aside", "link", ",", "opener")), None)
        return first is not None and first.kind == "agent" and not self.plain(start, first.start)

    def follow(self, i: int, q: Quantity) -> tuple[str, int]:
        """The words behind the figure that belong to what is counted, and where they end."""
        start = own = max(q.end, q.counted_end)
        if q.counted is not None and (between := _TOLD_BETWEEN.match(self.text, start, self.end)):
            start = between.end()
        end = self._reach(i, start, counts=q.counted is not None)
        if end <= start or self.text[start] == "/":
            return "", own  # punctuation stands right behind most figures
        words = _LINKED.sub("", _AFTER.split(_ALL_KINDS.sub(" ", " " + self.text[start:end], count=1))[0])
        stop = start + max(len(words) - 1, 0) if start == own else own
        has = "có " if words.strip().startswith("có ") else ""  # `12 xã có bác sĩ`
        words = has + names.trim(drop_periods(words.strip())) if not _PLACE_FIRST.match(words.strip()) else ""
        words = "" if words == has else words
        first = words.split(" ", 1)[0]
        if first[:1].isupper() and not first.isupper() and _NAMED.match(q.counted or ""):
            return "", stop  # the names of what was counted, not its kind
        return " ".join(words.split()[:_LONGEST_FOLLOW]), stop

    def _reach(self, i: int, start: int, *, counts: bool) -> int:
        """How far the words behind figure `i` may be its own; a comma right behind it is no list's unless it `counts`."""
        end, cut, figure, tied = self.end, None, False, False
        among = _AMONG.search(self.text, self.start, self.tokens[i].start) is not None
        for j, token in enumerate(self.tokens[i + 1 :], i + 1):
            if token.start < start:
                continue
            if token.kind == "Q":
                end, figure = token.start, True
                break
            if token.kind == "," and (counts or not self.blank(start, token.start)) and self._goes_on(j, start):
                continue
            if token.kind in _BREAKS:
                end = token.start
                break
            joined = token.kind in ("verb", "silent") and self.text[start : token.start].rstrip().endswith(" và")
            if joined and not _OFFENCE.search(self.text, start, token.start):
                end, cut = token.start, None
                break
            # `lao động đi làm việc ở nước ngoài theo hợp đồng | đạt 132%`: its predicate, not what ties words before it
            again = cut is not None and token.kind == "ratio" and bool(self.plain(cut, token.start))
            # `1.946 hộ đạt gia đình văn hóa | = 92,5%`
            if (tied or cut is None or among or again) and token.kind in PREDICATE and not self._passive(j):
                cut, tied = token.start, token.kind == "link"
        if not figure:
            return end
        end = self._own_end(start, cut if cut is not None else end, cut=cut is not None)
        # `1.763 triệu USD và khu vực trong nước 358 triệu USD`
        return start if self.text[start:end].lstrip().startswith("và ") else end

    def _passive(self, j: int) -> bool:
        """Does `được` at token `j` belong to a verb that is told to its end: `51 vụ được điều tra | với 63 đối tượng`?"""
        kinds = [t.kind for t in self.tokens[j + 1 : j + 3]]
        return kinds == ["verb", "link"] and self.text[self.tokens[j].start : self.tokens[j].end].lower() == "được"

    def _own_end(self, start: int, end: int, *, cut: bool) -> int:
        """Where the words behind a figure end that are not the next figure's own: its measure noun or its verb, right
        before it (`8.560 suất quà Tết | trị giá 3,4 tỷ đồng`, `12 giải thể thao | thu hút 1.500 lượt`)."""
        words = list(_WORD.finditer(self.text, start, end))
        for first in words[-3:]:
            head, rest = names.split_head(self.text[first.start() : end].strip())
            if head and not rest:
                return first.start()
        if cut:
            return end
        last = next((t for t in reversed(self.between(start, end)) if self.blank(t.end, end)), None)
        if last is None or last.kind != "verb":
            return end
        own = self.text[start : last.start].strip() or _HARM.match(self.text, last.start)
        return last.start if own else end

    def population(self, q: Quantity) -> str:
        """The words behind y of x/y that say what it is a population of, up to the first verb (`học sinh lớp 5`)."""
        start = max(q.end, q.counted_end)
        for token in self.tokens:
            of_name = token.kind == "compound" and not self.text.startswith("đạt", token.start)  # `gây ô nhiễm`
            if token.start >= start and token.kind != "X:class" and not of_name:
                words = self.text[start : token.start]
                said = names.trim(drop_periods(words)) if not _PLACE_FIRST.match(words.strip()) else ""
                return "" if said.startswith("giữ ") else said  # `11/12 thôn giữ danh hiệu văn hóa`
        return names.trim(self.text[start : self.end])

    def _goes_on(self, j: int, start: int) -> bool:
        """Does the enumeration go on behind comma `j` (`đường thôn, xóm`), rather than a new clause begin?"""
        end = self.end
        offence = _OFFENCE.search(self.text, start, self.tokens[j].start) is not None
        act = _ACT.fullmatch(self.text, start, self.tokens[j].start)
        offence = offence or (act is not None and _CASES.search(self.text, 0, start) is not None)
        fields = " về " in self.text[start : self.tokens[j].start]  # `vi phạm về đất đai, trật tự xây dựng`
        told = not self.blank(start, self.tokens[j].start)
        for token in self.tokens[j + 1 :]:
            if token.kind in (":", "opener"):
                return False
            if token.kind in _BREAKS:
                end = token.start
                break
            if token.kind == "aside" and _UP_TO.match(f" {self.text[token.start : token.end]}"):
                end = token.start
                break
            if token.kind == "Q" and self.text[: token.start].endswith(" và "):
                end = token.start - len(" và ")  # `66 tấn giống ngô, lúa | và 391 tấn phân bón`
                break
            if token.kind == "is" and "," in self.text[start : self.tokens[j].start]:
                end = token.start  # `70% ấp, khu phố, gia đình | đạt chuẩn`
                break
            if token.kind in ("verb", "silent") and offence:
                continue
            if offence and self.text.startswith("với", token.start):
                end = token.start  # `19 vụ mua, bán trái phép động vật rừng | với 34 đối tượng`
                break
            if token.kind == "verb" and fields and not self.blank(self.tokens[j].end, token.start):
                continue
            if token.kind == "Q" and told and (placed := _PLACED.search(self.text, 0, token.start)):
                end = placed.start()  # `17 công trình giao thông, thủy lợi | tại 05 xã`
                break
            if token.kind != "compound":
                return False
        words = _UP_TO.split(self.text[self.tokens[j].end : end], maxsplit=1)[0].split()
        longest = max(len(part.split()) for part in " ".join(words).split(" và "))
        listed = 0 < longest <= (_LONGEST_LISTED if offence else _LONGEST_GOING_ON) and (
            words[0][:1].islower() or (words[0].isupper() and len(words) == 1)
        )
        # `thành lập 3 hợp tác xã, | đạt và vượt kế hoạch`
        return listed and words[0] not in ("đạt", "vượt") and not names.split_head(" ".join(words))[0]
