"""Triage, in the API's description."""

from __future__ import annotations

from typing import Any, get_args

import msgspec

from bridge.records import Claim, Theme
from bridge.web.queue import MOST, Entry, Wanted
from bridge.web.shapes import CAMPAIGN, QUESTION_ID, content, does, list_of, named, ref
from bridge.web.triage import MOST_SWEPT, Decided, Step, Sweep, SweepAct, TriageAct
from bridge.web.triage_api import Claiming, Closing, Freeing, IdeaChange, NewTheme, Publishing, ThemeChange

_ACTS: tuple[type[msgspec.Struct], ...] = get_args(TriageAct)
_KNOWN = (Claim, Theme, Entry, Decided, Step, Sweep)
_ASKED = (Claiming, Freeing, NewTheme, ThemeChange, IdeaChange, Publishing, Closing)
_, TRIAGE_SCHEMAS = msgspec.json.schema_components(
    (*_KNOWN, *_ASKED, *_ACTS), ref_template="#/components/schemas/{name}"
)

_NUMBER = {"type": "integer"}
_SEEN = {
    "type": "object",
    "properties": {
        "seen": {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "description": "By contribution, the `version` under which you saw it: 409 if it has another by now.",
        }
    },
}
_FITTING = ("question", "kind", "source", "state", "assigned_to")
_SWEEP = {
    "type": "object",
    "description": "An act on all that fit a filter: its own fields but for the ids.",
    "required": ["act", "where", "seen"],
    "properties": {
        "act": {"enum": [it.__struct_config__.tag for it in get_args(SweepAct)]},
        "where": {
            "type": "object",
            "required": ["event"],
            "properties": {name: {"type": "string"} for name in ("event", *_FITTING)},
            "additionalProperties": False,
            "description": f"A queue's filter: the oldest {MOST_SWEPT:,} that fit, on whatever page.",
        },
        "seen": {
            "type": "string",
            "description": "`place` of the queue as you saw it: what came, changed or was decided since is left.",
        },
    },
}
_ACT = {
    "oneOf": [
        {
            "allOf": [
                {"oneOf": [ref(it.__name__) for it in _ACTS], "discriminator": {"propertyName": "act"}},
                _SEEN,
            ]
        },
        _SWEEP,
    ]
}
_CLAIMS = {"type": "object", "properties": {"claims": {"type": "array", "items": ref("Claim")}}}
_QUEUE = {
    "type": "object",
    "required": ["place", "event", "counts", "matching", "claims", "contributions", "next"],
    "properties": {
        "place": {"type": "string"},
        "event": ref("Event"),
        "counts": {"type": "object", "properties": dict.fromkeys((*Wanted, "unanswered"), _NUMBER)},
        "matching": _NUMBER,
        "claims": {"type": "array", "items": ref("Claim")},
        "contributions": {"type": "array", "items": ref("Entry")},
        "next": {"type": ["string", "null"]},
    },
}
_FILTER = {
    "question": named(QUESTION_ID, "Only answers to this question."),
    "kind": "idea, experience, question, comment, support, chatter or host.",
    "source": "Where it was said: x, bluesky, mastodon, session, …",
    "state": f"{', '.join(Wanted)}.",
    "assigned_to": "Only what was handed over to this colleague.",
    "after": "`next` of the answer before.",
    "limit": f"1 to {MOST}; 100 if it is left out.",
}


def _moderating(summary: str, answer: dict[str, Any] | None, **more: Any) -> dict[str, Any]:
    return does(summary, content(answer) if answer else None, scope="moderate", **more)


def _with_place(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"place": {"type": "string"}} | properties}


_STAGED = {
    "type": "object",
    "description": "What whoever has the scope ingest alone is answered.",
    "required": ["id", "stage"],
    "properties": {"id": {"type": "string"}, "stage": {"type": "string"}},
}
CHANGE_IDEA = _moderating(
    "Change an idea: its words, challenge, stage, or whether it is hidden. A stage alone also with the scope ingest",
    {"anyOf": [ref("Idea"), _STAGED]},
    path=["idea"],
    body=content(ref("IdeaChange")),
)
TRIAGE_PATHS: dict[str, Any] = {
    "/v1/events/{event}/queue": {
        "get": _moderating(
            "What was said in an event, the oldest first, with the idea behind it and who is at work on it",
            _QUEUE,
            path=["event"],
            query=_FILTER,
        )
    },
    "/v1/events/{event}/claims": {
        "get": _moderating("Who is at work on what", list_of("claims", "Claim"), path=["event"])
    },
    "/v1/events/{event}/publishing": {
        "put": _moderating(
            "Let ideas of an event appear at once, or only once they were reviewed",
            ref("Event"),
            path=["event"],
            body=content(ref("Publishing")),
        )
    },
    "/v1/events/{event}/close": {
        "post": _moderating(
            "Close an event of which everything was read, or say why not",
            ref("Event"),
            path=["event"],
            body=content(ref("Closing")),
        ),
        "delete": _moderating("Open a closed event again", ref("Event"), path=["event"]),
    },
    "/v1/triage": {
        "post": _moderating(
            "Decide about contributions or ideas; of two who decide about the same, the second gets 409 with `now`",
            {"oneOf": [ref("Decided"), ref("Sweep")]},
            query={"campaign": CAMPAIGN},
            body=content(_ACT),
            later="It goes on: ask how far it is",
        )
    },
    "/v1/triage/{act}": {
        "get": _moderating(
            "How far an act on all that fit a filter has come, or its undoing",
            ref("Sweep"),
            path=["act"],
            query={"campaign": CAMPAIGN},
        )
    },
    "/v1/claims": {
        "post": _moderating(
            "Claim contributions for a minute, as far as they are free; once more renews it",
            _CLAIMS,
            query={"campaign": CAMPAIGN},
            body=content(ref("Claiming")),
        ),
        "delete": _moderating(
            "Let go of your own claims", None, query={"campaign": CAMPAIGN}, status=204, body=content(ref("Freeing"))
        ),
    },
    "/v1/themes": {
        "get": does("A campaign's themes", content(list_of("themes", "Theme")), query={"campaign": CAMPAIGN}),
        "post": _moderating(
            "Make a theme", ref("Theme"), query={"campaign": CAMPAIGN}, status=201, body=content(ref("NewTheme"))
        ),
    },
    "/v1/themes/{theme}": {
        "patch": _moderating("Rename a theme", ref("Theme"), path=["theme"], body=content(ref("ThemeChange"))),
        "delete": _moderating("Let go of a theme", ref("Theme"), path=["theme"]),
    },
    "/v1/themes/{theme}/ideas": {
        "get": does(
            "The ideas of a theme, of those that changed last",
            content(list_of("ideas", "Idea", theme=ref("Theme"))),
            path=["theme"],
        )
    },
    "/v1/ideas/{idea}/lineage": {
        "get": _moderating(
            "Each contribution behind an idea, and how it came there",
            _with_place(idea=ref("Idea"), steps={"type": "array", "items": ref("Step")}),
            path=["idea"],
        )
    },
    "/v1/contributions/{contribution}/lineage": {
        "get": _moderating(
            "What became of a contribution",
            _with_place(step=ref("Step")),
            path=["contribution"],
            query={"event": "The event in which it was said, if you know it."},
        )
    },
}
