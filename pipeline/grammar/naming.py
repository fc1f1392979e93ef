"""Which words name a figure's indicator, and what it takes over from what was said before.

Signals, in order of precedence: whether the figure is a comparison or a value of its basis (it takes the name of what it
compares); whether it counts (`128 nhiệm vụ hoàn thành đúng hạn`: the counted noun, what follows it, what was done) or
measures (`diện tích lúa đạt 536 ha`: the noun phrase before it); the breakdown's parent; the topic of the list item; the named
place or work that the sentence is about; what the sentence leaves out of the account.
Never: names a figure by words of another sentence, unless it has none of its own.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.belonging import BARE, OWN_NAME, harmed_in, of_event, without_course
from pipeline.grammar.bodies import counts_bodies
from pipeline.grammar.comparisons import measured_growth, rate_said, says_rate
from pipeline.grammar.completion import PROPER
from pipeline.grammar.counting import counted_name
from pipeline.grammar.disbursing import disburses, executed, of_plan, with_capital, work_of
from pipeline.grammar.matter import of_matter, of_purpose
from pipeline.grammar.measuring import measured_name
from pipeline.grammar.names import Name
from pipeline.grammar.respects import respect_of
from pipeline.grammar.shares import rate_of
from pipeline.grammar.standing import (
    AREA,
    CLASSIFIERS,
    MONEY,
    Figure,
    Leader,
    Standing,
    alike,
    thing_in_force,
)
from pipeline.grammar.whole_year import of_whole_year
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import index_names, naming_words, noun_class

_OF_HOLDER = re.compile(rf"(?:{naming_words('of_holder')})\b", re.IGNORECASE)
_SAYS = frozenset({"is", "to", "up", "down", "ratio", "share", "estimate"})
_WORKLOAD = re.compile(r"^khối lượng\b", re.IGNORECASE)
_AT_WORK = re.compile(r"\s*\b(?:đã |đang |được )*(?:thi công|thực hiện|hoàn thành|triển khai|xây dựng)$", re.IGNORECASE)
_BRACKETED = re.compile(r"\([^()]*\)")
_EXCLUDES = ("trừ", "không kể", "không tính", "không bao gồm", "chưa kể", "chưa tính", "chưa bao gồm")
"""what each of these has: most sentences have none, and looking for it costs less"""
EXCLUDES = re.compile(rf"\b(?:{'|'.join(_EXCLUDES)})\b")
_EXCLUDED = re.compile(
    r"\W*(?:nếu |trường hợp )?(?:tính (?:riêng )?(?P<of>[^,;().]+?) )?"
    r"(?P<how>(?:không|chưa) (?:kể|tính|bao gồm)|(?:loại )?trừ)(?: (?:phần|các khoản|khoản))?"
    r" (?P<what>(?:[^;().]|\([^()]*\))+?)(?:\s+thì\b|,(?![^;.]* thì\b))",
    re.IGNORECASE,
)
_LESS = re.compile(
    r"(?:nếu |sau khi )?(?P<how>(?:loại )?trừ|không (?:kể|tính|bao gồm)|chưa (?:kể|tính))"
    r"(?: (?:đi|phần|các khoản|khoản))? (?P<what>.+)",
    re.IGNORECASE,
)
_IN_FIELD = re.compile(r"\W*(?:về|đối với|riêng) (?P<field>(?:\w+ ?){1,6}), ", re.IGNORECASE)
"""`Về dịch vụ lưu trú, 6 tháng đầu năm tăng 17%`"""
_BEGUN = re.compile(
    r"\W*(?:riêng |đối với (?:[^,;:.()\d]{2,40}, )?)?(?P<what>[^,;:.()\d]{2,50}?)"
    r" (?:đã|đang|được|tiếp tục|cơ bản|về đích|giữ|là|mang lại|phát triển|tăng trưởng|duy trì|sinh trưởng) [^,;:()\d]*,\s*"
    r"(?:ước |mới |chỉ )?(?:đạt|đạt tới|bằng) $",
    re.IGNORECASE,
)
"""`Riêng ngô lai vụ Xuân đã thu hoạch xong, đạt 101,5% kế hoạch`"""
_NUMBER_BEHIND = re.compile(
    r"(?:tổng )?(?:số )?(?P<of>(?:vụ|người)(?: (?:tai nạn|chết|bị thương|mắc|tử vong))?(?: \w+){0,3})"
)
"""`giảm 11% số vụ, 16% số người chết`"""
_REAL_TERMS = re.compile(r"(?:loại trừ|trừ|không tính) yếu tố (?:tăng )?(?:trượt )?giá\b", re.IGNORECASE)
_DONE = re.compile(r"\b(?:(?:kết quả|đã|được|ước)\s+)*(?:thực hiện(?: được)?|kết quả)\b", re.IGNORECASE)
_CAPITAL = re.compile(
    r"\bvốn\b|nguồn lực|ngân sách|đóng góp|nstw|nsđp|ns (?:tỉnh|huyện|xã|trung ương)|tín dụng|tiền mặt|lồng ghép|hiến",
    re.IGNORECASE,
)

_EDGES = frozenset({"Q", ")", "(", ",", ";", ":", "up", "down", "opener", "is"})
_COMPARES = frozenset({"against", "ratio", "share", "to", "basis_year", "basis_plan", "basis_period", "basis_total"})
_LONGEST_ALONE = 8
_PLANNED = re.compile(r"kế hoạch (?=vốn )|(?:tổng )?dự toán (?=\w)", re.IGNORECASE)


def name_of(words: Words, figure: Figure, standing: Standing) -> tuple[Name, str]:
    """The figure's name, and the rule that gave it."""
    taken = _in_real_terms(words, figure, standing)
    taken = taken or _taken_over(words, figure, standing) or _count_of_share(figure, standing)
    if taken is not None:
        return of_whole_year(words, figure, taken[0]), taken[1]
    if figure.unit == "per_10000" and (not figure.core or AREA.match(figure.core)):  # `9,2 bác sĩ/vạn dân`
        noun, _, of = words.text[figure.quantity.number_end : figure.quantity.end].partition("/")
        if noun.strip():
            return Name("Số", noun, f"trên {of}" if of[:1].isdigit() else ""), "per_inhabitants"
    naming = counted_name if figure.unit == "count" else measured_name
    name, rule = naming(words, figure, standing)
    name = _done_of_plan(words, figure, standing, _furthered(words, figure, without_course(name)))
    name = _excluding(words, figure, _spelt(_cumulative(words, figure, standing, name)))
    name = _of_holder(with_capital(name, _capital(standing)), figure, standing)
    name = of_whole_year(words, figure, of_purpose(of_matter(name, figure, standing), figure, standing))
    part = figure.quantity.part == "part" and (figure.counted or "") in noun_class("criterion")
    if part and PROPER.match(name.text.removesuffix(" đạt")) and not names.says(name.text, figure.counted or ""):
        place = name.text.removesuffix(" đạt")
        place = place[:1].lower() + place[1:] if " " in place and place.split()[0].istitle() else place
        return Name("Số", f"{figure.counted} {figure.follow}".strip(), f"đạt của {place}"), "criteria_of_place"
    if part and "đạt" not in name.text.lower() and not words.has(figure.core_start, figure.core_end, ("verb",)):
        name = Name(name.head, name.thing, f"đạt {name.verb}".strip())
    return name, rule


