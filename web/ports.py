"""A port to listen on: in comes the one asked for, out comes the first that is free."""

from __future__ import annotations

import socket

from corpus.model import BadRequest, Message


def free_port(host: str, port: int, tries: int) -> int:
    """The first port from `port` on that can be listened to."""
    reason: object = None
    for candidate in range(port, min(port + tries, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, candidate))
            except OSError as error:
                reason = error.strerror or error
            else:
                return candidate
    raise BadRequest(
        Message(
            "Không mở được cổng {port} ở {host} ({reason}); hãy chọn cổng khác bằng --port.",
            port=port,
            host=host,
            reason=reason,
        )
    )
