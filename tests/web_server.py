"""A small web server on this machine whose every answer the test writes."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Handler = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """Pages by path; `asked` counts what was requested, `heard` keeps the headers."""

    address: str
    pages: dict[str, Handler] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    heard: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def url(self, path: str) -> str:
        return f"{self.address}{path}"

    def page(self, path: str, data: bytes | str, kind: str = "text/plain; charset=utf-8",
             status: int = 200, **headers: str) -> None:  # fmt: skip
        self.pages[path] = answer(data, kind, status, **headers)


def answer(
    data: bytes | str = b"", kind: str = "text/plain", status: int = 200, **headers: str
) -> Handler:
    body = data.encode() if isinstance(data, str) else data

    def reply(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return reply


def in_turn(*handlers: Handler) -> Handler:
    """One answer after the other, the last one for ever."""
    left = list(handlers)
    return lambda request: (left.pop(0) if len(left) > 1 else left[0])(request)


@contextmanager
def serving() -> Iterator[Site]:
    class Requests(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path
            site.asked.append(path)
            site.heard[path].append({k.lower(): v for k, v in self.headers.items()})
            handler = site.pages.get(path, answer(b"", status=404))
            try:
                handler(self)
            except (BrokenPipeError, ConnectionResetError):  # the client has seen enough
                self.close_connection = True

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    server.daemon_threads = True
    site = Site(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