def _in_real_terms(words: Words, figure: Figure, standing: Standing) -> tuple[Name, str] | None:
    """`tổng mức bán lẻ tăng 9,6%, nếu loại trừ yếu tố giá tăng 6,7%`"""
    said = _REAL_TERMS.search(words.text, figure.left, figure.quantity.lead) if figure.measure == "change" else None
    if said is None or standing.last is None or figure.unit != "%":
        return None
    of = standing.last.name
    return Name(of.head, of.thing, f"{of.verb} {said[0].lower()}".strip()), "real_terms"


def _furthered(words: Words, figure: Figure, name: Name) -> Name:
    """What is done beyond what was done before: `bàn giao thêm 35 ha mặt bằng`."""
    nearest = words.text[figure.run[0].start : figure.run[0].end].lower() if figure.run else ""
    more = (
        nearest == "thêm"
        and (name.verb or disburses(name))
        and figure.measure == "level"
        and not names.says(name.text, "thêm")
    )
    return Name(name.head, name.thing, f"{name.verb} thêm") if more else name


def _done_of_plan(words: Words, figure: Figure, standing: Standing, name: Name) -> Name:
    """What was done of the plan told before: `Dự toán chi y tế 84 tỷ đồng. Kết quả thực hiện đến 30/9 được 58 tỷ đồng`."""
    plan = standing.last
    if plan is None or plan.scenario != "plan" or plan.unit != figure.unit or figure.measure != "level":
        return name
    if _DONE.search(words.text, figure.left, figure.quantity.lead) is None:
        return name
    said, result = names.trim(_DONE.sub("", figure.core)), executed(plan.name)
    again = name in (plan.name, Name(thing=standing.topic)) or not said
    return result if again or names.says(result.text, said) else name


