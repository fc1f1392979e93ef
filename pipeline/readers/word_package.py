"""The parts of a Word file: a zip of XML parts tied together by relationships, opened without trusting it.

What a hostile or damaged file may try: expand without end (sizes are capped before a part is unpacked), name entities
or outside files (neither is ever resolved), point a relationship outside the file (ignored), lack parts (None). Both
namespaces of the format, transitional and strict, come out as the transitional one. Never: what the parts say.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from pathlib import Path
from typing import TypeAlias

from lxml import etree

from pipeline.errors import Reason, UnreadableInput

Element: TypeAlias = etree._Element

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)
_MOST_BYTES_A_PART = 64 * 1024 * 1024
_MOST_BYTES = 160 * 1024 * 1024
_MOST_PARTS = 20_000
_ENCRYPTED_FLAG = 0x1


class Package:
    """An opened Word file. `main` is the name of the part that holds the body."""

    def __init__(self, path: Path, data: bytes) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
            raise UnreadableInput(path, Reason.TRUNCATED) from error
        self._entries = {entry.filename.replace("\\", "/"): entry for entry in self._zip.infolist()}
        if len(self._entries) > _MOST_PARTS:
            raise UnreadableInput(path, Reason.TOO_LARGE, "tệp Word có quá nhiều thành phần")
        self._budget = _MOST_BYTES
        """Bytes that may still be unpacked."""
        self.main = next(iter(self.related("", "officeDocument")), "word/document.xml")

    def xml(self, name: str) -> Element | None:
        """The root of part `name`, None where there is no such part. Raises UnreadableInput where it is damaged."""
        data = self._read(name)
        if data is None:
            return None
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
        try:
            return etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError) as error:
            raise UnreadableInput(self._path, Reason.TRUNCATED, f"thành phần {name} của tệp Word bị hỏng") from error

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts of this file that `part` refers to by a relationship of `kind` (`footnotes`)."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = []
        for relation in root.iter(_RELATION) if root is not None else ():
            if relation.get("TargetMode") != "External" and relation.get("Type", "").endswith("/" + kind):
                target = relation.get("Target", "")
                is_absolute = target.startswith("/")
                found.append(target.lstrip("/") if is_absolute else posixpath.normpath(posixpath.join(folder, target)))
        return found

    def part(self, kind: str) -> str:
        """The name of the part of `kind` (`styles`) that belongs to the body, whether or not it exists."""
        return next(iter(self.related(self.main, kind)), f"word/{kind}.xml")

    def has_images(self) -> bool:
        return any("/media/" in name for name in self._entries)

    def _read(self, name: str) -> bytes | None:
        entry = self._entries.get(name)
        if entry is None:
            return None
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise UnreadableInput(self._path, Reason.ENCRYPTED)
        self._budget -= entry.file_size
        if entry.file_size > _MOST_BYTES_A_PART or self._budget < 0:
            raise UnreadableInput(self._path, Reason.TOO_LARGE, "tệp Word giải nén ra quá lớn")
        try:
            return self._zip.read(entry)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError) as error:
            raise UnreadableInput(self._path, Reason.TRUNCATED) from error


def child(element: Element | None, *names: str) -> Element | None:
    """The descendant along the path of `names` (WordprocessingML), None where it breaks off."""
    for name in names:
        if element is None:
            return None
        element = element.find(W + name)
    return element


def value(element: Element | None, name: str = "val") -> str | None:
    """Attribute `name` (WordprocessingML) of `element`."""
    return None if element is None else element.get(W + name)


def is_on(element: Element | None) -> bool | None:
    """A switch such as `w:b`: present without a value it is on; None where it is not said."""
    if element is None:
        return None
    return element.get(W + "val", "true") not in ("0", "false", "off", "none")


def integer(text: str | None, default: int = 0) -> int:
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default
