"""Pictures of the screens over the bundled samples: `python docs/make_screens.py`.

Needs Chromium at /usr/bin/chromium and the `dev` extra; writes docs/screens/*.png.
"""

from __future__ import annotations

import logging
import tempfile
import threading
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from web.app import create_app
from workspace import Workspace

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "corpus" / "samples"
FRAME = "99-ct-tw-2024"
PLANS = ("35-ctr-tu-2024-song-lam-thuong", "208-kh-ubnd-2024-cua-gio", "77-kh-ubnd-2024-bai-nga")
COMPARED = urlencode({"frame": FRAME, "docs": PLANS}, doseq=True)
SCREENS = {
    "home": "/",
    "search": "/search?q=đuối nước",
    "documents": "/documents",
    "reader": f"/documents/{PLANS[0]}",
    "passage": f"/documents/{PLANS[2]}/item_4",
    "choose": "/compare",
    "compare": f"/compare?{COMPARED}",
}
# The pictures kept: name's ending, width, height, colour scheme, language.
LOOKS = (("", 1440, 900, "light", "vi"), ("-phone", 390, 844, "dark", "en"))


def shoot(browser: Browser, base: str) -> None:
    for ending, width, height, scheme, language in LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page = context.new_page()
        for name, path in SCREENS.items():
            mark = "&" if "?" in path else "?"
            page.goto(f"{base}{path}{mark}lang={language}")
            page.screenshot(path=HERE / "screens" / f"{name}{ending}.png")
        context.close()


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    (HERE / "screens").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as play:
        workspace = Workspace(Path(folder))
        workspace.ingest([SAMPLES])
        server = make_server("127.0.0.1", 0, create_app(workspace), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        shoot(browser, f"http://127.0.0.1:{server.server_port}")
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
