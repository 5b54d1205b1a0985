"""What `/openapi.json` says of webhooks: one for each type of event."""

from typing import Any

from service.webhooks.describing import EVENT, KINDS, event_schema, example, type_schema

_COMPONENTS = "#/components/schemas/"
_HEADERS = {
    "webhook-id": "The id of the event: the same each time that it is sent.",
    "webhook-timestamp": "When this attempt was sent, in seconds since 1970.",
    "webhook-signature": "Signatures of `id.timestamp.body` with a space between: `v1,` HMAC-SHA256"
    " under the webhook's secret, `v1a,` ed25519; both in base64.",
}
_ANSWERS = {
    "2XX": {"description": "It was taken. Any other answer is followed by another attempt."},
    "410": {"description": "The endpoint is gone: the webhook is disabled."},
    "429": {"description": "Later, as `Retry-After` says; 503 means the same."},
}


def with_webhooks(document: dict[str, Any]) -> dict[str, Any]:
    """The description of the routes, and of what is sent to webhooks."""
    components = document.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    schemas[EVENT] = event_schema()
    for kind in KINDS:
        schemas[_name(kind.type)] = type_schema(kind, _COMPONENTS + EVENT)
    components["parameters"] = {**components.get("parameters", {}), **_parameters()}
    document["webhooks"] = {kind.type.value: {"post": _post(kind.type)} for kind in KINDS}
    return document


def _post(type_: str) -> dict[str, Any]:
    (kind,) = (one for one in KINDS if one.type == type_)
    body = {"schema": {"$ref": _COMPONENTS + _name(type_)}, "example": example(kind)}
    return {
        "operationId": type_,
        "summary": type_,
        "description": kind.description,
        "tags": ["webhooks"],
        "parameters": [{"$ref": f"#/components/parameters/{name}"} for name in _HEADERS],
        "requestBody": {"required": True, "content": {"application/json": body}},
        "responses": _ANSWERS,
    }


def _parameters() -> dict[str, Any]:
    return {
        name: {
            "name": name,
            "in": "header",
            "required": True,
            "description": description,
            "schema": {"type": "string"},
        }
        for name, description in _HEADERS.items()
    }


def _name(type_: str) -> str:
    return f"{EVENT}.{type_}"
