"""The web, politely: an address in, an answer or the reason why there is none.

The only module that speaks HTTP.  It asks robots.txt first, under our own name, waits
between two requests to one host, tries again what may pass (429 and 5xx, lost
connections) no more often and no sooner than the server allows, follows few redirects
and only to http and https, and reads no more bytes and no longer than its limits.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import requests
from requests import exceptions
from urllib3.exceptions import HTTPError

from corpus.model import DoichieuError, Message

_PASSING = frozenset({429, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_ROBOTS_BYTES = 512 * 1024
_CHUNK = 64 * 1024
_FINAL = (exceptions.SSLError, ValueError)  # trying again would change nothing
_LOST = (exceptions.RequestException, HTTPError, OSError, ValueError)


def user_agent() -> str:
    try:
        return f"doichieu/{version('doichieu')}"
    except PackageNotFoundError:  # run from a bare checkout
        return "doichieu/0"


@dataclass(frozen=True, slots=True)
class Limits:
    """How far politeness and patience go; times in seconds."""

    delay: float = 2.0  # between two requests to one host
    longest_delay: float = 60.0  # that a host may ask for: Crawl-delay, Retry-After
    tries: int = 4
    backoff: float = 2.0  # before the second try, doubled before each further one
    connect: float = 15.0
    silence: float = 30.0  # of a server in the middle of an answer
    total: float = 300.0  # for the whole of one answer
    bytes: int = 64 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came from an address in the end; `status` is 200 or 304."""

    status: int
    url: str
    headers: Mapping[str, str]
    data: bytes


class Refused(DoichieuError):
    """Nothing usable came from an address; the message says why."""


@dataclass(slots=True)
class _Host:
    """What we remember of a host: when we last asked, and what it lets us do."""

    asked_at: float | None = None
    robots: RobotFileParser | None = None
    delay: float = 0.0


