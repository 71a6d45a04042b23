"""Pictures of the screens over the bundled samples: `python docs/make_screens.py [NAME…]`.

Needs Chromium at /usr/bin/chromium and the `dev` extra; writes docs/screens/*.png,
every screen as a desk and as a phone, light and dark, with few colours so that
all of them stay light.  With names, only the screens that are so called.
"""

from __future__ import annotations

import logging
import re
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, sync_playwright
from werkzeug.serving import make_server

from corpus.decisions import Action
from web.app import create_app
from workspace import Workspace

HERE = Path(__file__).resolve().parent
SAMPLES = HERE.parent / "corpus" / "samples"
FRAME = "99-ct-tw-2024"
PLANS = ("35-ctr-tu-2024-song-lam-thuong", "208-kh-ubnd-2024-cua-gio", "77-kh-ubnd-2024-bai-nga")
THREE = urlencode({"docs": PLANS}, doseq=True)
COMPARED = urlencode({"frame": FRAME, "docs": PLANS}, doseq=True)
TARGET = "part_II__sec_2__indent_4"
SCREENS = {
    "home": "/",
    "search": "/search?q=đuối nước",
    "no-hits": "/search?q=thuỷ điện&province=Bãi Ngà",
    "query-error": '/search?q="đuối nước AND',
    "documents": "/documents",
    "reader": f"/documents/{PLANS[0]}",
    "passage": f"/documents/{PLANS[2]}/item_4",
    "cite": f"/cite/{PLANS[0]}/{TARGET}",
    "attributes": f"/documents/{PLANS[0]}/attributes",
    "choose": "/compare",
    "compare": f"/compare?{COMPARED}",
    "row": f"/compare/row?{COMPARED}&key=part_I__sec_2",
    "tiers": "/compare/tiers?doc=112-kh-hu-2024-ban-may",
    "pairs": f"/compare?frame=none&docs={PLANS[0]}&docs={PLANS[1]}",
    "targets": f"/targets?{THREE}",
    "duties": f"/duties?{THREE}",
    "overview": "/overview",
    "decisions": "/decisions",
    "intake": "/intake",
    "api": "/api/v1/",
    "error": "/documents/khong-co",
}
# The pictures kept: end of the name, width, height, colour scheme, language.
LOOKS = (
    ("", 1440, 900, "light", "vi"),
    ("-dark", 1440, 900, "dark", "en"),
    ("-phone", 390, 844, "light", "vi"),
    ("-phone-dark", 390, 844, "dark", "en"),
)
COLOURS = 40


def keep(name: str, picture: bytes) -> None:
    """Writes a picture with as many colours as text and lines need."""
    with Image.open(BytesIO(picture)) as image:
        few = image.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(HERE / "screens" / f"{name}.png", optimize=True)


def basket(page: Page) -> None:
    """What a person had put there: two passages."""
    page.goto(re.sub(r"\?.*", "?q=đuối nước", page.url.replace("/basket", "/search")))
    for button in page.locator(".to-basket button").all()[:2]:
        button.click()
        page.wait_for_timeout(300)
    page.locator(".basket-link").click()


def run(page: Page) -> None:
    """The report of files a person had brought in."""
    held = {"99-ct-tw.html": (SAMPLES / "99-ct-tw.html").read_bytes(), "hong.docx": b"PK"}
    files: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": data}
        for name, data in held.items()
    ]
    page.locator("[name=files]").set_input_files(files)
    page.locator("[name=by]").first.fill("Lan")
    page.locator("form:has([name=files]) button[type=submit]").click()
    page.locator(".failed").first.wait_for(timeout=300_000)


def diff(page: Page) -> None:
    """The first pair of clauses, word by word."""
    page.locator("a[href*='/compare/diff']").first.click()


# Screens that a person's steps lead to: where they begin, and the steps.
STEPS: dict[str, tuple[str, Callable[[Page], None]]] = {
    "basket": ("/basket", basket),
    "run": ("/intake", run),
    "diff": (SCREENS["pairs"], diff),
}


def decide(workspace: Workspace) -> None:
    """Two links two people have looked at."""
    links = workspace.compare(PLANS[:2], None).links
    for link, action, who in ((links[0], Action.ACCEPT, "Lan"), (links[1], Action.REJECT, "Minh")):
        matter = workspace.decisions.link(link.left, link.right)
        workspace.decisions.decide(who, action, [matter])


def shoot(browser: Browser, base: str, names: set[str]) -> None:
    for ending, width, height, scheme, language in LOOKS:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme
        )
        page = context.new_page()
        for name in (*SCREENS, *STEPS):
            if names and name not in names:
                continue
            address, steps = STEPS.get(name, (SCREENS.get(name, ""), None))
            mark = "&" if "?" in address else "?"
            page.goto(f"{base}{address}{mark}lang={language}")
            if steps:
                steps(page)
                page.evaluate("scrollTo(0, 0)")
            keep(name + ending, page.screenshot())
        context.close()


@contextmanager
def served() -> Iterator[str]:
    """The samples in a workspace of their own, and a server over them."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace(Path(folder))
        workspace.ingest([SAMPLES])
        decide(workspace)
        server = make_server("127.0.0.1", 0, create_app(workspace), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def main(names: set[str]) -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    (HERE / "screens").mkdir(exist_ok=True)
    with sync_playwright() as play, served() as base:
        browser = play.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
        )
        shoot(browser, base, names)
        browser.close()


if __name__ == "__main__":
    main(set(sys.argv[1:]))