def _cumulative(words: Words, figure: Figure, standing: Standing, name: Name) -> Name:
    """What was counted up so far has a name of its own beside the period's: `cải tạo 24 ha, lũy kế 640 ha`."""
    again = standing.last is not None and standing.last.name == name and figure.measure == "level"
    said = again and "lũy kế" in figure.said(words.text)
    return Name(name.head, name.thing, f"{name.verb.removesuffix('tăng thêm')} lũy kế".strip()) if said else name


def _capital(standing: Standing) -> str:
    """The capital that a bare `giải ngân` disburses: the plan told last, else the report's investment capital."""
    last = standing.last.name.text if standing.last is not None and standing.last.scenario == "plan" else ""
    planned = _PLANNED.match(last)
    return last[planned.end() :] if planned is not None else standing.capital


def _of_holder(name: Name, figure: Figure, standing: Standing) -> Name:
    """What says too little alone is of the named place or work that the sentence is about."""
    if not standing.holder or standing.first_in_sentence:
        return name
    if figure.unit in MONEY and _OF_HOLDER.match(name.text) is None:
        return name
    said = name.text
    enough = len(said.split()) > BARE and not _OF_HOLDER.match(said)
    if enough or names.says(said, standing.holder) or OWN_NAME.search(said):
        return name
    return Name(name.head, f"{name.thing} {standing.holder}", name.verb)


def _excluding(words: Words, figure: Figure, name: Name) -> Name:
    """What the sentence leaves out of the account: `Nếu không kể tiền sử dụng đất, thu nội địa đạt 4.872 tỷ đồng`."""
    if not figure.core:
        return name
    clause = words.text[words.start : figure.quantity.lead].lower()
    if not any(word in clause for word in _EXCLUDES):
        return name
    before = _BRACKETED.sub(lambda closed: " " * len(closed[0]), words.text[words.start : figure.core_start])
    opens = words.start + max(before.rfind("("), before.rfind(";")) + 1
    said = _EXCLUDED.match(words.text, opens, figure.quantity.lead)
    if said is None:
        return name
    what = names.tidy(_BRACKETED.sub("", said["what"]))
    if names.says(name.text, what) and not said["of"]:
        return name
    of = Name(thing=said["of"]) if said["of"] else name  # `tính chi thường xuyên không kể lương thì còn 18 tỷ đồng`
    return Name(of.head, of.thing, f"{of.verb} {said['how'].lower()} {what}")


def _spelt(name: Name) -> Name:
    """The indices of the statistics by their full names; a name that prints both keeps both."""
    for short, long in index_names().items():
        if short in name.thing and re.search(rf"\b{short}\b", name.thing) and not names.says(name.text, long):
            return Name(name.head, re.sub(rf"\b{short}\b", long, name.thing), name.verb)
    return name


def _taken_over(words: Words, figure: Figure, standing: Standing) -> tuple[Name, str] | None:
    """The name of what a comparison compares, of what a value of its basis is a value of, or of the words before its
    parenthesis; None where the figure has a name of its own."""
    compared = figure.compared
    if figure.measure == "share" and figure.lone and says_rate(standing.before_bracket):
        return Name(thing=rate_said(standing.before_bracket)), "value_in_parenthesis"
    if figure.measure == "share" and not figure.core and compared and figure.lone:
        return rate_of(compared.name, counted=compared.unit == "count"), "rate_of_count"
    if figure.measure == "ratio" and _WORKLOAD.match(figure.follow):
        work = _AT_WORK.sub("", figure.core)
        of = work or standing.before_bracket or standing.topic or thing_in_force(standing)
        return Name(head="Khối lượng", thing=of), "workload"
    if (less := _less(figure, standing)) is not None:
        return less, "less"
    if not figure.core and figure.measure in ("change", "ratio"):
        return _of_comparison(words, figure, compared, standing)
    if figure.lone and compared and (figure.of_basis or figure.measure == "change"):
        disbursed = figure.of_basis == "plan" and disburses(compared.name)
        return of_plan(compared.name) if disbursed else compared.name, "value_of_basis"
    if not figure.core and standing.before_bracket and figure.unit == "count" and not figure.follow:
        noun = figure.counted or ""
        if counts_bodies(words, noun, figure.quantity.lead):
            return Name("Tổng số", noun), "of_bodies"
        if names.says(standing.before_bracket, noun):
            return Name(thing=standing.before_bracket), "of_bracket"
        if noun not in CLASSIFIERS and figure.lone:
            return Name(head="Số", thing=f"{noun} {standing.before_bracket}"), "of_bracket"
    return _of_basis(figure, compared) if not figure.core and compared and not figure.follow else None


