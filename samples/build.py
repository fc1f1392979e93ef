"""Build the samples: `python samples/build.py [NAME …] [--check] [--loose]`, all of them where none is named.

For each `samples/<name>/` with `report.md`, `meta.toml` and `gold.txt` this writes the text edition, the gold JSON, the
DOCX and the PDF beside them. All are the same bytes on every run, except a PDF that LibreOffice makes, which is written
only where it is missing (delete it to renew it). `--loose` prints the numbers that the annotation leaves out instead,
for a second reading; `--check` writes nothing and fails where a committed text or gold file is out of date.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import _gold
import _text
from _source import SampleError, load

SAMPLES = Path(__file__).resolve().parent


def names() -> list[str]:
    """The samples, by folder name."""
    return sorted(p.parent.name for p in SAMPLES.glob("*/report.md"))


def text_and_gold(name: str) -> dict[str, str]:
    """The files of a sample that need no tool beyond Python, by file name."""
    report = load(SAMPLES / name)
    edition = _text.edition(report)
    record = _gold.gold(report, edition)
    return {f"{name}.txt": edition.text, f"{name}.gold.json": _json(record)}


def _json(record: dict[str, object]) -> str:
    """One record a line: a change of the annotation is a readable difference."""
    lines = []
    for key, value in record.items():
        if isinstance(value, list) and value:
            inner = ",\n".join("  " + json.dumps(v, ensure_ascii=False) for v in value)
            lines.append(f' "{key}": [\n{inner}\n ]')
        else:
            lines.append(f' "{key}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def build(name: str) -> None:
    """Write every edition of a sample."""
    import _docx
    import _typst

    folder = SAMPLES / name
    report = load(folder)
    for file, content in text_and_gold(name).items():
        (folder / file).write_text(content, encoding="utf-8")
    (folder / f"{name}.docx").write_bytes(_docx.docx(report))
    pdf = folder / f"{name}.pdf"
    if report.meta["pdf"] == "typst":
        pdf.write_bytes(_typst.pdf(report))
    elif not pdf.exists():
        _office(folder / f"{name}.docx", pdf)


def _office(docx: Path, pdf: Path) -> None:
    soffice = shutil.which("soffice")
    if not soffice:
        raise SampleError(f"{pdf}: needs LibreOffice (Debian: libreoffice-writer)")
    with tempfile.TemporaryDirectory() as profile:
        command = [
            soffice,
            f"-env:UserInstallation=file://{profile}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(pdf.parent),
        ]
        subprocess.run([*command, str(docx)], check=True, capture_output=True, timeout=180)


def stale(name: str) -> list[str]:
    """The committed text and gold files of a sample that a rebuild would change."""
    old = {f: (SAMPLES / name / f) for f in text_and_gold(name)}
    return [
        f for f, new in text_and_gold(name).items() if not old[f].exists() or old[f].read_text(encoding="utf-8") != new
    ]


def loose(name: str) -> list[str]:
    """The numbers of a sample that no observation holds, with their surroundings."""
    report = load(SAMPLES / name)
    edition = _text.edition(report)
    return _gold.uncovered(_gold.gold(report, edition), edition.text)


def main() -> int:
    """The command line; 1 where a sample failed, each named."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument(
        "--check", action="store_true", help="write nothing, fail where a committed file is out of date"
    )
    parser.add_argument("--loose", action="store_true", help="print the numbers that no observation holds")
    args = parser.parse_args()
    failed = 0
    for name in args.names or names():
        try:
            if args.loose:
                print(*loose(name), sep="\n")
            elif args.check:
                if out := stale(name):
                    raise SampleError(f"{name}: out of date: {', '.join(out)} (python samples/build.py {name})")
            else:
                build(name)
                gold = json.loads((SAMPLES / name / f"{name}.gold.json").read_text(encoding="utf-8"))
                print(
                    name, {key: len(value) for key, value in gold.items() if isinstance(value, list)}, file=sys.stderr
                )
        except (SampleError, FileNotFoundError) as e:
            failed = 1
            print(e, file=sys.stderr)
    return failed


if __name__ == "__main__":
    sys.exit(main())
