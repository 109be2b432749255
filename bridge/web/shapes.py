"""What the API's description is made of: records as JSON schemas, and how requests and answers are told of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bridge.records import (
    Alarm,
    Campaign,
    Challenge,
    Contribution,
    Event,
    Gap,
    Idea,
    Listening,
    Question,
    Token,
    Upload,
)
from bridge.web.coverage import Coverage

RECORDS = (Campaign, Challenge, Event, Question, Idea, Contribution, Gap, Listening, Alarm, Token, Upload, Coverage)
_, SCHEMAS = msgspec.json.schema_components(RECORDS, ref_template="#/components/schemas/{name}")
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reason": {"type": "string", "description": "A short code to count by, for documents."},
        "now": {
            "description": "Of 409: what was decided about first, as it is now. Contributions, or an idea.",
            "anyOf": [
                {"type": "array", "items": {"$ref": "#/components/schemas/Contribution"}},
                {"$ref": "#/components/schemas/Idea"},
            ],
        },
    },
}
#: A token as it is shown (`api.Keys`): its digest is nobody's business.
TOKEN = SCHEMAS["Token"] | {
    "description": "A key to the door: an API token, a one-time sign-in link or a browser session, by its `type`.",
    "properties": {it: of for it, of in SCHEMAS["Token"]["properties"].items() if it not in ("digest", "entity")},
    "required": [it for it in SCHEMAS["Token"]["required"] if it not in ("digest", "entity")],
}
CAMPAIGN = "The campaign's id; may be left out where there is one."
#: Formats of parameters that name something: what is not there is refused (`queries`).
CHALLENGE_ID, EVENT_ID, QUESTION_ID = "challenge-id", "event-id", "question-id"


def content(schema: Mapping[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}


def ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def list_of(key: str, record: str, **more: dict[str, Any]) -> dict[str, Any]:
    """A list with the place in the feed that it is as of."""
    properties = {"place": {"type": "string"}, key: {"type": "array", "items": ref(record)}} | more
    return {"type": "object", "required": ["place", key], "properties": properties}


def named(format_: str, says: str) -> dict[str, Any]:
    """A parameter that names a challenge, an event or a question."""
    return {"description": says, "schema": {"type": "string", "format": format_}}


def does(
    summary: str,
    answer: Mapping[str, Any] | None,
    *,
    scope: str = "",
    path: Sequence[str] = (),
    query: Mapping[str, str | Mapping[str, Any]] | None = None,
    status: int = 200,
    body: Mapping[str, Any] | None = None,
    later: str = "",
) -> dict[str, Any]:
    """One operation. Without a scope, public campaigns are open to all and others ask for "feed".

    `later` says when it is answered by 202, with the same, before it is done.
    """
    parameters = [{"name": it, "in": "path", "required": True, "schema": {"type": "string"}} for it in path]
    parameters += [
        {"name": name, "in": "query", "required": False, "schema": {"type": "string"}}
        | ({"description": says} if isinstance(says, str) else dict(says))
        for name, says in (query or {}).items()
    ]
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters,
        "security": [{"token": [scope]}] if scope else [{}, {"token": ["feed"]}],
        "responses": {
            str(status): {"description": summary} | (dict(answer) if answer else {}),
            **({"202": {"description": later} | dict(answer or {})} if later else {}),
            "default": {"description": "A problem document (RFC 9457)."}
            | content(ref("Problem"), "application/problem+json"),
        },
    }
    return operation | ({"requestBody": {"required": True, **body}} if body else {})


_SCOPES = {"type": "array", "items": {"enum": ["ingest", "feed", "moderate", "admin"]}}
GRANT = content(
    {
        "type": "object",
        "required": ["scopes"],
        "properties": {
            "scopes": _SCOPES,
            "note": {"type": "string", "maxLength": 120, "description": "What it is for; of a link, for whom."},
            "expires_in_days": {"type": "number"},
        },
    }
)
#: What is made of it: a token's secret, or where a link leads, this once.
MADE_TOKEN = content(
    {
        "type": "object",
        "required": ["token", "scopes", "note"],
        "properties": {"token": {"type": "string"}, "scopes": _SCOPES, "note": {"type": "string"}},
    }
)
MADE_LINK = content(
    {
        "type": "object",
        "required": ["path", "scopes"],
        "properties": {"path": {"type": "string"}, "scopes": _SCOPES},
    }
)
PROGRESS = content(
    {
        "type": "object",
        "required": ["lease", "state"],
        "properties": {
            "lease": {"type": "integer"},
            "state": {"enum": ["reading", "pushing", "done", "refused"]},
            "report": ref("Report"),
            "problem": {"type": "string"},
            "reason": {"type": "string"},
        },
    }
)
RELATED = {
    "type": "object",
    "required": ["idea", "score", "why"],
    "properties": {
        "idea": ref("Idea"),
        "score": {"type": "number", "description": "How near it is, 0 to 1."},
        "why": {"type": "string", "description": "What both speak of, for a person."},
        "by": {
            "const": "model",
            "description": "It is similar in meaning, as a model has it; the rules do not say so.",
        },
    },
}
COLOUR = {"type": "string", "enum": ["green", "amber", "red"]}
PREFLIGHT = {
    "type": "object",
    "properties": {
        "place": {"type": "string"},
        "event": {"type": "string"},
        "colour": COLOUR,
        "checks": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "about": {"type": "string"},
                    "check": {"type": "string"},
                    "colour": COLOUR,
                    "says": {"type": "string"},
                    "do": {"type": "string"},
                },
            },
        },
    },
}
NEW_QUESTION = {
    "text": {"type": "string", "minLength": 1, "maxLength": 1000},
    "number": {"type": "integer", "minimum": 1, "maximum": 99, "description": "Where it stands; later ones move."},
    "challenge": {"type": ["string", "null"]},
    "planned_at": {"type": ["string", "null"], "format": "date-time"},
}
OPENED = {"opened_at": {"type": ["string", "null"], "format": "date-time", "description": "null: not asked yet."}}
PUT_ON = {
    "question": {"type": ["string", "null"], "description": "null: no question is on."},
    "at": {"type": "string", "format": "date-time", "description": "Since when; now, if it is left out."},
}
ANYTHING = {"type": "object"}
SENT = {
    "allOf": [
        ref("Upload"),
        {
            "type": "object",
            "properties": {
                "kept_until": {"type": "string", "description": "When its file is deleted at the latest."},
                "undeclared": {"type": "string", "description": "What must be done before anything is published."},
            },
        },
    ]
}
SEVERAL = {
    "type": "object",
    "description": "Of a form with more than one file.",
    "properties": {
        "uploads": {"type": "array", "items": SENT},
        "refused": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {it: {"type": "string"} for it in ("label", "reason", "problem")},
            },
        },
    },
}
FILE = {
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "document": {"type": "array", "items": {"type": "string", "format": "binary"}},
                    "pasted": {"type": "string", "description": "A chat or notes in place of a file."},
                },
            }
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    }
}
POST = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "maxLength": 30_000},
        "link": {"type": "string", "description": "Names the post: what was heard or captured before is the same."},
        "author": {"type": "string", "description": "As the network shows it."},
        "said_at": {"type": "string", "description": "ISO 8601; the campaign's clock without a zone, now if left out."},
        "network": {"enum": ["x", "bluesky", "mastodon", "linkedin", "facebook", "instagram", "web"]},
        "question": {"type": "integer", "description": "The number of a question of the event."},
    },
}
CAPTURED = {
    "content": content(POST)["content"]
    | content(
        {"type": "object", "properties": {"table": {"type": "string", "format": "binary"}}}, "multipart/form-data"
    )["content"]
    | content({"type": "string", "format": "binary"}, "text/csv")["content"]
}
FILTERS: dict[str, str | Mapping[str, Any]] = {
    "campaign": CAMPAIGN,
    "challenge": named(CHALLENGE_ID, "Only ideas of this challenge."),
    "event": named(EVENT_ID, "Only ideas that were said in this chat or session."),
    "question": named(QUESTION_ID, "Only ideas of this question."),
    "kind": "idea or experience; may be given more than once.",
}
