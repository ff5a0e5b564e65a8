"""Bodies of view documents as stores keep them: the large ones compressed."""

import zlib

_COMPRESSED_ABOVE = 4096
_PLAIN, _COMPRESSED = b"\0", b"\1"


def packed(body: bytes) -> bytes:
    """The body as it is stored: behind one byte that says whether it is compressed."""
    if len(body) > _COMPRESSED_ABOVE:
        return _COMPRESSED + zlib.compress(body, 1)
    return _PLAIN + body


def unpacked(stored: bytes) -> bytes:
    """The body of a stored one."""
    return zlib.decompress(memoryview(stored)[1:]) if stored.startswith(_COMPRESSED) else stored[1:]
