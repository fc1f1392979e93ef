"""Counts that their label names, or that lean on the noun counted before them: `Trợ cấp hằng tháng: 1.126 đối tượng`.

Signals, in order: the label's own words; the words between it and the figure; the noun counted last.
Never: takes a field of work (`Giáo dục: 11 trường`) for what is counted.
"""

from __future__ import annotations

import re

from pipeline.grammar import names
from pipeline.grammar.belonging import BARE, OWN_PREDICATE
from pipeline.grammar.counts import Count
from pipeline.grammar.names import Name
from pipeline.grammar.phrases import find_phrases
from pipeline.grammar.standing import CLASSIFIERS, FIELD, alike
from pipeline.lexicon.function_words import noun_class

_GRADE = re.compile(r"(?P<what>trình độ|chất lượng|độ tuổi)(?: (?:của|đội ngũ))* (?P<of>[^\W\d].+)", re.IGNORECASE)


def grade(c: Count) -> Name | None:
    """`Trình độ giáo viên: đại học 186 người, trên đại học 6 người`"""
    grade = _GRADE.fullmatch(c.s.topic) if c.s.labelled and c.phrase and not c.verb and not c.f.follow else None
    if grade is None or c.s.parent is not None or c.noun not in noun_class("person"):
        return None
    return Name(thing=f"{grade['of']} {grade['what'].lower()} {names.within(c.phrase)}")


def noun_unsaid(c: Count) -> Name | None:
    """`vi phạm trật tự xã hội 14 vụ; làm rõ 12`: a bare number counts what was last counted"""
    last = c.s.last
    if last is not None and not last.counted and last.unit == "count":
        last = next((x for x in reversed(c.s.leaders) if x.counted), last)  # `…; lưu trú 12.650, quốc tế 1.900`
    if c.noun or last is None or not last.counted or c.f.measure != "level" or not (c.verb or c.phrase):
        return None
    if len(c.phrase.split()) > BARE or names.split_head(c.phrase)[0]:
        return None
    visits = last.counted == "lượt" and names.says(last.name.text, "khách")
    return Name(last.name.head, "lượt khách" if visits else last.name.thing, f"{c.phrase} {c.verb}".strip())


def label(c: Count) -> Name | None:
    """`Trợ cấp hằng tháng: 1.126 đối tượng`"""
    if c.colon and c.noun and c.f.core.lower() == c.noun.lower():
        return Name(thing=c.f.core)  # `Cơ sở lưu trú: 43`
    if not (c.colon and c.phrase and c.noun) or c.verb or c.f.follow or c.noun in CLASSIFIERS:
        return None
    if FIELD.fullmatch(c.phrase):
        return Name(head="Tổng số", thing=c.noun)  # `Giáo dục: 11 trường`
    if acted := acted_on(c.phrase, c.noun):
        return acted
    return Name(thing=f"{c.noun} {names.within(c.phrase)}") if not names.says(c.phrase, c.noun.split()[0]) else None


def acted_on(said: str, noun: str) -> Name | None:
    """`Xóa nhà tạm: 27 nhà`: what was done, and to what of the counted noun"""
    verb, of, kind = said.partition(f" {noun} ")
    acts = bool(of) and (phrases := find_phrases(said)) and phrases[0].kind == "verb" and phrases[0].start == 0
    return Name(thing=f"{noun} {kind}", verb=f"được {names.within(verb)}") if acts else None


_DUE = re.compile(r"(?:trước|đúng|sớm)(?: hạn)?(?:,? (?:và )?(?:trước|đúng|trong))? hạn", re.IGNORECASE)


def on_time(c: Count) -> Name | None:
    """`đã giải quyết 11.508 hồ sơ, đúng hạn 11.474 hồ sơ`: of those that were dealt with"""
    if not c.noun.startswith(("hồ sơ", "đơn")) or c.verb or c.f.measure != "level" or not _DUE.fullmatch(c.phrase):
        return None
    return Name(thing=f"{c.noun} {c.f.follow}", verb=f"giải quyết {names.within(c.phrase)}")


_RUNS = re.compile(r"(?:hoạt động|kinh doanh có lãi|sản xuất)$", re.IGNORECASE)
_LONGEST_KIND = 6
_OFFENCES = {"vi phạm", "khiếu nại", "tố cáo"}  # verbs that name what was counted


def again_verb(c: Count) -> Name | None:
    """`trộm cắp xảy ra 80 vụ; đã làm rõ 61 vụ`: something else was done to what was just counted"""
    last = c.leans
    if last is None or not c.verb or c.phrase or c.f.follow or c.noun in CLASSIFIERS or c.f.measure != "level":
        return None
    alike_before = (t.quantity for t in c.words.between(c.words.start, last.quantity.start) if t.quantity)
    listed = any(q.counted == last.counted for q in alike_before)
    if listed and ";" in c.words.text[last.quantity.end : c.f.core_start]:
        return None  # `24 trường mầm non, 18 trường tiểu học; xây mới 21 trường`: of all of them
    if c.noun.startswith(f"{last.counted} "):
        return None  # `gia cầm 41.500 con; xuất chuồng 6.240 con lợn`
    if not alike(c.noun, last.counted or "") or c.words.has(c.words.start, c.f.core_start, ("opener",)):
        return None
    said = {c.words.text[t.start : t.end].lower() for t in c.words.tokens if t.kind in ("verb", "silent")}
    done = said - _OFFENCES
    acted = any(last.name.verb.lower().startswith(verb) for verb in done)
    kind = names.without_words(last.name.thing if acted else last.name.text, last.counted or "")
    if not kind or OWN_PREDICATE.match(kind) or _RUNS.match(kind) or len(kind.split()) > _LONGEST_KIND:
        return None
    return Name(thing=f"{c.noun} {names.within(kind)}", verb=c.verb)
