"""The names of counts: `128 nhiệm vụ hoàn thành đúng hạn`, `ban hành 412 quyết định`, `hộ nghèo còn 21 hộ`.

Signals, in order: a word that stands for another of the name before it (`đại học` for `thạc sĩ`); the noun phrase a copula
ties to the figure; the counted noun with what follows it and what was done, to it or to what was just counted; the
breakdown's parent; the count it is tied to by a preposition or slash; what `belonging` adds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.frozen import replace
from pipeline.grammar import names
from pipeline.grammar.belonging import (
    EMPLOYS,
    OWN_NAME,
    OWN_PREDICATE,
    beside_label,
    employer,
    joined_verb,
    of_event,
    of_label,
    telling_label,
    with_parent,
)
from pipeline.grammar.bodies import counts_bodies
from pipeline.grammar.classifiers import DOER, PEOPLE, of_people
from pipeline.grammar.completion import PARTED, PROPER, TOTAL, complete
from pipeline.grammar.counts import POPULATION, Count, count_of
from pipeline.grammar.labelled_counts import acted_on, again_verb, grade, label, noun_unsaid, on_time
from pipeline.grammar.linked_counts import (
    herd_of_farm,
    linked_count,
    member,
    other_kind,
    per,
    piece,
    power,
    slash_count,
    staff,
    volume,
)
from pipeline.grammar.names import Name
from pipeline.grammar.occasions import contest_of_prize, occasion_of_gift
from pipeline.grammar.parallel import from_shared_word, from_sibling, in_time, is_class_word
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.standing import AREA, CLASSIFIERS, Figure, Standing, split
from pipeline.grammar.sums import given_by_another
from pipeline.grammar.targets import target_met
from pipeline.grammar.words import Words
from pipeline.lexicon.function_words import naming_words, noun_class

_SEVERAL = re.compile(r"\W*(?:các|những|nhiều) \w", re.IGNORECASE)
_MORE = re.compile(r"(?:có )?thêm")
_OF_PLACE = re.compile(
    r" (?:của )?(?:toàn )?(?:huyện|xã|phường|thị xã|thị trấn|thành phố|tỉnh)(?: ta)?$", re.IGNORECASE
)
_NUMBER_OF = re.compile(r"^(?:tổng )?số (?=\w)", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:tổng )?(?:số )?lượng (?=\w)", re.IGNORECASE)
_PUPILS = re.compile(rf"\b(?:{naming_words('pupil')})\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"(?:các )?(?:trạm|bệnh viện|trung tâm|phòng khám|bưu điện|ngân hàng|hội|công an|đồn|chi cục)\b", re.IGNORECASE
)
_ONE_OF_SEVERAL = re.compile(r"(?:đợt|lần|kỳ|hạng|loại) [\wIVX]+$", re.IGNORECASE)
_IS_LEFT = re.compile(r"\bhiện(?: nay)?,? (?:còn|có) $")
"""what there is now was not all done: `sáp nhập 2 trường, hiện còn 60 trường`"""
_FUNDS = re.compile(r"(?:nguồn )?(?:vốn|ngân sách|kinh phí|quỹ)\b", re.IGNORECASE)
_HARMED = re.compile(rf"\b(?:{naming_words('casualty')})\b", re.IGNORECASE)
_SIZED = re.compile(r"(?:dưới |trên )?\d")
_HERD = re.compile(r"(?:khôi phục|phát triển|duy trì|nâng|tái lập|đưa) (?=(?:tổng )?đàn \w)", re.IGNORECASE)
_IS_OF = re.compile(r" là (?:con |những |các )?(?:số|kết quả|tổng)\b", re.IGNORECASE)
_CASES = frozenset({"vụ", "ca", "trường hợp", "lượt", "việc", "lần", "đối tượng"})
"""nouns that say nothing of what is counted"""
_VACCINE = re.compile(r"vắc[ -]?xin\b|vaccine?\b", re.IGNORECASE)
_TELLS = 3  # words of a counted noun; more say what it is themselves
_OUT_OF = re.compile(r"\b(?:trong|trên|/) tổng(?: số)?\s*$", re.IGNORECASE)


def counted_name(words: Words, f: Figure, s: Standing) -> tuple[Name, str]:
    """The name of what a figure counts, and the rule that gave it: the first of `_RULES` that applies."""
    count = count_of(words, f, s)
    for rule in _RULES:
        name = rule(count)
        if name is not None:
            name = beside_label(name, count.noun, s) if rule in _LEANING and not s.first_in_sentence else name
            return name, rule.__name__.lstrip("_")
    raise AssertionError("the last rule always applies")


def _of_bodies(c: Count) -> Name | None:
    """`UBND 14 xã, thị trấn`, `Hội Nông dân và 14 xã`: how many of them there are"""
    whole = counts_bodies(c.words, c.noun, c.f.quantity.lead)
    return Name(head="Tổng số", thing=c.noun) if whole else None


def _set_by_another(c: Count) -> Name | None:
    """`Chỉ tiêu trồng cây tỉnh giao 120.000 cây, HĐND huyện giao 150.000 cây`"""
    return given_by_another(c.leans, c.f.unit, c.f.raw) if c.phrase and not c.f.follow else None


def _parallel(c: Count) -> Name | None:
    """`trình độ thạc sĩ 12 người, đại học 57 người`"""
    if c.leans is None or not c.phrase or c.verb or c.f.follow or c.f.measure != "level":
        return None
    if (c.leans.counted or "").split()[:1] != c.noun.split()[:1]:
        return None
    told = names.tidy(f"{c.leans.name.thing} {c.leans.name.verb}")
    said = from_sibling(told, c.phrase) or in_time(c.leans.name.verb, told, c.phrase)
    if not said and c.phrase.split()[0].isupper():
        said = from_shared_word(told, c.phrase)  # `tham gia BHXH bắt buộc 640 người, BHXH tự nguyện 120 người`
    if c.phrase[:1].isdigit():  # `tàu từ 6 m đến dưới 9 m 96 chiếc, từ 9 m đến dưới 12 m 50 chiếc`
        said = from_shared_word(told, f"từ {c.phrase}")
    if _ONE_OF_SEVERAL.match(c.phrase):
        said = from_shared_word(told, c.phrase)  # `tiêm phòng đợt I 620 liều, đợt II 580 liều`
    return Name(c.leans.name.head, said) if said not in ("", c.phrase) else None


def _population(c: Count) -> Name | None:
    """`94 trẻ trong tổng số 712 trẻ được sinh ra`"""
    tied = c.words.text[c.words.start : c.f.quantity.lead]
    if c.noun and c.phrase.lower() in ("tổng", "tổng số"):
        return Name(head="Tổng số", thing=f"{c.noun} {c.f.follow}")  # `71 trường với tổng số 28.640 học sinh`
    return Name(head="Tổng số", thing=f"{c.noun} {c.f.follow}") if c.noun and _OUT_OF.search(tied) else None


def _change_with_subject(c: Count) -> Name | None:
    """`số hộ nghèo giảm 08 hộ`"""
    if c.f.measure != "change":
        return None
    said = _NUMBER_OF.sub("", c.phrase)
    if (
        said != c.phrase and c.noun and said.lower().startswith(c.noun)
    ):  # `số vụ giảm 13 vụ, số người chết giảm 09 người`
        alike = [x.name for x in c.s.leaders if names.says(x.name.text, said)]
        return alike[-1] if alike and not c.verb else of_event(Name(thing=said, verb=c.verb), c.noun, c.s)
    return split(Name(thing=c.phrase or c.noun, verb=c.verb))


def _subject(c: Count) -> Name | None:
    """`hộ nghèo còn 21 hộ`, `đàn bò 1.137 con`"""
    if not c.phrase:
        return None
    if c.verb and c.noun in noun_class("person") and (_OFFICE.match(c.phrase) or DOER.match(c.phrase)):
        return None  # `Trạm y tế khám 12.450 lượt người`: who did it, and for how many
    whole = c.s.parent
    served = c.copula and c.f.run[0].kind == "link" and c.f.said(c.words.text).startswith("cho")
    if served and not c.verb and (acts := find_phrases(c.phrase)) and acts[0].kind == "verb" and acts[0].start == 0:
        return Name(thing=f"{c.noun} {c.f.follow}", verb=c.phrase)  # `Việc cấp thẻ được thực hiện cho 3.215 hội viên`
    # `300 con giống: Mộc Hà 200 con`, `tàu: dưới 90 CV 64 chiếc`
    parted = PROPER.match(c.phrase) is not None or _SIZED.match(c.phrase) is not None
    same = whole is not None and ((whole.counted or "").startswith(c.noun) or of_people(c.noun, whole))
    portion = whole is not None and (whole.counted or "").startswith(f"{c.noun} ")  # `133 ổ dịch, tại: Đông Hà 47 ổ`
    if (c.noun in CLASSIFIERS or portion) and parted and not c.verb and whole is not None and same:
        head, thing = TOTAL.sub("", whole.name.head), TOTAL.sub("", whole.name.thing)
        part = f"từ {c.phrase}" if c.phrase[:1].isdigit() else c.phrase
        return Name(head, f"{thing} {part}", whole.name.verb)
    told = not c.verb and (names.says(c.phrase, c.noun) or (c.copula and not c.has and not (c.colon and c.f.follow)))
    person = c.noun in noun_class("person") and not c.verb
    kind = person and PEOPLE.match(c.phrase) is not None and not names.split_head(c.phrase)[0]
    told = told or kind  # `nông dân 230 người`
    if person and c.f.said(c.words.text).startswith("được") and not names.says(c.phrase, c.noun):
        return None  # `khám chữa bệnh được 9.640 lượt người`: what was done, and for how many
    herds = c.noun == "con" and c.phrase.lower().startswith(("đàn ", "tổng đàn "))
    classed = c.noun in CLASSIFIERS and not c.f.follow and (herds or not c.has) and not person
    if not told and not classed:
        return None
    if c.noun == "con" and c.s.labelled and c.s.topic.lower().startswith("tiêm "):
        return Name(thing=f"con {names.within(c.s.topic)} {c.phrase}")  # `Tiêm phòng vụ xuân: dại chó 640/720 con`
    if c.noun == "con" and _VACCINE.match(c.phrase):
        return Name(thing=f"con tiêm {names.within(c.phrase)}")  # `vắc xin cúm gia cầm được 3.738.280 con`
    herd = c.noun == "con" and not c.verb and not names.split_head(c.phrase)[0] and not names.says(c.phrase, "con")
    if c.noun == "con" and _HERD.match(c.phrase):
        herd, c = False, replace(c, phrase=_HERD.sub("", c.phrase))  # `khôi phục đàn lợn lên 32.000 con`
    name = Name(head="Đàn" if herd else "", thing=c.phrase, verb=c.verb)
    if told and whole is not None and (c.noun == whole.counted or of_people(c.noun, whole)):
        return with_parent(name, c.noun, c.f, c.s)  # `trợ cấp cho 486 người, gồm: người khuyết tật 214 người`
    whole_name = complete(name, c.f.unit, c.s)
    return of_event(whole_name, c.noun, c.s) if _HARMED.search(c.phrase) or _HARMED.search(c.verb) else whole_name


def _person(c: Count) -> Name | None:
    """`hỗ trợ theo Nghị quyết số 42 cho 118 người`"""
    if c.noun not in noun_class("person") or not c.phrase or c.verb or c.f.follow or c.has:
        return None
    if c.s.labelled and (parted := PARTED.fullmatch(c.s.topic)):
        return Name(
            thing=f"{parted['what']} {names.within(c.phrase)}"
        )  # `Thiếu bác sĩ theo tuyến: tuyến tỉnh 44 người`
    if names.split_head(c.phrase)[0]:
        return split(Name(thing=_OF_PLACE.sub("", c.phrase)))  # `dân số của huyện 118.450 người`
    last = c.leans
    if last is not None and last.counted == c.noun and c.f.raw.strip().startswith(("được", "đã được")):
        return Name(last.name.head, last.name.thing, c.phrase)  # `trẻ em mồ côi 2.310 em, được trợ giúp 2.250 em`
    whole = c.s.parent
    if (
        whole is not None
        and (whole.counted or "").split()[:1] == c.noun.split()[:1]
        and len(whole.name.text.split()) > 2
    ):
        thing = f"{whole.name.thing} {names.within(c.phrase)}"
        return Name(whole.name.head, thing, whole.name.verb)  # `trong đó Đài Loan 66 người`
    if c.noun == "em" and whole is not None and _PUPILS.match(whole.counted or "") and not _PUPILS.search(c.phrase):
        return Name(thing=f"{whole.counted} {names.within(c.phrase)}")  # `1.500 học sinh: MN 600 cháu, TH 900 em`
    if whole and c.noun != "cháu" and of_people(c.noun, whole) and not PEOPLE.match(c.phrase) and not c.f.run:
        thing = f"{whole.name.thing} {names.within(c.phrase)}"
        return Name(
            whole.name.head, thing, whole.name.verb
        )  # `1.480 học viên đi thực tập: may mặc 612 em, điện tử 455 em`
    thing = c.phrase if c.noun in ("em", "cháu") and _PUPILS.search(c.phrase) else f"{c.noun} {names.within(c.phrase)}"
    return of_event(Name(thing=thing), c.noun, c.s)


def _existential(c: Count) -> Name | None:
    """`trên địa bàn có 19 doanh nghiệp thành lập mới`"""
    if not c.phrase or c.verb or not (c.has or c.colon) or len(c.f.follow.split()) < 2:
        return None
    acts = any(p.kind == "verb" for p in find_phrases(c.phrase))
    place = (
        "" if acts or not (c.colon and OWN_NAME.search(c.phrase)) else c.phrase
    )  # `Siêu thị A: 94/110 gian đã cho thuê`
    return with_parent(Name(thing=f"{c.noun} {c.f.follow}", verb=names.within(place)), c.noun, c.f, c.s)


def _counted_subject(c: Count) -> Name | None:
    """`chứng thực 6.905 hồ sơ`"""
    if not c.phrase or c.verb:
        return None
    if c.noun in ("hộ", "hộ dân") and POPULATION.match(c.phrase):  # `Dân số toàn phường 4.832 hộ`
        return Name(head="Tổng số", thing=c.noun)
    if c.noun.startswith("lượt") and _AMOUNT.match(c.phrase):  # `lượng khách du lịch 125.000 lượt`
        return Name(thing=f"{c.noun} {_AMOUNT.sub('', c.phrase)} {c.f.follow}")
    acts = next((p for p in find_phrases(c.phrase) if p.kind == "verb" and p.start), None)
    if c.f.raw.strip().startswith("thuộc thẩm quyền"):
        return Name(thing=c.noun, verb="thuộc thẩm quyền")  # `tiếp nhận 342 đơn, thuộc thẩm quyền 186 đơn`
    done = c.phrase[acts.start :] if acts is not None and DOER.match(c.phrase) else c.phrase
    # `Trạm khuyến nông đã phê duyệt hỗ trợ giống cho 842 nhà vườn`
    if c.f.follow and c.f.said(c.words.text) == "của" and _IS_OF.search(c.phrase):
        done = ""  # `Số liệu là số cộng gộp của 3 xã cũ`
    visits = c.noun == "lượt" and c.leans and names.says(c.leans.name.text, "khách") and not names.says(done, "khách")
    noun = "lượt khách" if visits else c.noun
    name = Name(thing=f"{noun} {c.f.follow}", verb=done)
    acted = acts is None and any(
        p.kind == "verb" and not p.start for p in find_phrases(done)
    )  # `đào tạo nghề cho 40 người`
    return of_label(of_event(with_parent(name, c.noun, c.f, c.s, acted=acted), c.noun, c.s), c.s)


def _counted_verb(c: Count) -> Name | None:
    """`ban hành 412 quyết định`"""
    if not c.verb:
        return None
    if c.colon and not c.f.follow and (acted := acted_on(f"{c.phrase} {c.verb}".strip(), c.noun)):
        return acted
    thing = f"{c.noun} {c.f.follow}" if c.f.follow or not c.phrase else f"{c.noun} {names.within(c.phrase)}"
    if c.phrase and c.noun and not c.f.follow and names.says(c.phrase, c.noun):
        thing = c.phrase  # `tổng số hồ sơ tiếp nhận 120 hồ sơ`
    if EMPLOYS.match(c.verb) and not c.f.follow and not c.phrase and (holder := employer(c.words, c.f, c.s)):
        return Name(thing=c.noun, verb=f"{c.verb} tại {holder}")
    if _FUNDS.match(c.phrase) and c.f.follow:  # `Vốn chương trình đầu tư 17 công trình giao thông`
        return Name(thing=thing, verb=f"{c.verb} từ {names.within(c.phrase)}")
    if c.noun.startswith("lượt") and not c.f.follow and _SEVERAL.match(c.f.raw) and not OWN_NAME.search(c.phrase):
        thing = c.noun  # `Các khu vui chơi đón 318.000 lượt khách`
    if doer := _doer_of_part(c):
        return Name(thing=thing, verb=f"{doer} {c.verb}")
    name = with_parent(Name(thing=thing, verb=_on_occasion(c)), c.noun, c.f, c.s, acted=not c.phrase)
    return of_label(of_event(name, c.noun, c.s), c.s)


def _doer_of_part(c: Count) -> str:
    """Who did its part of what was done: `tiếp nhận 258 đơn, trong đó UBND huyện tiếp nhận 93 đơn`"""
    whole = c.s.parent
    if whole is None or c.phrase or whole.counted is None or c.noun not in whole.counted:
        return ""
    if not names.says(whole.name.verb, c.verb):
        return ""
    said = [t for t in c.words.between(c.f.left, c.f.quantity.lead) if t.kind in ("agent", "area")]
    return c.words.text[said[0].start : said[-1].end] if said and said[0].kind == "agent" else ""


def _on_occasion(c: Count) -> str:
    """What was given, with the occasion that the sentence opens with: `Dịp Tết trao 50 suất quà`."""
    return f"{c.verb} {occasion_of_gift(c.words, c.noun, c.verb, c.f.core_end)}".strip()


def _prize(c: Count) -> Name | None:
    """`Tại hội thao cấp tỉnh, đoàn của huyện giành 18 huy chương`"""
    prize = names.tidy(f"{c.noun} {c.f.follow}")
    contest = contest_of_prize(c.words, prize, c.f.quantity.lead)
    if not contest or (c.s.parent is not None and not c.f.core):
        return None
    return Name(thing=prize, verb="" if names.says(prize, contest) else contest)


def _same_again(c: Count) -> Name | None:
    """`đầu năm có 46 hộ nghèo; đến nay còn 38 hộ`"""
    last = c.s.last
    if last is None or c.f.follow or AREA.match(c.f.raw.strip()):
        return None
    if last.measure == "share":  # `có 200 hộ nghèo, chiếm 4%; cuối năm còn 150 hộ`
        last = next((x for x in reversed(c.s.leaders) if (x.counted or "").split()[:1] == c.noun.split()[:1]), last)
    if c.noun != last.counted and len(c.noun.split()) > 1:  # `200 hộ nghèo, 80 hộ cận nghèo; cuối năm còn 150 hộ nghèo`
        last = next((x for x in reversed(c.s.leaders) if x.counted == c.noun), None)
    if last is None or (
        (last.counted or "").split()[:1] != c.noun.split()[:1] and not (last.measure == "change" and c.leans)
    ):
        return None  # `đàn trâu giảm 3,1%, còn 5.614 con`
    if c.s.holder and not names.says(last.name.text, c.s.holder):
        return None  # `Làng nghề A có 14 cơ sở; làng nghề B rộng 2,7 ha, có 11 cơ sở`
    if any(c.words.text[t.start : t.end].lower().endswith("tổng số lên") for t in c.f.run):
        return Name(last.name.head, last.name.thing)  # `thành lập mới 12 HTX, nâng tổng số lên 48 HTX`
    return last.name if any(t.kind in ("to", "is", "estimate") for t in c.f.run) else None


def _breakdown_count(c: Count) -> Name | None:
    """`gồm 412 quyết định, 94 kế hoạch`"""
    if c.s.parent is None:
        return None
    herd = f"{c.noun} {c.f.follow}".removeprefix("con ").strip()
    if c.noun.split()[:1] == ["con"] and herd and "đàn" in c.s.parent.name.text.lower():
        return Name(head="Đàn", thing=herd)  # `tổng đàn 8.910 con, gồm 640 con ngựa`
    if is_class_word(c.noun) and c.s.parent.counted and not c.f.follow:
        kind = Name(thing=f"{c.s.parent.counted} {c.noun}")
        return with_parent(kind, c.s.parent.counted, c.f, c.s)  # `18 huy chương: 5 vàng`, `9 trường (3 MN, 4 TH)`
    tied = (
        c.words.text[c.f.left : c.f.quantity.lead].strip(" ,") == "với"
    )  # `26 hợp tác xã nông nghiệp với 1.842 thành viên`
    whole = c.s.last if tied and c.s.last is not None else c.s.parent
    organised = c.noun in noun_class("member") and whole.unit == "count" and c.noun not in (whole.counted or "")
    if organised and not c.f.follow:  # `24 hợp tác xã, trong đó 18 loại tốt, 3.120 thành viên`
        return Name(thing=c.noun, verb=names.within(whole.name.text))
    return of_event(with_parent(Name(thing=f"{c.noun} {c.f.follow}"), c.noun, c.f, c.s), c.noun, c.s)


def _coordinate_classifier(c: Count) -> Name | None:
    """`tai nạn giao thông 21 vụ, 16 người bị thương`"""
    if c.leans is None or c.noun not in CLASSIFIERS or len(c.f.follow.split()) >= 4:
        return None
    name = of_event(Name(thing=f"{c.noun} {c.f.follow}"), c.noun, c.s)
    return Name(thing=name.thing, verb=c.leans.name.verb if not c.f.follow else "")


def _count(c: Count) -> Name | None:
    """`21 thôn nông thôn mới kiểu mẫu`"""
    topic = c.s.topic
    if not c.f.follow and c.s.labelled and c.s.first_in_sentence and c.noun and names.says(topic, c.noun):
        return Name(thing=topic)  # `Hộ nghèo: còn 214 hộ`
    if not c.f.follow and c.leans is not None:
        return None
    if c.s.labelled and not c.f.follow and c.noun in _CASES and (label := telling_label(topic)):
        return Name(thing=f"{c.noun} {names.within(label)}")  # `Cháy rừng: xảy ra 7 vụ`
    telling = len(topic.split()) > 2 or any(word.isupper() for word in topic.split())
    own = len(c.noun.split()) > _TELLS  # `vụ tai nạn giao thông`
    topical = telling and not own and (c.s.labelled or c.s.item or c.s.bullet)
    if not c.f.follow and topical and not AREA.match(topic) and c.noun not in CLASSIFIERS:
        return Name(thing=f"{c.noun} {names.within(telling_label(topic) if c.s.labelled else topic)}")
    if any(_MORE.fullmatch(c.words.text[t.start : t.end].lower()) for t in c.f.run):
        return Name(thing=f"{c.noun} {c.f.follow}", verb="tăng thêm")
    return Name(thing=f"{c.noun} {c.f.follow}", verb=_shared_verb(c))


def _shared_verb(c: Count) -> str:
    """What was done to the count before it and to this one: `tạm giữ 215 bảng hiệu và 38 xe đẩy`"""
    if c.leans is None or OWN_PREDICATE.match(c.f.follow) or names.says(c.f.follow, "đạt"):
        return ""
    return joined_verb(c.words, c.f, c.leans)


def _coordinate_count(c: Count) -> Name | None:
    """`ban hành 412 quyết định, 94 kế hoạch`"""
    acted = c.words.has(c.f.left, c.f.quantity.lead, ("verb", "silent"))  # `ban hành 12 công văn, tổ chức 4 cuộc thi`
    acted = acted or c.has or _IS_LEFT.search(c.words.text, c.f.left, c.f.quantity.lead) is not None
    return Name(thing=c.noun, verb=c.leans.name.verb if c.leans is not None and not acted else "")


_RULES: tuple[Callable[[Count], Name | None], ...] = (
    _of_bodies, _set_by_another, _prize, staff, piece, grade, _parallel, target_met, _population, noun_unsaid,
    _change_with_subject, per, power, on_time, volume, label, _subject, _person, _existential, _counted_subject,
    again_verb, _counted_verb, _same_again, other_kind, herd_of_farm, _breakdown_count, slash_count, linked_count,
    _coordinate_classifier, member, _count, _coordinate_count,
)  # fmt: skip
_LEANING = frozenset({_coordinate_classifier, member, _count, _coordinate_count})
"""rules that name a figure by its own words alone: `Hỗ trợ nuôi ong: 04 mô hình, 62 hộ tham gia`"""
