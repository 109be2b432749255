"""The API described for programs, kept by hand; a test holds every route against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from bridge.records import (
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

_RECORDS = (Campaign, Challenge, Event, Question, Idea, Contribution, Gap, Listening, Token, Upload, Coverage)
_, _SCHEMAS = msgspec.json.schema_components(_RECORDS, ref_template="#/components/schemas/{name}")
_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "reason": {"type": "string", "description": "A short code to count by, for documents."},
    },
}
_CAMPAIGN = "The campaign's id; may be left out where there is one."


def _content(schema: Mapping[str, Any], media: str = "application/json") -> dict[str, Any]:
    return {"content": {media: {"schema": schema}}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _list_of(key: str, record: str, **more: dict[str, Any]) -> dict[str, Any]:
    """A list with the place in the feed that it is as of."""
    properties = {"place": {"type": "string"}, key: {"type": "array", "items": _ref(record)}} | more
    return {"type": "object", "required": ["place", key], "properties": properties}


def _does(
    summary: str,
    answer: Mapping[str, Any] | None,
    *,
    scope: str = "",
    path: Sequence[str] = (),
    query: Mapping[str, str] | None = None,
    status: int = 200,
    body: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One operation. Without a scope, public campaigns are open to all and others ask for "feed"."""
    parameters = [{"name": it, "in": "path", "required": True, "schema": {"type": "string"}} for it in path]
    parameters += [
        {"name": name, "in": "query", "required": False, "description": says, "schema": {"type": "string"}}
        for name, says in (query or {}).items()
    ]
    operation: dict[str, Any] = {
        "summary": summary,
        "parameters": parameters,
        "security": [{"token": [scope]}] if scope else [{}, {"token": ["feed"]}],
        "responses": {
            str(status): {"description": summary} | (dict(answer) if answer else {}),
            "default": {"description": "A problem document (RFC 9457)."}
            | _content(_ref("Problem"), "application/problem+json"),
        },
    }
    return operation | ({"requestBody": {"required": True, **body}} if body else {})


