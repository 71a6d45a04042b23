"""The files of a data folder beside its tables: sources by hash, and the writer lock.

A source is written whole or not at all (to a temporary name, synced, renamed).
The lock is one per folder and process; the system takes it back when the process
ends, however it ends.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import ClassVar

from corpus.model import Busy, Message, NotFound, StoreError

_NOT_A_FOLDER = "Đường dẫn {path} là một tệp, không phải thư mục."
_NO_PERMISSION = "Không có quyền đọc ghi {path}."
_REASONS = {
    errno.EEXIST: _NOT_A_FOLDER,
    errno.ENOTDIR: _NOT_A_FOLDER,
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: "Ổ đĩa chứa {path} chỉ cho đọc.",
    errno.ENOSPC: "Ổ đĩa đã đầy, không ghi được {path}.",
}


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Faults of the file system as sentences about `path`."""
    try:
        yield
    except OSError as error:
        template = _REASONS.get(error.errno or 0, "Không đọc ghi được {path} (lỗi {code}).")
        code = errno.errorcode.get(error.errno or 0, "?")
        raise StoreError(Message(template, path=str(path), code=code)) from error


class SourceFiles:
    """The bytes of every source, as they came, under their SHA-256."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        if not re.fullmatch("[0-9a-f]{64}", sha256):
            raise NotFound(Message("“{name}” không phải mã SHA-256.", name=sha256))
        return self.folder / sha256[:2] / sha256

    def write(self, sha256: str, data: bytes) -> None:
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(Message("Nội dung tệp nguồn không khớp mã {sha256}.", sha256=sha256))
        path = self.path(sha256)
        if self.intact(sha256):
            return
        with file_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(dir=path.parent, prefix=".", delete=False) as file:
                temporary = Path(file.name)
                try:
                    file.write(data)
                    file.flush()
                    os.fsync(file.fileno())
                    temporary.replace(path)
                except BaseException:
                    temporary.unlink(missing_ok=True)
                    raise
            _sync_folder(path.parent)

    def read(self, sha256: str) -> bytes:
        path = self.path(sha256)
        if not path.is_file():
            raise NotFound(Message("Không còn tệp nguồn {sha256}.", sha256=sha256))
        with file_errors(path):
            return path.read_bytes()

    def intact(self, sha256: str) -> bool:
        """Whether the source is there and still has its hash."""
        try:
            return hashlib.sha256(self.read(sha256)).hexdigest() == sha256
        except (NotFound, StoreError):
            return False

    def remove(self, sha256: str) -> None:
        path = self.path(sha256)
        with file_errors(path):
            path.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a rename within `folder` last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class WriterLock:
    """One writing process per folder. Within the process it is re-entrant, and other
    threads wait for their turn."""

    _known: ClassVar[dict[Path, WriterLock]] = {}  # one lock per folder of this process
    _guard = threading.Lock()

    @classmethod
    def of(cls, path: Path) -> WriterLock:
        """The lock on `path`: always the same one, since closing a second descriptor of a
        file drops the locks of the process on it."""
        with cls._guard:
            return cls._known.setdefault(path.resolve(), cls(path))

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = threading.RLock()
        self._depth = 0
        self._descriptor: int | None = None

    @contextmanager
    def held(self) -> Iterator[None]:
        with self._turn:
            if self._depth == 0:
                self._acquire()
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                if self._depth == 0:
                    self._release()

    def _acquire(self) -> None:
        with file_errors(self._path):
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(descriptor)
            if error.errno not in (errno.EACCES, errno.EAGAIN):
                raise StoreError(
                    Message("Không khóa được thư mục dữ liệu {path}.", path=str(self._path.parent))
                ) from error
            raise Busy(
                Message("Một tiến trình khác đang ghi vào {path}.", path=str(self._path.parent))
            ) from error
        self._descriptor = descriptor

    def _release(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _after_fork() -> None:
    """A child process inherits the memory of the lock, not the lock."""
    WriterLock._guard = threading.Lock()
    WriterLock._known = {}


os.register_at_fork(after_in_child=_after_fork)
