"""Make the table of administrative units from the data files of the package `vietnamadminunits` 1.0.4 (MIT).

    python scripts/make_areas.py FOLDER     (the package's data folder: dataset.db and converter_2025.json)

Writes pipeline/lexicon/areas/units.csv and links.csv and prints the SHA-256 of each, which pipeline/grammar/gazetteer.py
holds frozen. The package itself is not a dependency: importing it pulls in a geocoder that may ask the network.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import sys
from collections.abc import Iterable
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "pipeline" / "lexicon" / "areas"
REFORM = "2025-07-01"
UNITS = ("system", "level", "code", "name", "province", "district")
LINKS = ("old", "new", "whole")

Row = tuple[str, ...]


def units(database: sqlite3.Connection) -> Iterable[Row]:
    """Every unit before (`old`) and from the reform on (`new`); `province` and `district` are codes of its own
    system."""
    legacy = database.execute(
        "SELECT provinceCode, province, districtCode, district, wardCode, ward"
        " FROM admin_units_legacy ORDER BY wardCode, districtCode"
    ).fetchall()
    yield from sorted({("old", "province", p, name, "", "") for p, name, *_ in legacy})
    yield from sorted({("old", "district", d, name, p, "") for p, _, d, name, *_ in legacy})
    yield from sorted({("old", "commune", w, name, p, d) for p, _, d, _, w, name in legacy if w})
    now = database.execute("SELECT provinceCode, province, wardCode, ward FROM admin_units").fetchall()
    yield from sorted({("new", "province", p, name, "", "") for p, name, *_ in now})
    yield from sorted({("new", "commune", w, name, p, "") for p, _, w, name in now})


def links(database: sqlite3.Connection, converter: dict[str, dict[str, object]]) -> Iterable[Row]:
    """Old unit, new unit, whether the whole of the old one went there. A district without communes stands for
    itself."""
    old: dict[str, str] = {}
    for p_key, d_key, w_key, district, ward in database.execute(
        "SELECT provinceKey, districtKey, wardKey, districtCode, wardCode FROM admin_units_legacy"
    ):
        old[f"{p_key}_{d_key}_{w_key or ''}"] = ward or district
    old_province = dict(database.execute("SELECT DISTINCT provinceKey, provinceCode FROM admin_units_legacy"))
    new_province = dict(database.execute("SELECT DISTINCT provinceKey, provinceCode FROM admin_units"))
    new = {
        (p_key, w_key): code
        for p_key, w_key, code in database.execute("SELECT provinceKey, wardKey, wardCode FROM admin_units")
    }
    for p_key, parts in converter["DICT_PROVINCE"].items():
        yield from ((old_province[part], new_province[p_key], "1") for part in parts)  # type: ignore[attr-defined]
    for p_key, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for w_key, parts in wards.items():  # type: ignore[attr-defined]
            yield from ((old[part], new[p_key, w_key], "1") for part in parts)
    for p_key, wards in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, targets in wards.items():  # type: ignore[attr-defined]
            yield from ((old[part], new[p_key, target["newWardKey"]], "0") for target in targets)


def write(name: str, head: Row, rows: Iterable[Row]) -> None:
    target = TARGET / name
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)
    sys.stdout.write(f"{hashlib.sha256(target.read_bytes()).hexdigest()}  {name}\n")


def main(folder: Path) -> None:
    TARGET.mkdir(exist_ok=True)
    with sqlite3.connect(folder / "dataset.db") as database:
        converter = json.loads((folder / "converter_2025.json").read_text("utf-8"))
        write("units.csv", UNITS, units(database))
        write("links.csv", LINKS, sorted(set(links(database, converter))))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
