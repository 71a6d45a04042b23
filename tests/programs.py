"""Programs that tests need: where one is missing they are skipped, save in CI."""

from __future__ import annotations

import os

import pytest


def need(found: bool, what: str) -> None:
    """Skips the test where `what` is not on this machine; CI has everything."""
    if found:
        return
    if os.environ.get("CI"):
        pytest.fail(f"CI lacks {what}")
    pytest.skip(f"{what} is not on this machine")
