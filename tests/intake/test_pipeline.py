"""An arrival's whole way through intake."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bridge.intake
from bridge.intake.identity import contribution_id, voice_key
from bridge.intake.pipeline import MOST_CHARACTERS, NOTHING_BEFORE, Context, Known, Plan, asks, take
from bridge.records import (
    Act,
    Arrival,
    ChallengeId,
    Contribution,
    ContributionId,
    EventId,
    Kind,
    NativeId,
    QuestionId,
    Reason,
    Register,
    Rejected,
    SourceName,
    State,
)
from tests.factories import arrival, campaign, event, minutes, question

KEY = b"a campaign's own key"
SESSION = event(id=EventId("connect-1"), type="session", tags=(), hosts={})
PLAN = Plan(
    campaign=campaign(),
    events=(event(hosts={"x": ("@HorizonsNHS",), "bluesky": ("did:plc:host",)}), SESSION),
    questions=(
        question(1, planned_at=minutes(5)),
        question(2, planned_at=minutes(30), challenge=ChallengeId("fairness")),
    ),
    key=KEY,
)
ROOT = NativeId("bluesky:at://did:plc:host/app.bsky.feed.post/q2")
ANSWER = NativeId("bluesky:at://did:plc:bob/app.bsky.feed.post/7")
KNOWN = {
    ROOT: Known(id=ContributionId("c-root"), event=EventId("chat-1"), opens=QuestionId("chat-1/q2")),
    ANSWER: Known(id=ContributionId("c-answer"), event=EventId("chat-1"), question=QuestionId("chat-1/q1")),
}
CONTEXT = Context(known=KNOWN)


def kept(taken: Contribution | Rejected) -> Contribution:
    assert isinstance(taken, Contribution), taken
    return taken


def reason(taken: Contribution | Rejected) -> Reason:
    assert isinstance(taken, Rejected), taken
    return taken.reason


def spoken(text: str, **fields: object) -> Arrival:
    return arrival(
        text,
        **{
            "id": NativeId("session:connect-1/00:01:10"),
            "source": SourceName.SESSION,
            "event": EventId("connect-1"),
            "register": Register.SPOKEN,
            "author": "Jennifer Adams",
            "names": ("Dr. Jennifer Adams (She/Her)",),
            "pseudonym": "Speaker 1",
            "evidence": "cue 12",
            "tags": (),
        }
        | fields,
    )


def from_host(text: str, **fields: object) -> Arrival:
    return arrival(text, **{"author": "did:plc:host", "id": ROOT} | fields)


def test_a_tagged_answer_becomes_a_contribution_to_its_question() -> None:
    said = kept(take(arrival(handle="amy.example", link="https://example.org/1", lang="en"), PLAN))

    assert (said.kind, said.state, said.question, said.challenge) == (
        Kind.IDEA,
        State.LIVE,
        "chat-1/q1",
        "boosting-capacity",
    )
    assert said.question_why == "labelled A1"
    assert (said.handle, said.link, said.lang) == ("amy.example", "https://example.org/1", "en")
    assert said.text == "A1 Text people a week before their appointment #SolvingTogether"


def test_ids_and_authors_are_hashed_under_the_campaigns_key() -> None:
    post = arrival(reply_to=ANSWER, quotes=ROOT, aliases=(NativeId("x:1"),))

    said = kept(take(post, PLAN, CONTEXT))

    assert said.id == contribution_id(KEY, post.id) != contribution_id(b"another", post.id)
    assert said.voice == voice_key(KEY, post.source, post.author, None)
    assert said.aliases == (contribution_id(KEY, NativeId("x:1")),)
    assert (said.reply_to, said.quotes) == (contribution_id(KEY, ANSWER), contribution_id(KEY, ROOT))


def test_a_speaker_is_one_voice_in_one_session_however_the_name_is_written() -> None:
    def voice(name: str, session: str) -> str:
        return voice_key(KEY, SourceName.SESSION, name, EventId(session))

    assert voice("Zoë Adams", "connect-1") == voice("ZOE\u0308 ADAMS", "connect-1") != voice("Zoë Adams", "connect-2")


@pytest.mark.parametrize(
    ("post", "expected"),
    [
        (arrival("lunch was nice", tags=()), Reason.ELSEWHERE),
        (arrival("lunch was nice #lunch", tags=("lunch",)), Reason.ELSEWHERE),
        (arrival(said_at=minutes(-1)), Reason.OUTSIDE),
        (arrival(said_at=minutes(60 * 26)), Reason.OUTSIDE),
        (arrival("#SolvingTogether @amy https://example.org/x"), Reason.EMPTY),
        (arrival("A1 #SolvingTogether"), Reason.EMPTY),
        (arrival("x" * (MOST_CHARACTERS + 1)), Reason.TOO_LONG),
        (arrival("x" * (MOST_CHARACTERS + 1), tags=()), Reason.ELSEWHERE),
        (arrival("", act=Act.REPOSTED, reposts=NativeId("x:9"), tags=()), Reason.UNKNOWN_TARGET),
        (arrival("", act=Act.REPOSTED, reposts=NativeId("x:9")), Reason.UNKNOWN_TARGET),
        (arrival("", act=Act.DELETED), Reason.UNKNOWN_TARGET),
        (spoken("Yeah, so, hello everyone."), Reason.TALK),
        (spoken("We could text people.", event=EventId("nowhere")), Reason.ELSEWHERE),
    ],
)
def test_what_is_not_kept_has_a_reason(post: Arrival, expected: Reason) -> None:
    assert reason(take(post, PLAN)) is expected


def test_a_reply_without_the_tag_belongs_to_its_threads_question() -> None:
    post = arrival("We could text people earlier", tags=(), root=ROOT, reply_to=NativeId("x:unheard"))

    said = kept(take(post, PLAN, CONTEXT))

    assert (said.question, said.challenge) == ("chat-1/q2", "fairness")
    assert "thread" in said.question_why


def test_a_reply_is_about_the_answer_that_it_replies_to_wherever_that_stands() -> None:
    post = arrival("We could text people earlier", tags=(), root=ROOT, reply_to=ANSWER)

    assert kept(take(post, PLAN, CONTEXT)).question == "chat-1/q1"


def test_a_greeting_answers_no_question_though_one_is_open() -> None:
    hello = arrival("Good evening from a rainy Leeds #SolvingTogether")

    said = kept(
        take(
            hello,
            PLAN,
            msgspec.structs.replace(CONTEXT, opened={EventId("chat-1"): ((minutes(5), QuestionId("chat-1/q1")),)}),
        )
    )

    assert (said.kind, said.question) == (Kind.CHATTER, None)


@pytest.mark.parametrize("label", ["A1:", "Answer 1 -", "Late A1:", "Ateb 1:", "(2/2) A1:", "#A1", "Hello all! A1:"])
def test_an_answer_is_an_answer_however_its_label_is_written(label: str) -> None:
    said = kept(take(arrival(f"{label} a bag of basics in the fridge: milk, bread, soup #SolvingTogether"), PLAN))

    assert (said.kind, said.question) == (Kind.IDEA, "chat-1/q1")


def test_a_host_who_lists_several_questions_asks_none_of_them() -> None:
    tonight = from_host("Tonight. Q1: What helps? Q2: What does not? #SolvingTogether")

    said = kept(take(tonight, PLAN))

    assert (said.opens, said.question) == (None, None)


def test_the_same_question_in_another_language_opens_nothing_again() -> None:
    context = msgspec.structs.replace(CONTEXT, opened={EventId("chat-1"): ((minutes(5), QuestionId("chat-1/q1")),)})
    again = from_host("P1: ¿Qué ayudaría? #SolvingTogether", id=NativeId("x:9"), said_at=minutes(9))

    said = kept(take(again, PLAN, context))

    assert (said.opens, said.question) == (None, "chat-1/q1")


def test_a_quote_without_the_tag_belongs_to_what_it_quotes() -> None:
    said = kept(take(arrival("We could text people earlier", tags=(), quotes=ANSWER), PLAN, CONTEXT))

    assert said.question == "chat-1/q1"


def test_a_reply_in_a_thread_counts_only_while_its_event_listens() -> None:
    post = arrival("We could text people", tags=(), reply_to=ANSWER, said_at=minutes(60 * 26))

    assert reason(take(post, PLAN, CONTEXT)) is Reason.OUTSIDE


def test_an_edit_that_drops_the_tag_is_still_the_same_contribution() -> None:
    post = arrival(
        "We could call people instead", id=NativeId("x:2"), aliases=(ANSWER,), tags=(), said_at=minutes(60 * 26)
    )

    said = kept(take(post, PLAN, CONTEXT))

    assert said.id == "c-answer"


def test_a_repost_adds_a_voice_to_what_it_reposts() -> None:
    post = arrival("RT @bob: We could", act=Act.REPOSTED, reposts=ANSWER, tags=())

    said = kept(take(post, PLAN, CONTEXT))

    assert (said.kind, said.reposts, said.text, said.question) == (Kind.SUPPORT, "c-answer", "", "chat-1/q1")


def test_a_hosts_repost_is_no_voice() -> None:
    said = kept(take(from_host("", id=NativeId("x:3"), act=Act.REPOSTED, reposts=ANSWER), PLAN, CONTEXT))

    assert (said.kind, said.reposts) == (Kind.HOST, "c-answer")


def test_a_repost_of_a_stranger_with_our_tag_is_judged_as_said_by_its_reposter() -> None:
    post = arrival("RT @zed: What if we text people #SolvingTogether", act=Act.REPOSTED, reposts=NativeId("x:9"))

    said = kept(take(post, PLAN))

    assert (said.kind, said.reposts, said.voice) == (Kind.IDEA, None, voice_key(KEY, post.source, post.author, None))


def test_a_deletion_withdraws_what_is_known() -> None:
    said = kept(
        take(
            Arrival(id=ANSWER, source=SourceName.BLUESKY, act=Act.DELETED, said_at=minutes(9), received_at=minutes(9)),
            PLAN,
            CONTEXT,
        )
    )

    assert (said.id, said.event, said.state, said.text, said.handle) == (
        "c-answer",
        "chat-1",
        State.WITHDRAWN,
        "",
        None,
    )


def test_an_edit_down_to_nothing_withdraws_what_was_said() -> None:
    taken = kept(take(arrival("#SolvingTogether", id=ANSWER, version="2"), PLAN, CONTEXT))

    assert (taken.id, taken.state, taken.text) == ("c-answer", State.WITHDRAWN, "")


def test_a_host_opens_a_question_with_its_own_words_where_the_plan_has_none() -> None:
    said = kept(take(from_host("Q3: Who should lead? #SolvingTogether"), PLAN))

    assert (said.kind, said.question) == (Kind.HOST, "chat-1/q3")
    assert said.opens
    assert (said.opens.text, said.opens.opened_at) == ("Who should lead?", minutes(10))


def test_a_host_may_ask_with_a_picture() -> None:
    said = kept(take(from_host("Q1 #SolvingTogether"), PLAN))

    assert said.opens
    assert said.opens.text == question().text


@pytest.mark.parametrize(("source", "handle"), [(SourceName.X, "horizonsnhs"), (SourceName.X, "@HorizonsNHS")])
def test_a_host_is_known_by_its_handle_on_its_own_network(source: SourceName, handle: str) -> None:
    host = kept(take(arrival(source=source, handle=handle), PLAN))
    namesake = kept(take(arrival(source=SourceName.MASTODON, handle=handle), PLAN))

    assert (host.kind, namesake.kind) == (Kind.HOST, Kind.IDEA)


def test_a_recap_does_not_open_a_question_again_but_an_edit_of_its_post_does() -> None:
    opened = {EventId("chat-1"): ((minutes(5), QuestionId("chat-1/q2")),)}

    recap = kept(take(from_host("Q2: any more?", id=NativeId("x:4")), PLAN, Context(opened=opened)))
    edit = kept(take(from_host("Q2: any more?"), PLAN, Context(known=KNOWN, opened=opened)))

    assert (recap.opens, recap.question) == (None, "chat-1/q2")
    assert edit.opens


def test_a_q_label_of_a_participant_is_an_answer() -> None:
    said = kept(take(arrival("Q2: What if we text people"), PLAN))

    assert (said.kind, said.question, said.opens) == (Kind.IDEA, "chat-1/q2", None)


def test_an_emoji_in_reply_is_support() -> None:
    assert kept(take(arrival("👏👏", tags=(), reply_to=ANSWER), PLAN, CONTEXT)).kind is Kind.SUPPORT


def test_a_patients_details_hold_a_contribution() -> None:
    said = kept(take(arrival("A1 We should call mum on 07700 900123"), PLAN))

    assert (said.state, said.masked) == (State.HELD, ("phone",))
    assert "07700" not in said.text


def test_a_speakers_name_is_masked_and_holds_nothing() -> None:
    said = kept(
        take(spoken("What if we text people, as Jennifer said?", handle="jen", link="https://example.org"), PLAN)
    )

    assert said.text == "What if we text people, as [name] said?"
    assert (said.state, said.masked) == (State.LIVE, ("name",))
    assert (said.pseudonym, said.evidence, said.handle, said.link) == ("Speaker 1", "cue 12", None, None)


def test_a_session_speaker_is_a_host_only_if_the_plan_names_them() -> None:
    hosted = msgspec.structs.replace(
        PLAN, events=(event(id=EventId("connect-1"), hosts={"session": ("Jennifer Adams",)}),)
    )

    assert kept(take(spoken("What if we text people."), PLAN)).kind is Kind.IDEA
    assert kept(take(spoken("What if we text people."), hosted)).kind is Kind.HOST


def test_of_several_challenges_none_is_guessed() -> None:
    chat = event(challenges=(ChallengeId("a"), ChallengeId("b")))
    plan = Plan(campaign=campaign(), events=(chat,), questions=(), key=KEY)

    assert kept(take(arrival(), plan)).challenge is None


def test_an_arrival_asks_for_each_id_it_points_at_once() -> None:
    post = arrival(id=NativeId("x:1"), aliases=(NativeId("x:2"),), reply_to=ANSWER, root=ANSWER, quotes=ROOT)

    assert asks(post) == ("x:1", "x:2", ANSWER, ROOT)


NATIVE = st.one_of(st.none(), st.sampled_from([ROOT, ANSWER, NativeId("x:1")]), st.text(max_size=5).map(NativeId))
TEXT = st.lists(
    st.one_of(
        st.text(max_size=20),
        st.text(st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Nd", "So"]), max_size=5),
        st.sampled_from(
            ["#SolvingTogether ", "A1 ", "Q2: ", "What if we text people. ", "07700 900123", "@amy ", "RT ", "👏"]
        ),
        st.sampled_from([" Jennifer Adams ", " ADAMS2 ", " jennifer's ", " Dr. Jennifer Adams (She/Her) "]),
    ),
    max_size=8,
).map("".join)
ARRIVALS = st.builds(
    Arrival,
    id=NATIVE.map(lambda native: native or NativeId("x:0")),
    source=st.sampled_from(SourceName),
    act=st.sampled_from([Act.SAID, Act.SAID, Act.SAID, Act.REPOSTED, Act.DELETED]),
    said_at=st.one_of(st.integers(0, 70).map(minutes), st.just(minutes(5000))),
    received_at=st.just(minutes(10)),
    text=TEXT,
    author=st.sampled_from(["did:plc:amy", "did:plc:host", "Jennifer Adams", "\ud800", ""]),
    handle=st.sampled_from([None, "amy.example", "@HorizonsNHS"]),
    aliases=st.tuples(NATIVE.map(lambda native: native or NativeId("x:8"))),
    tags=st.lists(st.one_of(st.just("SolvingTogether"), st.text(max_size=4)), max_size=2).map(tuple),
    lang=st.sampled_from([None, "en", "und", "\x00"]),
    reply_to=NATIVE,
    root=NATIVE,
    quotes=NATIVE,
    reposts=NATIVE,
    event=st.sampled_from([None, None, EventId("connect-1"), EventId("gone")]),
    register=st.sampled_from(Register),
    names=st.just(("Dr. Jennifer Adams (She/Her)",)),
    pseudonym=st.sampled_from([None, "Speaker 1"]),
    evidence=st.sampled_from([None, "cue 12"]),
)
CONTEXTS = st.sampled_from(
    [
        NOTHING_BEFORE,
        CONTEXT,
        Context(known=KNOWN, opened={EventId("chat-1"): ((minutes(5), QuestionId("chat-1/q2")),)}),
    ]
)


@given(ARRIVALS, CONTEXTS)
def test_every_arrival_becomes_a_contribution_or_a_reason(post: Arrival, context: Context) -> None:
    taken = take(post, PLAN, context)

    assert msgspec.json.decode(msgspec.json.encode(taken), type=type(taken)) == taken


@given(ARRIVALS, CONTEXTS)
def test_no_contribution_names_its_author_or_a_speaker(post: Arrival, context: Context) -> None:
    taken = take(post, PLAN, context)

    words = set(re.findall(r"[^\W_]+", str(taken).casefold()))
    assert words.isdisjoint({"jennifer", "adams"})
    assert not post.author or post.author not in str(taken)


def test_intake_needs_no_clock_thread_or_loop() -> None:
    modules = Path(bridge.intake.__file__).parent.glob("*.py")

    imported = {
        name.split(".")[0]
        for path in modules
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }

    assert imported.isdisjoint({"asyncio", "time", "threading", "random", "os", "socket"})


def noted(text: str, **fields: object) -> Arrival:
    return spoken(text, **{"register": Register.WRITTEN, "names": (), "pseudonym": None} | fields)


def test_a_spoken_concern_is_kept_and_other_talk_is_not() -> None:
    said = kept(take(spoken("Nobody tells the family anything."), PLAN))

    assert said.kind is Kind.COMMENT
    assert said.why.startswith("a concern: ")
    assert reason(take(spoken("So that is the second floor."), PLAN)) is Reason.TALK


@pytest.mark.parametrize("text", ["Transport from the village", "A quiet hour at the front desk"])
def test_a_short_note_of_a_session_is_an_idea_where_the_same_post_is_a_comment(text: str) -> None:
    note = kept(take(noted(text), PLAN))
    post = kept(take(arrival(f"{text} #SolvingTogether"), PLAN))

    assert (note.kind, note.score, note.why) == (Kind.IDEA, 0.5, "a note of its own")
    assert post.kind is Kind.COMMENT


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Action: JS to send slides", Kind.COMMENT),
        ("Discussed the minutes of the last meeting", Kind.COMMENT),
        ("Parking is the biggest problem", Kind.COMMENT),
        ("Where do people park?", Kind.QUESTION),
        ("Good morning everyone", Kind.CHATTER),
        ("Great idea", Kind.SUPPORT),
    ],
)
def test_what_is_no_point_of_its_own_stays_what_it_is_in_notes(text: str, kind: Kind) -> None:
    assert kept(take(noted(text), PLAN)).kind is kind
