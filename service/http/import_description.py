"""What `/openapi.json` says of `POST /import`."""

from typing import Any

from service.http.problems import problem_answer

_DOCUMENT = {
    "format": "sightline/1",
    "teams": [{"id": "support", "name": "Support"}],
    "objectives": [{"id": "o-1", "title": "Answer fast", "team": "support"}],
    "key_results": [
        {"id": "kr-1", "objective": "o-1", "title": "Hours to answer", "start": 9, "target": 1}
    ],
}
_YAML = """\
format: sightline/1
teams: [{id: support, name: Support}]
objectives: [{id: o-1, title: Answer fast, team: support}]
"""
_COUNT = {"type": "integer", "minimum": 0}
_OUTCOMES = ("created", "updated", "unchanged", "refused")
_PROBLEM = {
    "type": "object",
    "required": ["file", "list", "row", "line", "field", "code", "message", "severity"],
    "properties": {
        "file": {"type": "string", "description": "body, for it is the request's"},
        "list": {"type": ["string", "null"], "description": "As objectives"},
        "row": {"type": ["integer", "null"], "description": "Its place in the list, from 1"},
        "line": {"type": ["integer", "null"], "description": "Its line, from 1, where known"},
        "field": {"type": ["string", "null"]},
        "code": {"type": "string"},
        "message": {"type": "string"},
        "severity": {"type": "string", "enum": ["error", "warning"]},
    },
}
_RESULT = {
    "type": "object",
    "required": ["counts", "problems"],
    "properties": {
        "counts": {
            "description": "By kind; in a preview what would be",
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": list(_OUTCOMES),
                "properties": dict.fromkeys(_OUTCOMES, _COUNT),
            },
        },
        "problems": {"type": "array", "items": _PROBLEM},
    },
}
_DONE = {
    "counts": {"objective": {"created": 1, "updated": 0, "unchanged": 0, "refused": 0}},
    "problems": [],
}
_REFUSED = {
    "counts": {"objective": {"created": 0, "updated": 0, "unchanged": 0, "refused": 1}},
    "problems": [
        {
            "file": "body",
            "list": "objectives",
            "row": 1,
            "line": 3,
            "field": "team",
            "code": "NOT_FOUND",
            "message": 'there is no team with the id "suport"',
            "severity": "error",
        }
    ],
}

BODY: dict[str, Any] = {
    "required": True,
    "description": "A document sightline/1, at most 10 MiB",
    "content": {
        "application/json": {"schema": {"type": "object"}, "example": _DOCUMENT},
        "application/yaml": {"schema": {"type": "string"}, "example": _YAML},
    },
}
RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "What was done, in a preview what would be; with partial, refused rows are"
        " among the problems",
        "content": {"application/json": {"schema": _RESULT, "example": _DONE}},
    },
    422: {
        "description": "Rows were refused, and nothing is written",
        "content": {"application/json": {"schema": _RESULT, "example": _REFUSED}},
    },
    400: problem_answer("The body is no document, or a parameter is unknown"),
    401: problem_answer("There is no token, or none that is usable"),
    403: problem_answer("It takes an admin's token"),
    409: problem_answer("Others changed what the document is about; send it again"),
    413: problem_answer("The body is larger than 10 MiB"),
    415: problem_answer("The body is neither application/json nor application/yaml"),
}
