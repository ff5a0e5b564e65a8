"""QR codes as SVG, drawn here, so that no secret leaves the house to become a picture."""

from io import BytesIO

import segno

_MODULE = 4
_BORDER = 4
"""The quiet zone that ISO/IEC 18004 asks for, in modules."""


def qr_svg(text: str) -> str:
    """The code of a text, black on white, without a script or a style in it."""
    picture = BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(picture, kind="svg", scale=_MODULE, border=_BORDER, light="#fff", xmldecl=False, svgns=True)
    return picture.getvalue().decode().strip()