def _less(figure: Figure, standing: Standing) -> Name | None:
    """`Thu ngân sách 412 tỷ đồng; nếu trừ tiền sử dụng đất còn 186 tỷ đồng`"""
    said, last = _LESS.match(figure.core), standing.last
    if said is None or last is None or last.unit != figure.unit or figure.measure != "level":
        return None
    return Name(last.name.head, last.name.thing, f"{last.name.verb} {said['how'].lower()} {said['what']}".strip())


def _of_comparison(words: Words, figure: Figure, compared: Leader | None, standing: Standing) -> tuple[Name, str]:
    """The name of what a change or ratio without a subject of its own compares."""
    if risen := _risen_before_bracket(words, figure, standing) or _alone_before_bracket(words, figure, standing):
        return Name(thing=risen), "risen_before_bracket"
    if respect := respect_of(words, figure, standing):
        return respect, "in_respect"
    if figure.measure == "change" and (own := _changed_object(figure, compared, standing)):
        return own, "changed_object"
    if said := _sentence_subject(words, figure, standing):
        return Name(thing=said), "sentence_subject"
    return (compared.name if compared else Name(thing=standing.topic)), "compared"


def _risen_before_bracket(words: Words, figure: Figure, standing: Standing) -> str:
    """The subject of a rise whose size its parenthesis gives: `giá trị lâm nghiệp tăng chậm (1,7%)`."""
    opened = words.text.rfind("(", words.start, figure.quantity.lead)
    if not figure.lone or opened < 0 or not standing.before_bracket:
        return ""
    part = max(words.start, words.text.rfind(",", words.start, opened) + 1)
    if measured_growth(words.text[part:opened]):
        return standing.before_bracket  # `Tăng trưởng GTSX quý I (5,48%) còn thấp`
    turn = next((t for t in reversed(words.between(words.start, opened)) if words.blank(t.end, opened)), None)
    if turn is None or turn.kind not in ("up", "down"):
        return ""
    said = words.text[turn.start : turn.end]
    return standing.before_bracket.removesuffix(said).strip() if standing.before_bracket.endswith(said) else ""


def _alone_before_bracket(words: Words, figure: Figure, standing: Standing) -> str:
    """What a parenthesis says the change of, where no figure stands before it: `giảm ở đàn trâu (giảm 5,8%) và đàn lợn
    (giảm 6,5%)`."""
    opened = words.text.rfind("(", words.start, figure.quantity.lead)
    inside = words.between(opened + 1, figure.quantity.lead)
    if opened < 0 or figure.measure not in ("change", "ratio") or words.plain(opened + 1, figure.quantity.lead):
        return ""
    if not inside or any(t.kind not in ("up", "down", "basis_plan", "is") for t in inside):
        return ""
    before = words.between(words.start, opened)
    edge = next((t for t in reversed(before) if t.kind in _EDGES), None)
    start = edge.end if edge is not None else words.start
    if (edge is not None and edge.kind == "Q") or words.has(start, opened, _COMPARES):
        return ""
    said = words.front(start, opened)
    if (told := said.rfind(" là ")) >= 0:
        said = said[told + len(" là ") :]  # `Ba chỉ tiêu chưa đạt là tăng trưởng GRDP (kịch bản tăng 9,5%)`
    if standing.last is not None and standing.leaders and names.says(standing.last.name.text, said):
        return ""  # `98 trường hợp vi phạm về đất đai, trật tự xây dựng (giảm 21 trường hợp)`
    return said if 0 < len(said.split()) <= _LONGEST_ALONE else ""


def _of_basis(figure: Figure, compared: Leader) -> tuple[Name, str] | None:
    """The name of a value that is said of a plan or an earlier time: `KH 520 ha`, `cùng kỳ 498 ha`."""
    kinds = {t.kind for t in figure.run}
    if figure.measure == "level" and figure.run and figure.run[0].kind == "against":
        return compared.name, "value_of_basis"  # `giảm 7 vụ so với 45 vụ của năm 2022`
    if "basis_plan" in kinds:
        if figure.unit in MONEY and compared.unit == "count":
            return Name(
                "Kế hoạch vốn", names.within(compared.name.text)
            ), "plan_of_last"  # `3 công trình với kế hoạch vốn`
        work = work_of(compared.name)  # `tổng mức đầu tư 2.846 tỷ đồng; kế hoạch năm 2026 620 tỷ đồng`
        return (Name("Kế hoạch vốn", work) if work else compared.name), "plan_of_last"
    if kinds & {"basis_year", "basis_period"} and "to" not in kinds:
        return compared.name, "value_of_basis"
    return None


