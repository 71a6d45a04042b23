"""All measurements one after the other: `make bench`, or `python -m bench NAME…`.

Each is a module of its own with more to set (`python -m bench.ingest --help`);
those that take minutes or wear a machine out are run by name only.
"""

from __future__ import annotations

import subprocess
import sys

QUICK = ("quality", "quality_figures", "alignment", "ledger", "retrieval", "ingest", "compare")


def main(names: list[str]) -> int:
    worst = 0
    for name in names or QUICK:
        print(f"\n=== python -m bench.{name}\n", flush=True)
        worst = max(worst, subprocess.run([sys.executable, "-m", f"bench.{name}"]).returncode)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
