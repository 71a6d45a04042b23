"""Formats that need a program beside us: whether it is here, and how to get it.

In: a folder with one folder for each such format.  Out: the files that this machine
can read, and a sentence for each format that it cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from corpus.model import Message
from ingest.extract import doc, scan

# By the name of the folder: can it be read, and what to say where it cannot.
FORMATS: Mapping[str, tuple[Callable[[], bool], Message]] = {
    "doc": (
        doc.can_read,
        Message(
            "Chưa nạp mẫu .doc: máy này không có LibreOffice hay antiword "
            "(cài gói libreoffice-writer hoặc antiword rồi chạy lại)."
        ),
    ),
    "scan": (
        scan.can_read,
        Message(
            "Chưa nạp mẫu ảnh chụp: máy này không có tesseract với dữ liệu tiếng Việt "
            "(cài gói tesseract-ocr và tesseract-ocr-vie rồi chạy lại)."
        ),
    ),
}


def readable(folder: Path) -> tuple[list[Path], list[Message]]:
    """The folders that can be read here, and what to say of the others."""
    able = [folder / name for name, (can_read, _) in FORMATS.items() if can_read()]
    return able, [said for name, (_, said) in FORMATS.items() if folder / name not in able]
