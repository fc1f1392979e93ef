"""Fuzzing guided by coverage (atheris): `python benchmarks/fuzz.py [TARGET…] [--runs N] [--seconds S] [--keep DIR]`.

    numbers   the number grammar: numerals, number words, quantities of any text
    segment   a report's text through reading, repair, layout and segmentation
    text, docx, pdf   each reader, on bytes grown from a sample; a Word file's body as XML inside a whole package too

Each target runs in a process of its own from the same seed. A refusal (`UnreadableInput`) is an answer; any other exception,
a crash or an input that takes longer than `SLOW` seconds ends the target with code 1 and its input in `--keep`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "samples" / "kim-thach-2018" / "kim-thach-2018"
SLOW = 20
_NAME = Path("fuzzed")


def numbers(data: bytes) -> None:
    """The number grammar finds numerals in the text, each with the bounds of its digits."""
    from pipeline.grammar.number_words import read_number_words
    from pipeline.grammar.numbers import number_style, read_numeral, read_spaced
    from pipeline.grammar.quantities import scan

    text = data.decode("utf-8", "replace")
    style = number_style([text])
    for start in range(min(len(text), 40)):
        for numeral in (
            read_numeral(text, start, style),
            read_spaced(text, start),
            read_number_words(text.lower(), start),
        ):
            assert numeral is None or numeral.start < numeral.end <= len(text)
    scan(text, style)


def segment(data: bytes) -> None:
    """A text becomes sections whose places hold."""
    from pipeline.errors import UnreadableInput
    from pipeline.readers.text import read
    from pipeline.stages.layout import layout
    from pipeline.stages.repair import repair
    from pipeline.stages.segment import segment as stage

    try:
        document = read(_NAME.with_suffix(".txt"), data)
    except UnreadableInput:
        return
    found = stage(layout(repair(document)))
    for one in found.sections:
        assert found.text[one.source.start : one.source.end] == one.source.text


def text(data: bytes) -> None:
    """Text and Markdown."""
    for suffix in (".txt", ".md"):
        _read("text", suffix, data)


def docx(data: bytes) -> None:
    """A Word file as it is, and as the body of a whole one."""
    _read("docx", ".docx", data)
    from hostile_word import word

    _read("docx", ".docx", word(data.decode("utf-8", "replace")))


def pdf(data: bytes) -> None:
    """A PDF file, as on a machine without a recogniser: a page without text would take seconds."""
    from pipeline.ocr.engine import EngineMissing
    from pipeline.readers import scan

    def none() -> NoReturn:
        raise EngineMissing("no recogniser while fuzzing", "")

    scan.readers = none  # type: ignore[assignment]
    _read("pdf", ".pdf", data)


def _read(reader: str, suffix: str, data: bytes) -> None:
    import importlib

    from pipeline.errors import UnreadableInput

    try:
        document = importlib.import_module(f"pipeline.readers.{reader}").read(_NAME.with_suffix(suffix), data)
    except UnreadableInput:
        return
    for line in document.lines:
        assert 0 <= line.start <= line.end <= len(document.text)


TARGETS: dict[str, tuple[Callable[[bytes], None], tuple[str, ...]]] = {
    "numbers": (numbers, ("pipeline.grammar",)),
    "segment": (segment, ("pipeline.stages", "pipeline.layout", "pipeline.repair", "pipeline.grammar")),
    "text": (text, ("pipeline.readers",)),
    "docx": (docx, ("pipeline.readers",)),
    "pdf": (pdf, ("pipeline.readers",)),
}
_SEEDS = {"numbers": "txt", "segment": "txt", "text": "txt", "docx": "docx", "pdf": "pdf"}


def seeds(target: str) -> dict[str, bytes]:
    """What the fuzzer grows its inputs from: a sample, and pieces of it."""
    whole = SAMPLE.with_suffix(f".{_SEEDS[target]}").read_bytes()
    if target == "docx":
        from hostile_word import paragraph

        return {"whole": whole, "body": paragraph("Đạt 5%").encode()}
    if target == "pdf":
        from hostile_pdf import page

        return {"page": page()}
    lines = [line for line in whole.splitlines() if line.strip()]
    return {f"{number}": b"\n".join(lines[number : number + 6]) for number in range(0, len(lines), 6)}


def fuzz(target: str, arguments: list[str]) -> None:
    """Fuzz one target in this process; does not come back."""
    import atheris

    function, parts = TARGETS[target]
    with atheris.instrument_imports(include=list(parts)):  # what it imports is watched for coverage
        for seed in seeds(target).values():
            function(seed)
    atheris.Setup([sys.argv[0], *arguments], function)
    atheris.Fuzz()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(TARGETS))
    parser.add_argument("--runs", type=int, default=20_000, help="inputs of each target")
    parser.add_argument("--seconds", type=int, default=0, help="and no longer than that (0: no limit)")
    parser.add_argument("--keep", type=Path, default=Path(), help="where an input that breaks something is kept")
    parser.add_argument("--here", default="", help=argparse.SUPPRESS)
    options, arguments = parser.parse_known_args()
    if options.here:
        fuzz(options.here, [*arguments, *options.targets])  # the folder of seeds has no dash
    broken = []
    for target in options.targets or TARGETS:
        with tempfile.TemporaryDirectory(prefix="baocao-fuzz-") as corpus:
            for name, data in seeds(target).items():
                Path(corpus, name).write_bytes(data)
            flags = [
                f"-runs={options.runs}",
                f"-max_total_time={options.seconds}",
                "-seed=1",
                f"-timeout={SLOW}",
                "-max_len=20000",
            ]
            flags += ["-rss_limit_mb=4096", f"-artifact_prefix={options.keep}/", corpus]
            script = [sys.executable, __file__, "--here", target, *flags]
            ended = subprocess.run(script, capture_output=True, text=True, errors="replace", check=False)
        done = re.search(r"Done (\d+) runs", ended.stderr)
        covered = re.findall(r" cov: (\d+)", ended.stderr)
        print(
            f"{target}: {done[1] if done else '?'} inputs, {covered[-1] if covered else '?'} branches, code {ended.returncode}"
        )
        if ended.returncode:
            broken.append(target)
            print("\n".join(ended.stderr.splitlines()[-40:]))
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main())
