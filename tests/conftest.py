"""Fixtures shared by all tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the repository."""
    if not (SHARED / "corpus").is_dir():
        pytest.skip("the real documents are not on this machine (../shared)")
    return SHARED


@pytest.fixture(scope="session")
def real_data(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all real documents: to read, or to copy and change."""
    from workspace import Workspace

    folder = tmp_path_factory.mktemp("real") / "data"
    Workspace(folder).ingest([shared / "corpus" / "seeds", shared / "corpus" / "plans"])
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser for the tests of one module."""
    from tests.browsing import chromium

    with chromium() as found:
        yield found
