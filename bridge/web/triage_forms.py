"""What the forms of the triage pages say: which act, what is wrong with it, what it did, and how it is taken back."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
from multidict import MultiMapping

from bridge.errors import OvertakenError, UnreadableError
from bridge.records import HOLD_REASONS, SET_ASIDE_REASONS, Becomes, Contribution, ContributionId
from bridge.web.queue import Entry
from bridge.web.review import KINDS, LONGEST, Accept, Agree, Merge, SetAside, Split, Undo
from bridge.web.triage import Add, Answer, Decided, Duplicate, HandOver, Hold, Part, Read, Sweep, TriageAct

#: What became of an act, for one and for several.
DONE = {
    "read": ("Read.", "{} read."),
    "unread": ("Unread again.", "{} unread again."),
    "accept": ("Accepted.", "{} accepted."),
    "part": ("It stands by itself now.", "{} stand by themselves now."),
    "duplicate": ("Joined to that idea.", "{} joined to that idea."),
    "agree": ("Counted as a voice for that idea.", "{} counted as voices for that idea."),
    "adds": ("Added to that idea.", "{} added to that idea."),
    "merge": ("Merged into one.", "{} merged into one."),
    "split": ("Split: its parts are in the queue.", "Split into {}: the parts are in the queue."),
    "set_aside": ("Set aside.", "{} set aside."),
    "hold": ("Held: nobody else sees it now.", "{} held: nobody else sees them now."),
    "answered": ("Answered.", "{} answered."),
    "respond": ("Noted: it was answered.", "Noted: {} were answered."),
    "hand_over": ("Handed over.", "{} handed over."),
    "undo": ("Undone.", "Undone."),
    "join": ("Joined: both are one idea now.", ""),
    "not_same": ("Kept apart.", ""),
    "leave": ("You let go of it. Nothing was decided.", ""),
    "close": ("This event is closed.", ""),
    "open": ("This event is open again.", ""),
    "publishing": ("Changed how this event is published.", ""),
}
#: What a person decided, in words.
BECAME = {
    Becomes.ACCEPTED: "Accepted",
    Becomes.AGREES: "A voice for an idea",
    Becomes.ADDS: "Adds to an idea",
    Becomes.DUPLICATE: "Says what an idea says",
    Becomes.MERGED: "Merged with another",
    Becomes.SPLIT: "Split into parts",
    Becomes.PARTED: "Stands by itself",
    Becomes.ANSWERED: "Answered",
    Becomes.SET_ASIDE: "Set aside",
    Becomes.HELD: "Held",
}
#: What somebody wanted who was second.
WANTED = {
    "read": "Mark it as read",
    "accept": "Accept it",
    "not_same": "Keep it apart",
    "part": "Let it stand by itself",
    "duplicate": "Join it to an idea",
    "agree": "Count it as a voice for an idea",
    "adds": "Add it to an idea",
    "merge": "Merge them into one",
    "split": "Split it",
    "set_aside": "Set it aside",
    "hold": "Hold it",
    "answered": "Say that it is answered",
    "respond": "Note that it was answered",
    "hand_over": "Hand it over",
    "undo": "Take back what was decided",
}
#: Names of fields that hold which version of each the sender saw: "seen:ID".
SEEN = "seen:"
_FOR_ALL_OF = ("read", "unread", "accept", "not_same", "part", "merge", "set_aside", "hold", "answered", "respond", "hand_over", "undo")  # fmt: skip


def seen_in(form: MultiMapping[Any], ids: Sequence[str]) -> dict[ContributionId, str]:
    """Which version of each of these the sender saw, where the form says it."""
    return {ContributionId(it): str(form[SEEN + it]) for it in ids if SEEN + it in form}


def act_of(form: MultiMapping[Any], entry: Entry | None = None) -> tuple[dict[str, Any], dict[str, str]]:
    """The act that a form asks for, and what is wrong with it by the id of its field. `entry` is what a page is about."""
    told = {name: str(it).strip() for name, it in form.items()}
    act, ids, together = told.get("act", ""), list(map(str, form.getall("ids", []))), "together" in form
    if entry is not None:
        ids = [entry.id]
    if act not in _FOR_ALL_OF and not (entry and act in ("duplicate", "agree", "adds", "split")):
        return {}, {"list": "Choose what to do, with one of the buttons."}
    if not ids:
        return {}, {"selected": "Tick those that you mean."}
    if act == "merge" and len(set(ids)) < 2:
        return {}, {"selected": "Tick two or more to merge them."}
    where: Callable[[str], str] = (
        (lambda name: f"selected-{name}") if together else (lambda name: name if entry else f"{name}-{ids[0]}")
    )
    return _detailed(act, ids, told, where, entry)


def sweep_of(form: MultiMapping[Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The same for all that fit a filter."""
    told = {name: str(it).strip() for name, it in form.items()}
    if told.get("act") == "merge":
        return {}, {"selected": "Merging is for a few: tick those that you mean, not all."}
    if told.get("act") not in _FOR_ALL_OF:
        return {}, {"selected": "Choose what to do, with one of the buttons."}
    said, wrong = _detailed(told["act"], ["all"], told, lambda name: f"selected-{name}", None)
    return {name: it for name, it in said.items() if name != "ids"}, wrong


