"""Answers held against the OpenAPI of the service that gave them."""

from typing import Any

import httpx
from jsonschema import Draft202012Validator, FormatChecker

PROBLEM = "application/problem+json"


class Described:
    """What one service says of its answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document

    def require(self, method: str, path: str, answer: httpx.Response) -> None:
        """The answer of a call, by the path's template, has a described status, media type and shape."""
        described = self._document["paths"][path][method.lower()]["responses"]
        assert str(answer.status_code) in described, f"{method} {path} does not describe {answer.status_code}"
        media_type = answer.headers["content-type"].split(";")[0]
        content = described[str(answer.status_code)]["content"]
        assert media_type in content, f"{method} {path} does not describe {media_type}"
        self._validator(content[media_type]["schema"]).validate(answer.json())

    def _validator(self, schema: dict[str, Any]) -> Draft202012Validator:
        whole = {**schema, "components": self._document["components"]}
        return Draft202012Validator(whole, format_checker=FormatChecker())
