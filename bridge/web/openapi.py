"""The API described for programs, kept by hand; a test holds every route against it."""

from __future__ import annotations

from typing import Any

from bridge.web.openapi_metrics import METRICS_PATHS, METRICS_SCHEMAS
from bridge.web.openapi_review import REVIEW_PATHS, REVIEW_SCHEMAS
from bridge.web.openapi_triage import CHANGE_IDEA, TRIAGE_PATHS, TRIAGE_SCHEMAS
from bridge.web.shapes import (
    ANYTHING,
    CAMPAIGN,
    CAPTURED,
    FILE,
    FILTERS,
    GRANT,
    MADE_LINK,
    MADE_TOKEN,
    NEW_QUESTION,
    OPENED,
    PREFLIGHT,
    PROBLEM,
    PROGRESS,
    PUT_ON,
    RELATED,
    SCHEMAS,
    SENT,
    SEVERAL,
    TOKEN,
    content,
    does,
    list_of,
    ref,
)

#: Workers say with every call whose they are.
OWN_CAMPAIGN = "Passed over: an upload's id says whose it is."

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {
        "title": "ideabridge",
        "version": "1",
        "description": "What people say in live chats and sessions, as ideas. The feed is also there as a WebSocket at"
        " /v1/feed. Send a token in the Authorization header and never in the address.",
    },
    "paths": {
        "/v1/openapi.json": {"get": does("This description", content(ANYTHING))},
        "/v1/campaigns": {
            "get": does(
                "Campaigns that you may read",
                content({"type": "object", "properties": {"campaigns": {"type": "array", "items": ref("Campaign")}}}),
            )
        },
        "/v1/campaigns/{campaign}/challenges": {
            "get": does("A campaign's challenges", content(list_of("challenges", "Challenge")), path=["campaign"])
        },
        "/v1/events": {
            "get": does("Chats and sessions", content(list_of("events", "Event")), query={"campaign": CAMPAIGN})
        },
        "/v1/events/{event}": {"get": does("One chat or session", content(ref("Event")), path=["event"])},
        "/v1/events/{event}/coverage": {
            "get": does(
                "What of a chat was heard of each network and what was missed, in figures and in a statement for a report",
                content(
                    {
                        "type": "object",
                        "required": ["place", "coverage"],
                        "properties": {"place": {"type": "string"}, "coverage": ref("Coverage")},
                    }
                ),
                path=["event"],
            )
        },
        "/v1/events/{event}/preflight": {
            "get": does(
                "Whether a chat would be heard: each check green, amber or red, with what to do",
                content(PREFLIGHT),
                scope="moderate",
                path=["event"],
            )
        },
        "/v1/questions": {
            "get": does(
                "An event's questions", content(list_of("questions", "Question")), query={"event": "The event's id."}
            )
        },
        "/v1/events/{event}/questions": {
            "post": does(
                "Put in a question; at a number that is taken, the later ones move on",
                content(ref("Question")),
                scope="moderate",
                path=["event"],
                status=201,
                body=content({"type": "object", "required": ["text"], "properties": NEW_QUESTION}),
            )
        },
        "/v1/questions/{question}": {
            "patch": does(
                "Correct a question: what is left out stays, and a new number moves those in between",
                content(ref("Question")),
                scope="moderate",
                path=["question"],
                body=content({"type": "object", "properties": NEW_QUESTION | OPENED}),
            )
        },
        "/v1/events/{event}/current": {
            "post": does(
                "Say which question is on; it is opened if it was not open",
                content(ref("Event")),
                scope="moderate",
                path=["event"],
                body=content({"type": "object", "required": ["question"], "properties": PUT_ON}),
            )
        },
        "/v1/asked": {
            "get": does(
                "For listeners: the questions of events that are listened to, and what facilitators put on",
                content(ANYTHING),
                scope="ingest",
                query={
                    "campaign": CAMPAIGN,
                    "seen": "What the last answer gave as `seen`: wait for another.",
                    "wait": "Seconds to wait for it, at most 20.",
                },
            )
        },
        "/v1/ideas": {"get": does("Live ideas, newest voice first", content(list_of("ideas", "Idea")), query=FILTERS)},
        "/v1/ideas/{idea}": {"get": does("One idea", content(ref("Idea")), path=["idea"]), "patch": CHANGE_IDEA},
        "/v1/ideas/{idea}/related": {
            "get": does(
                "Ideas that are about the same in other words, nearest first, of all campaigns that you may read",
                content(
                    {
                        "type": "object",
                        "required": ["place", "related"],
                        "properties": {"place": {"type": "string"}, "related": {"type": "array", "items": RELATED}},
                    }
                ),
                path=["idea"],
                query={"limit": "How many at most, 1 to 10; 5 if it is left out. A model of meaning adds 3 at most."},
            )
        },
        "/v1/ideas/{idea}/alike": {
            "get": does(
                "What may say the same as an idea in other words, for a person to look at",
                content(
                    {
                        "type": "object",
                        "required": ["place", "alike"],
                        "properties": {"place": {"type": "string"}, "alike": {"type": "array", "items": RELATED}},
                    }
                ),
                scope="moderate",
                path=["idea"],
            )
        },
        "/v1/ideas/{idea}/contributions": {
            "get": does(
                "What was said behind an idea",
                content(list_of("contributions", "Contribution")),
                scope="moderate",
                path=["idea"],
            )
        },
        "/v1/contributions": {
            "get": does(
                "What was said in an event: the last 5,000, and those before them for who asks",
                content(list_of("contributions", "Contribution", before={"type": "string"})),
                scope="moderate",
                query={"event": "The event's id.", "before": "Only what was said before this contribution."},
            )
        },
        "/v1/gaps": {
            "get": does(
                "Stretches of time that were not heard. The feed tells all of them to every reader, also of one event",
                content(list_of("gaps", "Gap")),
                query={
                    "campaign": CAMPAIGN,
                    "event": "Only those that fall into the time in which this event's posts count.",
                    "open": "true: only those of which something may still be missing; false: only the others.",
                },
            )
        },
        "/v1/listening": {
            "get": does(
                "How far each source was heard",
                content(list_of("listening", "Listening")),
                scope="moderate",
                query={"campaign": CAMPAIGN},
            )
        },
        "/v1/alarms": {
            "get": does(
                "Chats that are on and sources that do not hear them; over where `over_at` is set",
                content(list_of("alarms", "Alarm")),
                scope="moderate",
                query={"campaign": CAMPAIGN},
            )
        },
        "/v1/feed/events": {
            "get": does(
                "The feed as Server-Sent Events; the id of each is its place, and Last-Event-ID is honoured",
                content({"type": "string"}, "text/event-stream"),
                query={
                    "campaign": CAMPAIGN,
                    "challenge": "Only this challenge.",
                    "event": "Only this event.",
                    "after": "EPOCH.SEQ, or 0 for everything.",
                    "entity": "idea, event, question, gap, theme; contribution, alarm or claim for moderators. One or more.",
                    "kind": "Only contributions and ideas of this kind; one or more.",
                },
            )
        },
        "/v1/sessions/{session}/documents": {
            "get": does(
                "All documents of a session, newest first",
                content({"type": "object", "properties": {"uploads": {"type": "array", "items": SENT}}}),
                scope="ingest",
                path=["session"],
            ),
            "post": does(
                "Bring a document of a session as the body itself with ?filename=, or documents as a form",
                content({"anyOf": [SENT, SEVERAL]}),
                scope="ingest",
                path=["session"],
                query={"filename": "The file's name, for a body that is no form."},
                status=202,
                body=FILE,
            ),
        },
        "/v1/sessions/{session}/documents/{upload}": {
            "get": does("How far a document is", content(SENT), scope="ingest", path=["session", "upload"])
        },
        "/v1/events/{event}/captures": {
            "post": does(
                "Bring what was copied from a network: a post as JSON, or a table as a form or as the body itself",
                content(ref("Upload")),
                scope="ingest",
                path=["event"],
                query={
                    "filename": "The table's name, for a body that is no form.",
                    "network": "Of the rows that do not say it, nor their links.",
                    "question": "The number of the question of the rows that do not say it.",
                },
                status=202,
                body=CAPTURED,
            )
        },
        "/v1/events/{event}/captures/{upload}": {
            "get": does("How far a capture is", content(ref("Upload")), scope="ingest", path=["event", "upload"])
        },
        "/v1/uploads": {
            "get": does(
                "Documents that a transcriber may begin: nobody has them, or nobody was heard of for too long",
                content({"type": "object", "properties": {"uploads": {"type": "array", "items": ref("Upload")}}}),
                scope="ingest",
                query={
                    "campaign": CAMPAIGN,
                    "state": "waiting.",
                    "wait": "Seconds to wait for one, at most 20.",
                },
            )
        },
        "/v1/uploads/{upload}": {
            "put": does(
                "Say how far a document is, under the number of the lease on upload/ID; 409 when that is another's",
                content(ref("Upload")),
                scope="ingest",
                path=["upload"],
                query={"campaign": OWN_CAMPAIGN},
                body=PROGRESS,
            )
        },
        "/v1/uploads/{upload}/body": {
            "get": does(
                "The file as it was sent, until it was read",
                content({"type": "string"}, "application/octet-stream"),
                scope="ingest",
                path=["upload"],
                query={"campaign": OWN_CAMPAIGN},
            )
        },
        "/v1/heard": {
            "get": does(
                "What workers have heard: the identities that a reply, repost or deletion may name",
                content(ANYTHING),
                scope="ingest",
                query={"campaign": CAMPAIGN, "after": "EPOCH.SEQ, or 0 for everything."},
            )
        },
        "/v1/stored": {
            "get": does(
                "A network's posts that are stored and not taken back: where each stands and which version we have",
                content(ANYTHING),
                scope="ingest",
                query={
                    "campaign": CAMPAIGN,
                    "source": "x, bluesky or mastodon.",
                    "after": "EPOCH.SEQ, or 0 for everything.",
                },
            )
        },
        "/v1/tokens": {
            "get": does(
                "Tokens, links and sessions that are good",
                content({"type": "object", "properties": {"tokens": {"type": "array", "items": ref("Token")}}}),
                scope="admin",
            ),
            "post": does(
                "A new API token; its secret is in this answer and nowhere else",
                MADE_TOKEN,
                scope="admin",
                status=201,
                body=GRANT,
            ),
        },
        "/v1/tokens/{token}": {
            "delete": does("End a token, link or session", None, scope="admin", path=["token"], status=204)
        },
        "/v1/regroup": {
            "post": does(
                "What today's rules of sameness would change of what was grouped; with dry_run=false it is done",
                content(ANYTHING),
                scope="admin",
                query={
                    "campaign": "May be left out where there is one.",
                    "event": "Only what was said there; may be given several times.",
                    "dry_run": "true (the default) or false.",
                    "undo": "In place of that: put back what the regroup of this number moved, unless people moved it since.",
                },
            )
        },
        "/v1/sign-in-links": {
            "post": does(
                "A new sign-in link, good once within 24 hours",
                MADE_LINK,
                scope="admin",
                status=201,
                body=GRANT,
            )
        },
    }
    | REVIEW_PATHS
    | TRIAGE_PATHS
    | METRICS_PATHS,
    "components": {
        "schemas": SCHEMAS | REVIEW_SCHEMAS | TRIAGE_SCHEMAS | METRICS_SCHEMAS | {"Problem": PROBLEM, "Token": TOKEN},
        "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
    },
}