def _sentence_subject(words: Words, figure: Figure, standing: Standing) -> str:
    """The subject that the sentence has said something of without a figure: `Thu tiền sử dụng đất đạt rất thấp, mới bằng
    16,9% dự toán`."""
    if not standing.first_in_sentence or figure.core_start <= words.start or figure.lone:
        return ""
    if not standing.leaders and (begun := _BEGUN.match(words.text, words.start, figure.quantity.lead)):
        return names.tidy(begun["what"])
    if (field := _IN_FIELD.match(words.text, words.start, figure.quantity.lead)) and not standing.leaders:
        return names.tidy(field["field"])
    said = next((t for t in words.tokens if t.kind in _SAYS and t.start > words.start), None)
    if said is None or said.start >= figure.core_start or words.has(words.start, said.start, (",", ":", "(")):
        return ""
    subject = words.front(words.start, said.start)
    return "" if subject.lower() == "đây" else subject  # `Đây là mức cao nhất từ trước đến nay, gấp 1,5 lần năm 2019`


def _changed_object(figure: Figure, compared: Leader | None, standing: Standing) -> Name | None:
    """What a change says behind the figure that it changes, where nothing before it is that: `giảm 25 hộ nghèo`."""
    if figure.unit == "count":
        noun = figure.counted or ""
        if harmed := harmed_in(noun, figure.follow, standing):
            return harmed
        same = compared is not None and alike(noun, compared.counted or "")
        rated = compared is not None and compared.name.head.lower().startswith(("tỷ lệ", "tỉ lệ"))
        if compared is not None and rated and not figure.follow and names.says(compared.name.thing, noun):
            return Name("Số", compared.name.thing)  # `tỷ lệ hộ nghèo 3,2%, giảm 1,1% (142 hộ)`
        bare = noun in CLASSIFIERS or noun in ("điểm", "bậc", "hạng")  # `chỉ số 71,2 điểm, tăng 2 điểm`
        if (bare and not figure.follow) or same:
            return None
        return Name(thing=f"{noun} {figure.follow}") if noun else None
    if figure.unit == "%" and (number := _NUMBER_BEHIND.fullmatch(figure.follow)):
        told = [x.name for x in standing.leaders if x.unit == "count" and names.says(x.name.text, number["of"])]
        return told[0] if told else of_event(Name(thing=number["of"]), number["of"].split()[0], standing)
    if figure.unit == "%" and figure.opens and figure.follow[:1].islower() and not measured_growth(figure.follow):
        return Name(head="" if figure.follow.startswith("số ") else "Tỷ lệ", thing=figure.follow)
    return None


def _count_of_share(figure: Figure, standing: Standing) -> tuple[Name, str] | None:
    """`tỷ lệ trường đạt chuẩn 76,9% (30/39 trường)`, `tỷ lệ cận nghèo 1,2% (17 hộ)`"""
    share = standing.last
    if share is None or share.measure != "share" or figure.core or figure.follow or not figure.counted:
        return None
    rate = share.name.head.lower().startswith(("tỷ lệ", "tỉ lệ"))
    again = figure.lone or any(t.kind == "is" for t in figure.run)  # `tỷ lệ hộ cận nghèo còn 5,12%, tương ứng 820 hộ`
    if figure.quantity.part != "part" and not (again and rate):
        return None
    if names.says(share.name.thing, figure.counted):
        return Name("Số", share.name.thing), "count_of_share"
    return (Name(thing=f"{figure.counted} {share.name.thing}"), "count_of_share") if figure.lone else None


def of_programme(name: Name, unit: str, programme: str) -> Name:
    """The name with the programme that the section is about, where capital and criteria are the programme's own."""
    said = name.text.lower()
    if "nông thôn mới" in said or "ntm" in said.split():
        return name
    if unit in MONEY and _CAPITAL.search(said):
        return Name(name.head, name.thing, f"{name.verb} {programme}".strip())
    short = (
        programme.rsplit(" ", 1)[-1]
        if programme.isascii() or programme.endswith("NTM")
        else programme.removeprefix("xây dựng ")
    )
    if said.startswith("tiêu chí") or re.match(r"(?:tổng )?số tiêu chí", said):
        return Name(name.head, re.sub(r"tiêu chí", f"tiêu chí {short}", name.thing, count=1), name.verb)
    if re.search(r"\b(?:đạt chuẩn|về đích)$", said):
        return Name(name.head, name.thing, f"{name.verb} {short}".strip())
    return name
