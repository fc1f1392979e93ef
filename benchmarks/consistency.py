"""What `check` finds and what it must not, over sentences and tables in many drafters' hands:
`python benchmarks/consistency.py [--errors]`.

Problem: reports of our own are few, and each has one drafter. `tests/corpus/contradictions.toml` has what cannot be true,
one relation each, `tests/corpus/coherent.toml` what only looks so; both were written before the rules that read them.
A contradiction is found where a finding has its rule and at least two of its figures; any other finding is false.
Never: a case that is left out because the rules do not reach it.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from pipeline.report import read_report
from schemas.finding import Finding
from schemas.report import Report

CORPUS = Path(__file__).parents[1] / "tests/corpus"
HEAD = "BÁO CÁO\nTình hình kinh tế - xã hội năm 2022\n\nI. KẾT QUẢ THỰC HIỆN\n\n"


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one corpus file."""
    found: list[dict[str, Any]] = tomllib.loads((CORPUS / f"{name}.toml").read_text("utf-8"))["case"]
    return found


def report_of(text: str, file: Path) -> Report:
    """A report whose body is `text`."""
    file.write_text(f"{HEAD}{text}\n", encoding="utf-8")
    return read_report(file)


def is_found(case: dict[str, Any], finding: Finding) -> bool:
    """Is this the contradiction of the case: its rule, and two of its figures at least?"""
    stated = [float(value) for value in finding.values]
    return finding.rule == case["rule"] and sum(float(value) in stated for value in case["values"]) >= 2


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="print each case missed and each false finding")
    arguments = parser.parse_args()
    found, false, lines = 0, 0, []
    contradictions, coherent = cases("contradictions"), cases("coherent")
    with tempfile.TemporaryDirectory() as folder:
        for case in contradictions + coherent:
            findings = report_of(case["text"], Path(folder) / "bao-cao.txt").findings
            right = [one for one in findings if "rule" in case and is_found(case, one)]
            wrong = [one for one in findings if one not in right]
            found += bool(right)
            false += len(wrong)
            if "rule" in case and not right:
                lines.append(f"missed: {case['about']}: {case['rule']} {case['values']}")
            lines += [f"false: {case['about']}: {one.rule} {one.severity} {one.message}" for one in wrong]
    if arguments.errors:
        print(*lines, sep="\n")
    print(f"contradictions {len(contradictions)}  recall {found / len(contradictions):.3f}  "
          f"coherent {len(coherent)}  false findings {false}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