def swept_in(far: Sweep, form_token: str) -> dict[str, str]:
    """What an act on many did, or its undoing, in words; and how it is undone."""
    if far.undoing:
        kept = f" {_so_many(far.kept)} left: somebody has decided about {_them(far.kept)} since." if far.kept else ""
        told = {"text": f"Undone: {_so_many(far.undone, 'is', 'are')} as before.{kept} {far.failed}".strip()}
    else:
        one, several = DONE[far.what]
        did = one if far.done == 1 else several.format(f"{far.done:,}")
        told = {"text": f"{did}{left_of(far)} {far.failed}".strip()}
    is_to_be_undone = far.ended and far.done and (not far.undoing or far.failed)
    return told | (undoing(Undo(what=far.act), form_token) if is_to_be_undone else {})


def left_of(far: Sweep) -> str:
    """What an act on many left, and why, in sentences; empty if it left nothing."""
    left = []
    if far.decided:
        left.append(f"{_so_many(far.decided)} decided meanwhile and left.")
    if far.changed:
        left.append(f"{far.changed:,} came or changed meanwhile and {'was' if far.changed == 1 else 'were'} left.")
    if far.over:
        left.append(f"{far.over:,} more match than can be done at once: do it again for {_them(far.over)}.")
    return "".join(f" {it}" for it in left)


def _so_many(number: int, one: str = "was", several: str = "were") -> str:
    return f"{number:,} {one if number == 1 else several}"


def _them(number: int) -> str:
    return "it" if number == 1 else "them"


def _detailed(
    act: str, ids: list[str], told: Mapping[str, str], where: Callable[[str], str], entry: Entry | None
) -> tuple[dict[str, Any], dict[str, str]]:
    said: dict[str, Any] = {"act": act, "ids": ids}
    match act:
        case "unread":
            return {"act": "read", "ids": ids, "unread": True}, {}
        case "not_same":
            return {"act": "accept", "ids": ids}, {}
        case "set_aside":
            wrong = {} if told.get("reason") in SET_ASIDE_REASONS else {where("reason"): "Choose why you set it aside."}
            return said | {"reason": told.get("reason", "")}, wrong
        case "hold":
            wrong = {} if told.get("reason") in HOLD_REASONS else {"hold-reason": "Choose why it is held."}
            wrong |= {} if told.get("who") else {"who": "Enter who looks into it."}
            return said | {"reason": told.get("reason", ""), "owner": told.get("who", "")}, wrong
        case "answered" | "respond":
            link = told.get("link", "")
            is_link = not link or link.startswith(("https://", "http://"))
            wrong = {} if is_link else {"link": "Enter a link that begins with https://, or leave it empty."}
            return said | {"how": told.get("how", ""), "link": link}, wrong
        case "hand_over":
            return said | {"to": told.get("to", "")}, {}
        case "duplicate" | "agree" | "adds":
            wrong = {} if told.get("idea") else {"idea": "Choose the idea."}
            return said | {"idea": told.get("idea", "")}, wrong
        case "split":
            parts = [it.strip() for it in told.get("parts", "").splitlines() if it.strip()]
            wrong = {} if 2 <= len(parts) <= 5 else {"parts": "Put 2 to 5 parts, each on a line of its own."}
            return {"act": "split", "id": ids[0], "parts": parts}, wrong
        case "accept" if entry is not None:
            return _accepted(entry.contribution, told)
    return said, {}


