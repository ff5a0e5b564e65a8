"""Bytes as text that may stand in a URL: base64url without padding (RFC 4648, 5)."""

from base64 import b64decode, urlsafe_b64encode


def to_text(content: bytes) -> str:
    """`content` as base64url."""
    return urlsafe_b64encode(content).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The bytes again. Raises ValueError for anything that is not base64url."""
    if "=" in text or not text.isascii():
        raise ValueError("not base64url")
    return b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
