"""Numbers, in the API's description."""

from __future__ import annotations

from typing import Any

import msgspec

from bridge.web.counting import Dimension
from bridge.web.metrics import Told
from bridge.web.shapes import CAMPAIGN, CHALLENGE_ID, QUESTION_ID, content, does, named, ref

_, METRICS_SCHEMAS = msgspec.json.schema_components((Told,), ref_template="#/components/schemas/{name}")
METRICS_PATHS: dict[str, Any] = {
    "/v1/metrics": {
        "get": does(
            "What was said in numbers, each with its definition, its filter and the moment that it is of",
            content(ref("Told")),
            query={
                "campaign": CAMPAIGN,
                "event": "Only what was said in this chat or session.",
                "challenge": named(CHALLENGE_ID, "Only what belongs to this challenge."),
                "question": named(QUESTION_ID, "Only answers to this question."),
                "by": f"{', '.join(Dimension)}; may be given more than once.",
                "rehearsals": "true: rehearsals count too where no event is named.",
            },
        )
    },
    "/v1/events/{event}/evidence.csv": {
        "get": does(
            "What became of each contribution of an event, a row each, without words or names",
            content({"type": "string"}, "text/csv"),
            scope="moderate",
            path=["event"],
        )
    },
}
