"""Random figures said in random ways: the sentences of a report with what they state, for the round trip.

Each part draws from the forms of the pattern catalogue that prose uses: values and units (U, N), approximations (A),
ranges and fractions (F), comparisons (5.1, 5.2), breakdowns (5.3) and brackets (P). Only combinations that a reader
takes in one way are made. Deterministic for a given `Random`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random

from phrasing_words import (
    APPROXIMATIONS,
    AREA,
    INCOME,
    MASS,
    MEASURES,
    MONEY,
    SHARE,
    YIELD,
    Measure,
)

YEAR = 2022


@dataclass(frozen=True)
class Fact:
    """What one figure states: value in the canonical unit, measure, basis, scenario."""

    low: Decimal
    high: Decimal
    unit: str
    measure: str = "level"
    basis: str | None = None
    scenario: str = "actual"


@dataclass(frozen=True)
class Said:
    """A text and its facts in reading order."""

    text: str
    facts: tuple[Fact, ...]


def printed_number(value: Decimal, random: Random) -> str:
    """Dots for thousands, comma for decimals; sometimes with padding zeros behind or before."""
    text = f"{value:,}".translate(str.maketrans(",.", ".,"))
    if "," not in text and value >= 1000 and random.random() < 0.1:
        text += ",00"
    if value == int(value) and value < 10 and "," not in text and random.random() < 0.6:
        text = "0" + text
    return text


def draw(measure: Measure, random: Random) -> Decimal:
    """A size of the measure, small ones as likely as large ones."""
    largest = random.choice([9, 90, 900, measure.largest])
    whole = Decimal(random.randint(1, min(largest, measure.largest)))
    places = random.choice([0, 0, min(1, measure.places), measure.places])
    return whole if places == 0 else whole + Decimal(random.randint(1, 10**places - 1)).scaleb(-places)


@dataclass
class Speaker:
    """One drafter: draws figures and phrasings, and keeps what has been stated."""

    random: Random
    facts: list[Fact] = field(default_factory=list)

    def one_of(self, *forms: str) -> str:
        return self.random.choice(forms)

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def value(self, measure: Measure, unit: tuple[str, str, str], fact: Fact, *, approx: bool = True) -> str:
        """One value of the measure as printed with its unit; `fact` tells the rest of what it states."""
        printed, canonical, factor = unit
        number = draw(measure, self.random)
        if printed == "đồng":
            number = Decimal(self.random.randint(100, 900_000)) * 1000
        if canonical == "count" and printed in ("con", "người", "lượt người"):
            number = number.to_integral_value()
        glue = "" if printed.startswith((" ", "%")) else self.random.choice([" ", " ", " ", " ", ""])
        text = printed_number(number, self.random) + glue + printed
        if printed == "tỷ đồng" and self.chance(0.15):
            more = self.random.randint(1, 999)
            text = f"{int(number)} tỷ {more} triệu đồng"
            number = int(number) + Decimal(more).scaleb(-3)
        low = number * Decimal(factor)
        self.facts.append(replace(fact, low=low, high=low, unit=canonical))
        return f"{self.one_of(*APPROXIMATIONS)} {text}" if approx and self.chance(0.15) else text

    def percent(self, fact: Fact, *, top: int = 40, range_too: bool = True) -> str:
        low = Decimal(self.random.randint(1, top * 10)) / self.random.choice([1, 10, 10, 10])
        low = min(low, Decimal(top))
        sign = -1 if fact.low < 0 else 1
        if range_too and self.chance(0.05):
            high = low + self.random.randint(1, 3)
            self.facts.append(
                replace(fact, low=min(sign * low, sign * high), high=max(sign * low, sign * high), unit="%")
            )
            a, b = printed_number(low, self.random), printed_number(high, self.random)
            return self.one_of(f"{a} - {b}%", f"{a}-{b}%", f"từ {a} - {b}%", f"từ {a} đến {b}%", f"từ {a}% đến {b}%")
        self.facts.append(replace(fact, low=sign * low, high=sign * low, unit="%"))
        approx = self.one_of("hơn ", "gần ", "trên ") if self.chance(0.1) else ""
        return approx + printed_number(low, self.random) + self.one_of("%", "%", "%", " %")

    def plan(self) -> str:
        return self.one_of(
            "kế hoạch", "KH", "kế hoạch năm", "dự toán", "dự toán tỉnh giao", "kế hoạch huyện giao", "nghị quyết",
            "chỉ tiêu", "kế hoạch đề ra", "nghị quyết HĐND huyện", "so với kế hoạch", "so với nghị quyết",
        )  # fmt: skip

    def last_year(self) -> str:
        return self.one_of(
            "so với cùng kỳ", "so cùng kỳ", "so với cùng kỳ năm trước", f"so với năm {YEAR - 1}", f"so năm {YEAR - 1}",
            "so với năm trước", "so CK", "so với cùng kỳ năm ngoái",
        )  # fmt: skip

    def comparison(self, measure: Measure, unit: tuple[str, str, str], scenario: str) -> str:
        """One comparison of the figure just stated."""
        fact = Fact(Decimal(1), Decimal(1), "%", "change", "previous_year", scenario)
        down = replace(fact, low=Decimal(-1))
        to_plan = replace(fact, measure="ratio", basis="plan")
        forms: list[Callable[[], str]] = [
            lambda: f"{self.one_of('tăng', 'tăng thêm')} {self.percent(fact)} {self.last_year()}",
            lambda: f"giảm {self.percent(down)} {self.last_year()}",
            lambda: f"{self.last_year()} {self.one_of('tăng', 'tăng')} {self.percent(fact)}",
            lambda: f"{self.last_year()} giảm {self.percent(down)}",
            lambda: (
                f"{self.one_of('bằng', 'đạt')} "
                f"{self.percent(replace(fact, measure='ratio'), top=140, range_too=False)} {self.last_year()}"
            ),
            lambda: f"{self.one_of('đạt', 'bằng')} {self.percent(to_plan, top=140, range_too=False)} {self.plan()}",
            lambda: f"vượt {self.percent(replace(fact, basis='plan'), range_too=False)} {self.plan()}",
        ]
        if measure not in (SHARE, YIELD, INCOME):
            times = replace(fact, measure="ratio")
            forms.append(lambda: f"gấp {self.times(times)} lần {self.last_year()}")
            forms.append(lambda: f"tăng {self.times(fact)} lần {self.last_year()}")
        if measure not in (SHARE,):
            forms.append(lambda: f"tăng {self.value(measure, unit, fact, approx=False)} {self.last_year()}")
            forms.append(lambda: f"giảm {self.negative(measure, unit, down)} {self.last_year()}")
        return self.random.choice(forms)()

    def times(self, fact: Fact) -> str:
        number = Decimal(self.random.randint(11, 49)) / 10
        self.facts.append(replace(fact, low=number, high=number, unit="times"))
        return printed_number(number, self.random)

    def negative(self, measure: Measure, unit: tuple[str, str, str], fact: Fact) -> str:
        text = self.value(measure, unit, fact, approx=False)
        last = self.facts.pop()
        self.facts.append(replace(last, low=-last.high, high=-last.low))
        return text

    def statement(self) -> str:
        """A sentence on one indicator: level, comparisons, perhaps a plan in brackets or a breakdown."""
        measure = self.random.choice(MEASURES)
        unit = self.random.choice(measure.printed)
        name = self.random.choice(measure.names)
        scenario, frame = self.random.choice(
            [
                ("actual", "{name} {is_}{value}"),
                ("actual", "{name} {is_}{value}"),
                ("actual", "Trong năm, {lower} {is_}{value}"),
                ("actual", "{name}: {value}"),
                ("actual", "- {name}: {value}"),
                ("actual", f"{{name}} năm {YEAR} {{is_}}{{value}}"),
                ("estimate", "{name} ước đạt {value}"),
                ("estimate", "{name} ước thực hiện {value}"),
                ("estimate", "{name} ước cả năm đạt {value}"),
                ("estimate", "Ước cả năm {lower} {is_}{value}"),
                ("plan", "Phấn đấu {lower} đạt {value}"),
            ]
        )
        lower = name[0].lower() + name[1:]
        is_ = self.one_of("đạt ", "đạt ", "là ", "")
        level = Fact(Decimal(0), Decimal(0), "", "share" if measure is SHARE else "level", None, scenario)
        text = frame.format(name=name, lower=lower, is_=is_, value=self.value(measure, unit, level))
        if scenario != "plan":
            text += self.tail(measure, unit, scenario)
        return text

    def tail(self, measure: Measure, unit: tuple[str, str, str], scenario: str) -> str:
        """What follows a level."""
        kind = self.random.random()
        if kind < 0.1:
            return ""
        if kind < 0.15:
            return self.two_plans(scenario)
        if kind < 0.2:
            return self.signed(measure, unit, scenario)
        if kind < 0.55:
            many = self.random.choice([1, 1, 2])
            said = [self.comparison(measure, unit, scenario) for _ in range(many)]
            return ", " + self.one_of(", ", " và ").join(said)
        if kind < 0.75:
            many = self.random.choice([1, 2])
            said = [self.comparison(measure, unit, scenario) for _ in range(many)]
            return " (" + self.one_of(", ", "; ").join(said) + ")"
        if kind < 0.83 and measure is not SHARE:
            target = Fact(Decimal(0), Decimal(0), "", scenario="plan")
            word = self.one_of("KH", "KH:", "KH giao", "kế hoạch là", "kế hoạch giao")
            return f" ({word} {self.value(measure, unit, target, approx=False)})"
        if kind < 0.9 and measure is not SHARE and scenario == "actual":
            earlier = Fact(Decimal(0), Decimal(0), "", scenario="previous")
            word = self.one_of("cùng kỳ", "cùng kỳ đạt", "cùng kỳ năm trước", "năm trước đạt")
            return f" ({word} {self.value(measure, unit, earlier, approx=False)})"
        if len(measure.parts) < 3:
            return ""
        parts = self.random.sample(list(measure.parts), self.random.choice([2, 3]))
        part = Fact(Decimal(0), Decimal(0), "", scenario=scenario)
        items = []
        for p in parts:
            item = f"{p}{self.one_of(' ', ': ', ' đạt ')}{self.value(measure, unit, part, approx=False)}"
            compared = self.chance(0.3)
            items.append(f"{item} ({self.comparison(measure, unit, scenario)})" if compared else item)
        opener = self.one_of(", trong đó: ", "; trong đó ", ", gồm: ", ", trong đó, ", ", bao gồm: ")
        return opener + self.one_of(", ", "; ").join(items)

    def two_plans(self, scenario: str) -> str:
        """The same result against the plans of two givers, or against a plan in a sentence of its own."""
        fact = Fact(Decimal(1), Decimal(1), "%", "ratio", "plan", scenario)
        first = f"{self.one_of('đạt', 'bằng')} {self.percent(fact, top=140, range_too=False)}"
        if scenario == "actual" and self.chance(0.4):
            return f". {first[0].upper()}{first[1:]} {self.one_of('so với kế hoạch tỉnh giao', 'kế hoạch năm')}"
        second = f"{self.one_of('đạt ', 'bằng ', '')}{self.percent(fact, top=140, range_too=False)}"
        giver = self.one_of("dự toán", "kế hoạch")
        return f", {first} {giver} tỉnh giao{self.one_of(', ', ' và ')}{second} {giver} huyện giao"

    def signed(self, measure: Measure, unit: tuple[str, str, str], scenario: str) -> str:
        """A change in per cent, and in the unit of its level with a sign in parentheses."""
        down = self.chance(0.5)
        fact = Fact(Decimal(-1 if down else 1), Decimal(1), "%", "change", "previous_year", scenario)
        share = self.percent(fact, range_too=False)
        if measure is SHARE:
            return f", {'giảm' if down else 'tăng'} {share} {self.last_year()}"
        size = (self.negative if down else self.plain)(measure, unit, fact)
        return f", {'giảm' if down else 'tăng'} {share} ({'-' if down else '+'}{size}) {self.last_year()}"

    def plain(self, measure: Measure, unit: tuple[str, str, str], fact: Fact) -> str:
        return self.value(measure, unit, fact, approx=False)

    def fraction(self) -> str:
        """Part and whole of a population or a target."""
        whole = self.random.randint(4, 200)
        part = self.random.randint(1, whole)
        noun, done = self.random.choice(
            [("xã", "đạt chuẩn nông thôn mới"), ("thôn", "đạt chuẩn văn hóa"), ("trường", "đạt chuẩn quốc gia"),
             ("hộ", "có nước sạch"), ("trạm y tế", "có bác sĩ")]
        )  # fmt: skip
        self.facts += [
            Fact(Decimal(part), Decimal(part), "count"),
            Fact(Decimal(whole), Decimal(whole), "count", scenario="plan"),
        ]
        text = self.one_of("Có", "Toàn huyện có", "Đến nay có") + f" {part:02}/{whole:02} {noun} {done}"
        if self.chance(0.5):
            share = self.percent(Fact(Decimal(1), Decimal(1), "%", "ratio", "total"), top=100, range_too=False)
            text += self.one_of(f", đạt {share}", f" (đạt {share})")
        return text

    def action(self) -> str:
        """Things done: a verb and a count, then others that lean on the first."""
        verb, noun = self.random.choice(
            [("Ban hành", "quyết định"), ("Cấp", "giấy phép xây dựng"), ("Tổ chức", "lớp tập huấn"), ("Kết nạp", "đảng viên"),
             ("Trao tặng", "suất quà"), ("Thành lập mới", "doanh nghiệp"), ("Xây mới", "nhà tình nghĩa")]
        )  # fmt: skip
        first = self.random.randint(1, 4000)
        self.facts.append(Fact(Decimal(first), Decimal(first), "count"))
        text = self.one_of("", "Đã ", "Trong năm đã ", "UBND huyện đã ")
        text = (
            f"{text}{verb[0].lower() + verb[1:] if text else verb} {printed_number(Decimal(first), self.random)} {noun}"
        )
        kind = self.random.random()
        if kind < 0.3:
            fact = Fact(Decimal(0), Decimal(0), "")
            joint = self.one_of(", kinh phí ", ", tổng kinh phí ", " với số tiền ", ", trị giá ")
            return text + joint + self.value(MONEY, MONEY.printed[self.random.choice([0, 2])], fact)
        if kind < 0.6:
            change = Fact(Decimal(0), Decimal(0), "count", "change", "previous_year")
            more = self.random.randint(1, 90)
            self.facts.append(replace(change, low=Decimal(more), high=Decimal(more)))
            return f"{text}, tăng {more:02} {noun} {self.last_year()}"
        return text

    def structure(self) -> str:
        """Shares of the economy, as a list or respectively."""
        sectors = ["nông nghiệp", "công nghiệp", "dịch vụ"]
        self.random.shuffle(sectors)
        share = Fact(Decimal(1), Decimal(1), "%", "share")
        if self.chance(0.5):
            values = [self.percent(share, top=60, range_too=False) for _ in sectors]
            listed = f"{values[0]}{self.one_of(', ', '; ')}{values[1]} và {values[2]}"
            respectively = self.one_of("lần lượt là", "lần lượt đạt", "tương ứng là")
            return f"Tỷ trọng {sectors[0]}, {sectors[1]} và {sectors[2]} {respectively} {listed}"
        return self.one_of("Cơ cấu kinh tế: ", "Cơ cấu kinh tế (theo giá hiện hành): ") + self.one_of("; ", ", ").join(
            f"{s} {self.one_of('chiếm', 'chiếm tỷ trọng')} {self.percent(share, top=60, range_too=False)}"
            for s in sectors
        )

    def crop(self) -> str:
        """Area, yield and output of one crop, the crop said once; comparisons between."""
        name = self.random.choice(["lúa", "ngô", "sắn", "lạc", "mía"])
        scenario = self.random.choice(["actual", "actual", "estimate"])
        attains = " ước đạt" if scenario == "estimate" else self.one_of("", " đạt")
        level = Fact(Decimal(0), Decimal(0), "", scenario=scenario)
        first = Fact(Decimal(0), Decimal(0), "")
        text = self.one_of(f"Diện tích {name} ", f"Cây {name}: Diện tích ", f"- Cây {name}: diện tích gieo trồng ")
        text += self.value(AREA, AREA.printed[0], first)
        if self.chance(0.4):
            text += ", " + self.comparison(AREA, AREA.printed[0], "actual")
        text += f"{self.one_of(', ', '; ')}năng suất{attains} {self.value(YIELD, YIELD.printed[0], level)}"
        text += f"; sản lượng{attains} {self.value(MASS, MASS.printed[0], level)}"
        if self.chance(0.4):
            text += ", " + self.comparison(MASS, MASS.printed[0], scenario)
        return text

    def periods(self) -> str:
        """A month, the running total and the expected year."""
        level = Fact(Decimal(0), Decimal(0), "")
        unit = MONEY.printed[self.random.choice([0, 2])]
        month = self.random.randint(2, 11)
        text = f"Thu ngân sách tháng {month} {self.one_of('', 'đạt ')}{self.value(MONEY, unit, level)}"
        so_far = self.one_of(
            f"lũy kế {month} tháng", "lũy kế từ đầu năm", f"lũy kế {month} tháng đầu năm", "lũy kế đến nay"
        )
        text += f"{self.one_of(', ', '; ')}{so_far} {self.one_of('', 'đạt ')}{self.value(MONEY, unit, level)}"
        if self.chance(0.5):
            text += f"{self.one_of(', ', '; ')}{self.one_of('ước cả năm đạt', 'ước cả năm')} "
            text += self.value(MONEY, unit, replace(level, scenario="estimate"))
        return text

    def decline(self) -> str:
        """From one level to another."""
        before, now = replace(SHARE_FACT, scenario="previous"), SHARE_FACT
        was = self.percent(before, top=30, range_too=False)
        year = self.one_of(f" năm {YEAR - 1}", f" (năm {YEAR - 1})", f" cuối năm {YEAR - 1}")
        return f"Tỷ lệ hộ nghèo giảm từ {was}{year} xuống còn {self.percent(now, top=30, range_too=False)}"

    def elided(self) -> str:
        """Items that leave out what the first one measures, each with its comparison."""
        measure = self.random.choice([AREA, MASS])
        unit = measure.printed[0]
        level = Fact(Decimal(0), Decimal(0), "")
        head = "Diện tích" if measure is AREA else "Sản lượng"
        parts = self.random.sample(list(measure.parts), 3)
        items = []
        for part in parts:
            item = f"{part}{self.one_of(' ', ': ')}{self.value(measure, unit, level, approx=False)}"
            items.append(f"{item}, {self.comparison(measure, unit, 'actual')}" if self.chance(0.7) else item)
        return f"{head} " + "; ".join(items)


SHARE_FACT = Fact(Decimal(1), Decimal(1), "%", "share")


def paragraph(random: Random) -> Said:
    """One or two sentences and all that they state."""
    speaker = Speaker(random)
    others = (
        speaker.fraction,
        speaker.action,
        speaker.structure,
        speaker.crop,
        speaker.periods,
        speaker.decline,
        speaker.elided,
    )
    said = [
        random.choice(others)() if random.random() < 0.5 else speaker.statement()
        for _ in range(random.choice([1, 1, 1, 2]))
    ]
    text = ". ".join(said) + random.choice([".", "", "./."])
    return Said(text, tuple(speaker.facts))