@dataclass(slots=True)
class Web:
    """A session with manners. `sleep`, `clock` and `now` are the time it lives in."""

    limits: Limits = field(default_factory=Limits)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    _session: requests.Session = field(default_factory=requests.Session)
    _hosts: dict[str, _Host] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._session.headers.update({"User-Agent": user_agent(), "Accept": "*/*"})
        self._session.auth = lambda request: request  # no passwords from the user's .netrc

    def close(self) -> None:
        self._session.close()

    def get(self, url: str, headers: Mapping[str, str] | None = None) -> Answer:
        """The document at an address, `headers` being the conditions it is wanted under."""
        for _ in range(self.limits.redirects + 1):
            self._ask_leave(url)
            answer = self._patiently(url, headers or {}, self.limits.bytes)
            if answer.status not in _REDIRECTS:
                break
            url = _next(url, answer)
        else:
            raise Refused(Message("Bị chuyển hướng quá {count} lần.", count=self.limits.redirects))
        if answer.status in {200, 304}:
            return answer
        raise Refused(_refusal(answer.status))

    # --- robots.txt ---------------------------------------------------------

    def _ask_leave(self, url: str) -> None:
        host = self._host(url)
        if host.robots is None:
            host.robots = self._robots(url)
            asked = host.robots.crawl_delay(user_agent())
            host.delay = min(float(asked or 0), self.limits.longest_delay)
        if not host.robots.can_fetch(user_agent(), url):
            raise Refused(
                Message("Tệp robots.txt của {host} không cho tải địa chỉ này.", host=_site(url))
            )

    def _robots(self, url: str) -> RobotFileParser:
        """The rules of a site: all is open where it has none, all closed where it cannot say."""
        rules = RobotFileParser()
        address = urljoin(url, "/robots.txt")
        for _ in range(self.limits.redirects + 1):
            try:
                answer = self._patiently(address, {}, _ROBOTS_BYTES)
            except Refused as error:
                raise Refused(
                    Message("Không đọc được robots.txt của {host}: {reason}",
                            host=_site(url), reason=error.message)
                ) from error  # fmt: skip
            if answer.status not in _REDIRECTS:
                break
            address = _next(address, answer)
        if answer.status == 200:
            rules.parse(answer.data.decode("utf-8", "replace").splitlines())
        elif answer.status in {401, 403}:
            rules.parse(["User-agent: *", "Disallow: /"])
        else:
            rules.parse([])
        return rules

    # --- One address --------------------------------------------------------

    def _patiently(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        """An answer that is final, after as many tries as it takes or is allowed."""
        tries = self.limits.tries
        for which in range(1, tries + 1):
            wait = self.limits.backoff * 2 ** (which - 1)
            try:
                answer = self._once(url, headers, most)
            except _LOST as error:
                if which == tries or isinstance(error, _FINAL):
                    raise Refused(_lost(error)) from error
            else:
                if answer.status not in _PASSING or which == tries:
                    break
                wait = self._wanted_wait(answer, wait)
            self.sleep(wait)
        if answer.status in _PASSING:
            raise Refused(
                Message("Máy chủ báo lỗi {status} sau {count} lần thử.",
                        status=answer.status, count=tries)
            )  # fmt: skip
        return answer

    def _wanted_wait(self, answer: Answer, wait: float) -> float:
        """How long the server wants us to wait; not at all where that is longer than we can."""
        said = answer.headers.get("Retry-After", "").strip()
        if said.isdecimal():
            wait = float(said[:9])
        elif said:
            try:
                when = parsedate_to_datetime(said)
            except ValueError:
                return wait
            wait = (when.astimezone(UTC) - self.now()).total_seconds()
        if wait > self.limits.longest_delay:
            raise Refused(
                Message("Máy chủ bận, hẹn {seconds} giây nữa mới trả lời.", seconds=int(wait))
            )
        return max(0.0, wait)

    def _once(self, url: str, headers: Mapping[str, str], most: int) -> Answer:
        """One request, after the pause that its host is due."""
        host = self._host(url)
        if host.asked_at is not None:
            pause = host.asked_at + max(self.limits.delay, host.delay) - self.clock()
            if pause > 0:
                self.sleep(pause)
        began = host.asked_at = self.clock()
        with closing(
            self._session.get(
                url,
                headers=dict(headers),
                stream=True,
                allow_redirects=False,
                timeout=(self.limits.connect, self.limits.silence),
            )
        ) as response:
            data = self._body(response, most, began) if response.status_code == 200 else b""
        return Answer(response.status_code, url, response.headers, data)

    def _body(self, response: requests.Response, most: int, began: float) -> bytes:
        length = response.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:18]) > most:
            raise Refused(_too_large(most))
        pieces: list[bytes] = []
        size = 0
        while piece := response.raw.read1(_CHUNK, decode_content=True):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise Refused(_too_large(most))
            if self.clock() - began > self.limits.total:
                raise Refused(
                    Message("Tải quá {seconds} giây nên đã dừng.", seconds=int(self.limits.total))
                )
        return b"".join(pieces)

    def _host(self, url: str) -> _Host:
        return self._hosts.setdefault(_site(url), _Host())


def _site(url: str) -> str:
    return urlsplit(url).netloc.rpartition("@")[2].lower()


def _next(url: str, answer: Answer) -> str:
    """Where a redirect leads, if that is somewhere we go."""
    try:
        target = urljoin(url, answer.headers.get("Location", ""))
        parts = urlsplit(target)
    except ValueError as error:
        raise Refused(Message("Địa chỉ chuyển hướng hỏng.")) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or target == url:
        raise Refused(Message("Bị chuyển hướng tới nơi không tải được: {url}", url=target))
    return target


def _too_large(most: int) -> Message:
    return Message("Tệp lớn hơn {limit} MB.", limit=max(1, most // 1024**2))


def _refusal(status: int) -> Message:
    if status in {404, 410}:
        return Message("Không còn gì ở địa chỉ này (lỗi {status}).", status=status)
    if status in {401, 403}:
        return Message("Máy chủ không cho tải (lỗi {status}).", status=status)
    return Message("Máy chủ trả lời {status}.", status=status)


def _lost(error: Exception) -> Message:
    if isinstance(error, exceptions.Timeout | TimeoutError) or "timed out" in str(error):
        return Message("Máy chủ không trả lời kịp.")
    if isinstance(error, ValueError):
        return Message("Địa chỉ hỏng, hoặc chuyển hướng tới địa chỉ hỏng.")
    if isinstance(error, exceptions.SSLError):
        return Message("Không xác thực được máy chủ (lỗi chứng chỉ).")
    if isinstance(error, exceptions.ConnectionError):
        return Message("Không kết nối được với máy chủ.")
    return Message("Kết nối bị đứt giữa chừng.")
