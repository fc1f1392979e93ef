"""Tables drawn by shading alone: found by the edges of their cells; pdfplumber is not even imported for other pages."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import typst

from pipeline.readers import read

ROWS = [
    ["TT", "Chỉ tiêu được giao năm nay", "Đơn vị đo tính", "Kế hoạch", "Thực hiện"],
    ["1", "Tổng diện tích gieo trồng cây các loại", "ha gieo trồng", "1.250,00", "1.312,00"],
    ["2", "Sản lượng lương thực có hạt", "tấn (quy thóc)", "6.300,00", "6.451,00"],
    ["3", "Số hộ được hỗ trợ", "hộ gia đình", "4.000,00", "3.800,00"],
]


def pdf(folder: Path, table: str) -> Path:
    """A page with a narrow table set with these options."""
    cells = ", ".join(f"[{cell}]" for row in ROWS for cell in row)
    file = folder / "bang.pdf"
    columns = "columns: (1.1cm, 5cm, 2.8cm, 1.6cm, 1.6cm), inset: 1.5pt"
    source = f"Kết quả thực hiện như sau.\n\n#table({columns}, {table}, {cells})\n\nCác chỉ tiêu đều đạt."
    file.write_bytes(typst.compile(source.encode()))
    return file


def cells(file: Path) -> list[list[str]]:
    document = read(file)
    (grid,) = document.grids
    rows: list[list[str]] = [[] for _ in range(grid.rows)]
    for cell in grid.cells:
        rows[cell.row].append(" ".join(document.text[start:end] for start, end in cell.pieces))
    return rows


@pytest.mark.parametrize("table", ["stroke: none, gutter: 1.5pt, fill: luma(220)", "stroke: 0.5pt"])
def test_shaded_and_ruled_tables_have_the_same_cells(tmp_path: Path, table: str) -> None:
    assert cells(pdf(tmp_path, table)) == ROWS


@pytest.mark.parametrize(
    ("table", "needed"),
    [
        ("stroke: none, gutter: 1.5pt, fill: luma(220)", True),
        ("stroke: 0.5pt, fill: luma(220)", False),
        ("stroke: 0.5pt", False),
    ],
)
def test_pdfplumber_is_imported_for_shaded_tables_only(tmp_path: Path, table: str, needed: bool) -> None:
    code = (
        "import sys; from pathlib import Path; from pipeline.readers import read;"
        "read(Path(sys.argv[1])); print('pdfplumber' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(pdf(tmp_path, table))]
    assert subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip() == str(needed)


def test_shaded_boxes_in_one_column_are_no_table(tmp_path: Path) -> None:
    boxes = "\n\n".join(f"#rect(fill: luma(220), width: 8cm)[Mục {n} của báo cáo]" for n in range(1, 7))
    file = tmp_path / "hop.pdf"
    file.write_bytes(typst.compile(boxes.encode()))
    assert not read(file).grids