_GRANT = _content(
    {
        "type": "object",
        "required": ["scopes"],
        "properties": {
            "scopes": {"type": "array", "items": {"enum": ["ingest", "feed", "moderate", "admin"]}},
            "note": {"type": "string", "maxLength": 120},
            "expires_in_days": {"type": "number"},
        },
    }
)
_PROGRESS = _content(
    {
        "type": "object",
        "required": ["lease", "state"],
        "properties": {
            "lease": {"type": "integer"},
            "state": {"enum": ["reading", "pushing", "done", "refused"]},
            "report": _ref("Report"),
            "problem": {"type": "string"},
            "reason": {"type": "string"},
        },
    }
)
_COLOUR = {"type": "string", "enum": ["green", "amber", "red"]}
_PREFLIGHT = {
    "type": "object",
    "properties": {
        "place": {"type": "string"},
        "event": {"type": "string"},
        "colour": _COLOUR,
        "checks": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "about": {"type": "string"},
                    "check": {"type": "string"},
                    "colour": _COLOUR,
                    "says": {"type": "string"},
                    "do": {"type": "string"},
                },
            },
        },
    },
}
_NEW_QUESTION = {
    "text": {"type": "string", "minLength": 1, "maxLength": 1000},
    "number": {"type": "integer", "minimum": 1, "maximum": 99, "description": "Where it stands; later ones move."},
    "challenge": {"type": ["string", "null"]},
    "planned_at": {"type": ["string", "null"], "format": "date-time"},
}
_OPENED = {"opened_at": {"type": ["string", "null"], "format": "date-time", "description": "null: not asked yet."}}
_PUT_ON = {
    "question": {"type": ["string", "null"], "description": "null: no question is on."},
    "at": {"type": "string", "format": "date-time", "description": "Since when; now, if it is left out."},
}
_ANYTHING = {"type": "object"}
_FILE = {
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "properties": {"document": {"type": "string", "format": "binary"}}}
        },
        "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
    }
}
_POST = {
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
_CAPTURED = {
    "content": _content(_POST)["content"]
    | _content(
        {"type": "object", "properties": {"table": {"type": "string", "format": "binary"}}}, "multipart/form-data"
    )["content"]
    | _content({"type": "string", "format": "binary"}, "text/csv")["content"]
}
_FILTERS = {
    "campaign": _CAMPAIGN,
    "challenge": "Only ideas of this challenge.",
    "event": "Only ideas that were said in this chat or session.",
    "question": "Only ideas of this question.",
    "kind": "idea or experience; may be given more than once.",
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "ideabridge",
        "version": "1",
        "description": "What people say in live chats and sessions, as ideas. The feed is also there as a WebSocket at"
        " /v1/feed. Send a token in the Authorization header and never in the address.",
    },
    "paths": {
        "/v1/openapi.json": {"get": _does("This description", _content(_ANYTHING))},
        "/v1/campaigns": {
            "get": _does(
                "Campaigns that you may read",
                _content({"type": "object", "properties": {"campaigns": {"type": "array", "items": _ref("Campaign")}}}),
            )
        },
        "/v1/campaigns/{campaign}/challenges": {
            "get": _does("A campaign's challenges", _content(_list_of("challenges", "Challenge")), path=["campaign"])
        },
        "/v1/events": {
            "get": _does("Chats and sessions", _content(_list_of("events", "Event")), query={"campaign": _CAMPAIGN})
        },
        "/v1/events/{event}": {"get": _does("One chat or session", _content(_ref("Event")), path=["event"])},
        "/v1/events/{event}/coverage": {
            "get": _does(
                "What of a chat was heard of each network and what was missed, in figures and in a statement for a report",
                _content(
                    {
                        "type": "object",
                        "required": ["place", "coverage"],
                        "properties": {"place": {"type": "string"}, "coverage": _ref("Coverage")},
                    }
                ),
                path=["event"],
            )
        },
        "/v1/events/{event}/preflight": {
            "get": _does(
                "Whether a chat would be heard: each check green, amber or red, with what to do",
                _content(_PREFLIGHT),
                scope="moderate",
                path=["event"],
            )
        },
        "/v1/questions": {
            "get": _does(
                "An event's questions", _content(_list_of("questions", "Question")), query={"event": "The event's id."}
            )
        },
        "/v1/events/{event}/questions": {
            "post": _does(
                "Put in a question; at a number that is taken, the later ones move on",
                _content(_ref("Question")),
                scope="moderate",
                path=["event"],
                status=201,
                body=_content({"type": "object", "required": ["text"], "properties": _NEW_QUESTION}),
            )
        },
        "/v1/questions/{question}": {
            "patch": _does(
                "Correct a question: what is left out stays, and a new number moves those in between",
                _content(_ref("Question")),
                scope="moderate",
                path=["question"],
                body=_content({"type": "object", "properties": _NEW_QUESTION | _OPENED}),
            )
        },
        "/v1/events/{event}/current": {
            "post": _does(
                "Say which question is on; it is opened if it was not open",
                _content(_ref("Event")),
                scope="moderate",
                path=["event"],
                body=_content({"type": "object", "required": ["question"], "properties": _PUT_ON}),
            )
        },
        "/v1/asked": {
            "get": _does(
                "For listeners: the questions of events that are listened to, and what facilitators put on",
                _content(_ANYTHING),
                scope="ingest",
                query={
                    "campaign": _CAMPAIGN,
                    "seen": "What the last answer gave as `seen`: wait for another.",
                    "wait": "Seconds to wait for it, at most 20.",
                },
            )
        },
        "/v1/ideas": {
            "get": _does("Live ideas, newest voice first", _content(_list_of("ideas", "Idea")), query=_FILTERS)
        },
        "/v1/ideas/{idea}": {"get": _does("One idea", _content(_ref("Idea")), path=["idea"])},
        "/v1/ideas/{idea}/contributions": {
            "get": _does(
                "What was said behind an idea",
                _content(_list_of("contributions", "Contribution")),
                scope="moderate",
                path=["idea"],
            )
        },
        "/v1/contributions": {
            "get": _does(
                "What was said in an event: the last 5,000, and those before them for who asks",
                _content(_list_of("contributions", "Contribution", before={"type": "string"})),
                scope="moderate",
                query={"event": "The event's id.", "before": "Only what was said before this contribution."},
            )
        },
        "/v1/gaps": {
            "get": _does(
                "Stretches of time that were not heard. The feed tells all of them to every reader, also of one event",
                _content(_list_of("gaps", "Gap")),
                query={
                    "campaign": _CAMPAIGN,
                    "event": "Only those that fall into the time in which this event's posts count.",
                    "open": "true: only those of which something may still be missing; false: only the others.",
                },
            )
        },
        "/v1/listening": {
            "get": _does(
                "How far each source was heard",
                _content(_list_of("listening", "Listening")),
                scope="moderate",
                query={"campaign": _CAMPAIGN},
            )
        },
        "/v1/feed/events": {
            "get": _does(
                "The feed as Server-Sent Events; the id of each is its place, and Last-Event-ID is honoured",
                _content({"type": "string"}, "text/event-stream"),
                query={
                    "campaign": _CAMPAIGN,
                    "challenge": "Only this challenge.",
                    "event": "Only this event.",
                    "after": "EPOCH.SEQ, or 0 for everything.",
                    "entity": "contribution, for moderators.",
                },
            )
        },
        "/v1/sessions/{session}/documents": {
            "post": _does(
                "Bring a document of a session: as a form, or as the body itself with ?filename=",
                _content(_ref("Upload")),
                scope="ingest",
                path=["session"],
                query={"filename": "The file's name, for a body that is no form."},
                status=202,
                body=_FILE,
            )
        },
        "/v1/sessions/{session}/documents/{upload}": {
            "get": _does("How far a document is", _content(_ref("Upload")), scope="ingest", path=["session", "upload"])
        },
        "/v1/events/{event}/captures": {
            "post": _does(
                "Bring what was copied from a network: a post as JSON, or a table as a form or as the body itself",
                _content(_ref("Upload")),
                scope="ingest",
                path=["event"],
                query={
                    "filename": "The table's name, for a body that is no form.",
                    "network": "Of the rows that do not say it, nor their links.",
                    "question": "The number of the question of the rows that do not say it.",
                },
                status=202,
                body=_CAPTURED,
            )
        },
        "/v1/events/{event}/captures/{upload}": {
            "get": _does("How far a capture is", _content(_ref("Upload")), scope="ingest", path=["event", "upload"])
        },
        "/v1/uploads": {
            "get": _does(
                "Documents that a transcriber may begin: nobody has them, or nobody was heard of for too long",
                _content({"type": "object", "properties": {"uploads": {"type": "array", "items": _ref("Upload")}}}),
                scope="ingest",
                query={
                    "campaign": _CAMPAIGN,
                    "state": "waiting.",
                    "wait": "Seconds to wait for one, at most 20.",
                },
            )
        },
        "/v1/uploads/{upload}": {
            "put": _does(
                "Say how far a document is, under the number of the lease on upload/ID; 409 when that is another's",
                _content(_ref("Upload")),
                scope="ingest",
                path=["upload"],
                body=_PROGRESS,
            )
        },
        "/v1/uploads/{upload}/body": {
            "get": _does(
                "The file as it was sent, until it was read",
                _content({"type": "string"}, "application/octet-stream"),
                scope="ingest",
                path=["upload"],
            )
        },
        "/v1/heard": {
            "get": _does(
                "What workers have heard: the identities that a reply, repost or deletion may name",
                _content(_ANYTHING),
                scope="ingest",
                query={"campaign": _CAMPAIGN, "after": "EPOCH.SEQ, or 0 for everything."},
            )
        },
        "/v1/stored": {
            "get": _does(
                "A network's posts that are stored and not taken back: where each stands and which version we have",
                _content(_ANYTHING),
                scope="ingest",
                query={
                    "campaign": _CAMPAIGN,
                    "source": "x, bluesky or mastodon.",
                    "after": "EPOCH.SEQ, or 0 for everything.",
                },
            )
        },
        "/v1/tokens": {
            "get": _does(
                "Tokens, links and sessions that are good",
                _content({"type": "object", "properties": {"tokens": {"type": "array", "items": _ref("Token")}}}),
                scope="admin",
            ),
            "post": _does(
                "A new API token; its secret is in this answer and nowhere else",
                _content(_ANYTHING),
                scope="admin",
                status=201,
                body=_GRANT,
            ),
        },
        "/v1/tokens/{token}": {
            "delete": _does("End a token, link or session", None, scope="admin", path=["token"], status=204)
        },
        "/v1/sign-in-links": {
            "post": _does(
                "A new sign-in link, good once within 24 hours",
                _content(_ANYTHING),
                scope="admin",
                status=201,
                body=_GRANT,
            )
        },
    },
    "components": {
        "schemas": _SCHEMAS | {"Problem": _PROBLEM},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}
