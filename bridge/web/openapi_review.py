"""The review of a session or a reviewed chat, in the API's description."""

from __future__ import annotations

from typing import Any

import msgspec

from bridge.records import SET_ASIDE_REASONS, ChosenColumns, Contribution, Declaration, Event, Speaker, Upload
from bridge.web.candidates import Candidate, Standing
from bridge.web.review import Accept, Agree, Difference, Keep, Merge, SetAside, SpeakerChange, Split, Undo
from bridge.web.review_api import Columns, Declared, Withdrawal
from bridge.web.shapes import content, does, ref

_KNOWN = (Event, Contribution, Declaration, Speaker, ChosenColumns, Upload, Candidate, Difference)
_ASKED = (Accept, SetAside, Agree, Merge, Split, Undo, Keep, SpeakerChange, Declared, Withdrawal, Columns)
_, REVIEW_SCHEMAS = msgspec.json.schema_components((*_KNOWN, *_ASKED), ref_template="#/components/schemas/{name}")

_ACT = {
    "oneOf": [ref(it.__name__) for it in (Accept, SetAside, Agree, Merge, Split, Undo, Keep)],
    "discriminator": {"propertyName": "act"},
}
_NUMBER = {"type": "integer"}
_REVIEW = {
    "type": "object",
    "properties": {
        "place": {"type": "string"},
        "session": ref("Event"),
        "declaration": {"anyOf": [ref("Declaration"), {"type": "null"}]},
        "speakers": {"type": "array", "items": ref("Speaker")},
        "reasons": {"type": "object", "properties": {it: {"type": "string"} for it in SET_ASIDE_REASONS}},
        "counts": {"type": "object", "properties": {it.value: _NUMBER for it in Standing}},
        "candidates": {
            "type": "array",
            "items": {
                "allOf": [
                    ref("Candidate"),
                    {"type": "object", "properties": {"state": {"type": "string"}, "disposition": {"type": ["object", "null"]}}},
                ]
            },
        },
    },
}  # fmt: skip
_PUBLISHED = {
    "type": "object",
    "properties": {
        "dry_run": {"type": "boolean"},
        "counts": {"type": "object", "additionalProperties": _NUMBER},
        "differences": {"type": "array", "items": ref("Difference")},
    },
}


def _moderating(summary: str, answer: dict[str, Any], **more: Any) -> dict[str, Any]:
    return does(summary, content(answer), scope="moderate", **({"path": ["session"]} | more))


def _of(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


REVIEW_PATHS: dict[str, Any] = {
    "/v1/sessions/{session}/review": {
        "get": _moderating(
            "What was said in a session or a reviewed chat, the best first, with what was said around it", _REVIEW
        ),
        "post": _moderating(
            "Decide: accept, set_aside, agree, merge, split, keep, undo. It holds once it is published",
            _of(act={"type": "string", "description": "The act's id, to undo it by."}),
            body=content(_ACT),
        ),
    },
    "/v1/sessions/{session}/publish": {
        "post": _moderating(
            "Publish what was decided in a session, which needs a declaration, or a reviewed chat. Once more changes nothing",
            _PUBLISHED,
            query={"dry_run": "true: only say what would change."},
        )
    },
    "/v1/sessions/{session}/withdraw": {
        "post": _moderating(
            "Take back an idea, what a speaker said, or the whole session or reviewed chat",
            _of(withdrawn=_NUMBER),
            body=content(ref("Withdrawal")),
        )
    },
    "/v1/sessions/{session}/speakers/{number}": {
        "patch": _moderating(
            "Name or hide a speaker, say who facilitates, or of whom this is another name",
            ref("Speaker"),
            path=["session", "number"],
            body=content(ref("SpeakerChange")),
        )
    },
    "/v1/sessions/{session}/declaration": {
        "put": _moderating(
            "Say how people were told and who may read it; nothing is published before",
            ref("Event"),
            body=content(ref("Declared")),
        )
    },
    "/v1/sessions/{session}/end-review": {
        "post": _moderating("Delete the session's files and transcripts now", _of(deleted=_NUMBER))
    },
    "/v1/sessions/{session}/documents/{upload}/columns": {
        "put": _moderating(
            "Say which columns of a table are read: it is read again, and the next one like it by the same",
            ref("Upload"),
            path=["session", "upload"],
            status=202,
            body=content(ref("Columns")),
        )
    },
}
