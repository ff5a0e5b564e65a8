"""Files that only their owner may read: keys above all. Made once, durably; refused when others may read them."""

import os
import stat
from contextlib import suppress
from pathlib import Path


class FileRefused(Exception):
    """A file or folder that this program will not work with: says what is wrong with it and how to mend it.

    Not a Failure: no caller can wait for it or be told a rule. A program that starts prints it and exits with 1.
    """

    def __init__(self, path: Path, what: str, remedy: str) -> None:
        super().__init__(f"{path} {what}. {remedy}")
        self.path = path
        self.what = what
        self.remedy = remedy


def read_owner_file(path: Path, remedy: str) -> bytes:
    """The file's content. Raises FileRefused, with `remedy` when it cannot be read, or when others may read it."""
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        content = path.read_bytes()
    except OSError as error:
        raise FileRefused(path, f"cannot be read ({error.strerror})", remedy) from None
    if mode & 0o077:
        raise FileRefused(path, f"may be read by others (mode {mode:04o})", f"Run: chmod 600 {path}")
    return content


def make_owner_file(path: Path, content: bytes) -> None:
    """Make the file with mode 0600, whole and durably; one that another process made meanwhile stays as it is."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_durably(draft, content)
        with suppress(FileExistsError):
            os.link(draft, path)
        sync_folder(path.parent)
    except OSError as error:
        remedy = "Check the owner, the mode and the free space of its folder"
        raise FileRefused(path, f"cannot be made ({error.strerror})", remedy) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def replace_file(path: Path, content: bytes) -> None:
    """Put another content in a file's place, whole and durably, with its owner and mode. Raises FileRefused."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        before = path.stat()
        _write_durably(draft, content)
        os.chown(draft, before.st_uid, before.st_gid)
        draft.chmod(stat.S_IMODE(before.st_mode))
        os.replace(draft, path)
        sync_folder(path.parent)
    except OSError as error:
        remedy = "Do it with a copy of the file, as its owner, and hand that out"
        raise FileRefused(path, f"cannot be replaced ({error.strerror})", remedy) from None
    finally:
        with suppress(OSError):
            draft.unlink()


def _write_durably(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make what was renamed or made in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