def _accepted(it: Contribution, told: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """One alone, perhaps in other words; what is as it was is left out."""
    words, kind, challenge = told.get("words", it.words), told.get("kind", ""), told.get("challenge", "")
    said = {
        "words": "" if words.split() == it.words.split() else words,
        "kind": kind if kind != it.kind.value else "",
        "challenge": challenge if challenge != (it.challenge or "") else "",
    }
    wrong = {}
    if not words:
        wrong["words"] = "Enter the words in which it is told."
    elif len(words) > LONGEST:
        wrong["words"] = f"Shorten the words to {LONGEST:,} characters: they are {len(words):,}."
    if said["kind"] and kind not in {one.value for one in KINDS}:
        wrong["kind"] = "Choose what it is."
    return {"act": "accept", "ids": [it.id]} | {name: one for name, one in said.items() if one}, wrong


def second_of(error: OvertakenError, form: MultiMapping[Any], name_of: Callable[[str], str]) -> dict[str, Any]:
    """What the first decided, what the second wanted, and the fields with which that is done all the same."""
    now = [it for it in error.now if isinstance(it, Contribution)] if isinstance(error.now, (list, tuple)) else []
    told = {name: str(it) for name, it in form.items()}
    versions = {SEEN + it.id: it.disposition.act if it.disposition else "" for it in now}
    kept = [(name, str(it)) for name, it in form.items() if name not in versions and name not in ("form_token", "act")]
    reason = told.get("reason", "")
    changed = {it.id for it in now}
    others = [it for it in kept if it[0] != "ids" or it[1] not in changed]
    details = [told.get(name, "") for name in ("words", "parts", "how", "who", "to")]
    return {
        "decided": [(it, history_of(it, name_of)) for it in now],
        "act": told.get("act", ""),
        "wanted": WANTED.get(told.get("act", ""), "Something else"),
        "details": [it for it in (*details, SET_ASIDE_REASONS.get(reason) or HOLD_REASONS.get(reason, "")) if it],
        "fields": [*kept, *versions.items()],
        "others": others,
    }


def history_of(it: Contribution, name_of: Callable[[str], str]) -> list[tuple[Any, str]]:
    """What was decided about it, the last first, each with the name of who did."""
    found, made = [], it.disposition
    while made is not None:
        found.append((made, name_of(made.who)))
        made = made.before
    return found


def taking_back(act: TriageAct, decided: Decided, before: Sequence[Contribution]) -> TriageAct | None:
    """The act that takes one back, if one does; `before` is what it was about, as that was."""
    match act:
        case Read():
            changed = tuple(it.id for it in decided.contributions)
            return Read(ids=changed, unread=not act.unread) if changed else None
        case HandOver():
            holders = {it.assigned for it in before}
            return HandOver(ids=act.ids, to=holders.pop()) if len(holders) == 1 else None
        case Split():
            return Undo(ids=(act.id,))
        case Accept() | SetAside() | Agree() | Add() | Duplicate() | Merge() | Part() | Answer() | Hold():
            return Undo(ids=act.ids)
    return decided.undo


def undoing(undo: TriageAct | None, form_token: str) -> dict[str, str]:
    """What an address tells of how an act is taken back. It is signed: no address may bring an act of its own."""
    if undo is None:
        return {}
    told = msgspec.json.encode(undo).decode()
    return {"undo": told, "proof": _proof(told, form_token)}


def proven(undo: str, proof: str, form_token: str) -> TriageAct:
    """The act that takes another back. Raises `UnreadableError` for one that we did not sign."""
    if not form_token or not hmac.compare_digest(_proof(undo, form_token).encode(), proof.encode()):
        raise UnreadableError("Undo it from its own page: you have signed in anew since.")
    act: TriageAct = msgspec.json.decode(undo, type=TriageAct)
    return act


def done_in(query: Mapping[str, str], form_token: str) -> dict[str, str] | None:
    """What the last act did, in words, and how it is undone."""
    if (said := DONE.get(query.get("did", ""))) is None:
        return None
    number = query.get("n", "1")
    several = said[1] if number.isdecimal() and number != "1" and len(number) < 6 else ""
    told = {"text": several.format(number) or said[0]}
    undo, proof = query.get("undo", ""), query.get("proof", "")
    try:
        proven(undo, proof, form_token)
    except UnreadableError:
        return told
    return told | {"undo": undo, "proof": proof}


def _proof(undo: str, form_token: str) -> str:
    return hmac.new(form_token.encode(), undo.encode(), hashlib.sha256).hexdigest()
