"""Makes third-chat.jsonl and its answer sheet from third-posts.txt: who says what when, and who repeats whom. The seed is fixed.

What a post is stands in third-posts.txt, by hand; what a repetition is follows from what it repeats.
`python -m tests.recordings.third_made` writes both files.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from tests.recordings.third_wire import Post, Voice, gone, raw

FOLDER = Path(__file__).parent
POSTS, RECORDING, SHEET = (FOLDER / it for it in ("third-posts.txt", "third-chat.jsonl", "third-chat.answers.toml"))
#: Minutes at which each question is asked.
ASKED = (5, 18, 31, 44)
ENDS = 62
#: How much of each there is; ideas, experiences, questions and comments come once each.
NATIVE, RETYPED, THIS, REMARKS, COPIES = 560, 110, 70, 50, 50
SUPPORT, INTROS, THANKS, CHATTER = 100, 90, 90, 85
HOSTS = {"x": "BetterWaitsNHS", "bluesky": "did:plc:betterwaitshost", "mastodon": "betterwaits"}


class Written(NamedTuple):
    """A post as it stands in third-posts.txt."""

    section: str
    question: int
    words: str
    name: str = ""
    about: str = ""
    lang: str = "en"


def written(path: Path = POSTS) -> dict[str, list[Written]]:
    """By section what was written by hand."""
    found, section, question = defaultdict[str, list[Written]](list), "", 0
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            section, _, number = line[1:-1].partition(" ")
            question = int(number) if number.isdigit() else 0
            section = section if not number or number.isdigit() else f"{section}-{number}"
        elif section == "ideas":
            name, mark, words = _split(line)
            name, _, lang = name.partition("@")
            found[section].append(Written(section, question, words, name, mark, lang or "en"))
        elif section == "comments" and " > " in line:
            about, _, words = line.partition(" > ")
            found[section].append(Written(section, question, words, about=about))
        else:
            found[section].append(Written(section, question, line))
    return found


def _split(line: str) -> tuple[str, str, str]:
    for mark in (" ~ ", ": "):
        name, found, words = line.partition(mark)
        if found and " " not in name:
            return name, "~" if "~" in mark else "", words
    raise ValueError(line)


class Chat:
    """The chat as it is made up, post by post."""

    def __init__(self, seed: int = 17) -> None:
        self.rng = random.Random(seed)
        self.written = written()
        self.posts: list[Post] = []
        self.first: dict[str, Post] = {}
        names = [
            f"{first}_{work}{nth or ''}"
            for nth in range(2)
            for first in self.names("first")
            for work in self.names("work")
        ]
        self.rng.shuffle(names)
        networks = self.rng.choices(["x", "bluesky", "mastodon"], [62, 25, 13], k=560)
        self.people = [Voice(network, name) for network, name in zip(networks, names, strict=False)]
        self.asks: dict[tuple[int, str], Post] = {}
        self._hosts()
        self._answers()
        self._around()
        self._repeats()
        self._taken_back()
        self.posts.sort(key=lambda it: it.at)
        for nth, it in enumerate(self.posts):
            it.nth = nth

    def anybody(self, network: str | None = None, but: Voice | None = None) -> Voice:
        """Some speak often and most once or twice."""
        while True:
            at = min(int(self.rng.paretovariate(0.45)) + self.rng.randrange(160), len(self.people) - 1)
            it = self.people[at if self.rng.random() < 0.5 else self.rng.randrange(len(self.people))]
            if network in (None, it.network) and it != but:
                return it

    def names(self, of: str) -> list[str]:
        return self.written[f"names-{of}"][0].words.split("|")

    def say(self, it: Post) -> Post:
        self.posts.append(it)
        return it

    def _hosts(self) -> None:
        for number, line in enumerate(self.written["asks"], 1):
            for late, (network, name) in enumerate(HOSTS.items()):
                it = Post(ASKED[number - 1] + late / 10, Voice(network, name), line.words, "host", question=number)
                self.asks[number, network] = self.say(it)
        lines = self.written["host"]
        for nth, line in enumerate(lines):
            at = 0.2 + nth if nth < 4 else 8 + (nth - 4) * (ENDS - 9) / (len(lines) - 4)
            for network in ("x", "bluesky"):
                self.say(Post(at, Voice(network, HOSTS[network]), line.words, "host"))

    def _answers(self) -> None:
        for section, kind in (("ideas", "idea"), ("experiences", "experience"), ("questions", "question")):
            for nth, line in enumerate(self.written[section]):
                name = f"{line.name}{line.about}" if line.name else f"{kind}-{line.question}-{nth}"
                it = self._answer(line, kind, name)
                if not line.about:
                    self.first[name] = it
        for nth, line in enumerate(self.written["comments"]):
            target = self.first.get(line.about)
            if target is None:
                self._answer(line, "comment", f"comment-{line.question}-{nth}")
            else:
                self._below(target, line.words, "comment", "remark")

    def _answer(self, line: Written, kind: str, name: str) -> Post:
        """In the thread of a host or with the tag; late ones say by label or thread what they answer."""
        began = ASKED[line.question - 1]
        by = self.anybody()
        labelled = any(line.words.lower().startswith(it) for it in ("a", "q", "r", "answer")) and any(
            it.isdigit() for it in line.words[:9]
        )
        in_thread = self.rng.random() < 0.35
        is_late = (labelled or in_thread) and self.rng.random() < 0.12
        after = self.rng.uniform(13.5, 20) if is_late else 0.6 + self.rng.betavariate(1.2, 2) * 11.6
        if line.about:
            after = min(12.4, max(after, self.first[line.name].at - began + 1))
        it = Post(
            min(began + after, ENDS + 30),
            by,
            line.words,
            kind,
            question=line.question,
            about=name,
            standing="voice",
            lang=line.lang,
        )
        if in_thread:
            it.reply_to, it.is_tagged = self.asks[line.question, by.network], self.rng.random() < 0.3
        return self.say(it)

    def _below(self, target: Post, words: str, kind: str, standing: str) -> Post:
        """A reply. It has the tag, or is known by what it answers."""
        by = self.anybody(target.by.network, but=target.by)
        it = Post(
            self._after(target), by, words, kind, question=target.question, about=target.about, standing=standing, reply_to=target
        )  # fmt: skip
        it.is_tagged = self.rng.random() < 0.4
        return self.say(it)

    def _after(self, target: Post) -> float:
        return target.at + 0.2 + self.rng.expovariate(1 / 3.5)

    def _around(self) -> None:
        rng = self.rng
        for section, kind, count, (start, end) in (
            ("intros", "chatter", INTROS, (0, 9)), ("thanks", "chatter", THANKS, (50, ENDS + 4)),
            ("chatter", "chatter", CHATTER, (3, ENDS)), ("offtopic", "chatter", 18, (2, ENDS)),
            ("troll-one", "troll", 10, (12, 50)), ("troll-two", "troll", 9, (20, 55)),
            ("distressed", "distressed", 2, (21, 23)), ("private", "private", 2, (25, 40)),
            ("elsewhere", "elsewhere", 3, (5, 50)),
        ):  # fmt: skip
            lines = self.written[section]
            only = self.anybody("x") if kind in ("troll", "distressed") else None
            for nth in range(count):
                line = lines[nth % len(lines)] if count <= 18 else rng.choice(lines)
                words = line.words.format(role=rng.choice(self.names("roles")), place=rng.choice(self.names("places")))
                it = self.say(Post(rng.uniform(start, end), only or self.anybody(), words, kind))
                it.is_tagged = kind != "elsewhere"

    def _repeats(self) -> None:
        rng = self.rng
        own = [
            it
            for it in self.posts
            if it.kind in ("idea", "experience", "comment", "question") and it.reply_to not in self.first.values()
        ]
        weights = {"idea": 8.0, "experience": 3.0, "comment": 0.8, "question": 0.8}
        said = [it for it in own if it.kind in weights]
        rng.shuffle(said)
        share = [weights[it.kind] / (1 + nth) ** 0.6 for nth, it in enumerate(said)]
        asks = [*self.asks.values()]
        ideas = [(it, weight) for it, weight in zip(said, share, strict=True) if it.kind == "idea"]

        def some(of_ideas: bool) -> Post:
            if of_ideas:
                return rng.choices([it for it, _ in ideas], [weight for _, weight in ideas])[0]
            return rng.choices(said, share)[0]

        for nth in range(NATIVE):
            target = rng.choice(asks) if nth % 9 == 0 else some(nth % 2 == 0)
            by_host = nth % 50 == 7
            by = (
                Voice(target.by.network, HOSTS[target.by.network])
                if by_host
                else self.anybody(target.by.network, but=target.by)
            )
            standing = "" if by_host or target.kind == "host" else "voice"
            self.say(
                Post(
                    self._after(target), by, "", "host" if by_host else "repost", question=target.question, about=target.about,
                    standing=standing, lang=target.lang, reposts=target,
                )
            )  # fmt: skip
        for nth in range(RETYPED):
            target = some(True)
            lead = rng.choice(["", "", "", "Yes! ", "+1 ", "MT"])
            name = target.by.name.replace("did:plc:", "")
            words = f"MT @{name}: {target.words}" if lead == "MT" else f"{lead}RT @{name}: {target.words}"
            words = f"{words[:110].rsplit(' ', 1)[0]}…" if nth % 6 == 0 and len(words) > 120 else words
            self._copy(target, words, "repost")
        for _ in range(THIS):
            self._quote(some(True), rng.choice(self.written["this"]).words, "support", "voice")
        for nth in range(REMARKS):
            self._quote(
                some(True), self.written["remarks"][nth % len(self.written["remarks"])].words, "comment", "remark"
            )
        for _ in range(COPIES):
            target = some(True)
            self._copy(target, self.mistyped(target.words), "idea")
        for _ in range(SUPPORT):
            self._below(some(True), rng.choice(self.written["support"]).words, "support", "voice")

    def _copy(self, target: Post, words: str, kind: str) -> None:
        by = self.anybody(but=target.by)
        self.say(
            Post(
                self._after(target), by, words, kind, question=target.question, about=target.about, standing="voice", lang=target.lang
            )
        )  # fmt: skip

    def _quote(self, target: Post, words: str, kind: str, standing: str) -> None:
        by = self.anybody("x" if target.by.network == "mastodon" else target.by.network, but=target.by)
        if target.by.network == "mastodon":  # quotes of Mastodon are young; there they paste it
            self._copy(target, f"{words} “{target.words}”", "repost") if standing == "voice" else self._below(
                target, words, kind, standing
            )
            return
        self.say(
            Post(
                self._after(target), by, words, kind, question=target.question, about=target.about, standing=standing, quotes=target
            )
        )  # fmt: skip

    def mistyped(self, words: str) -> str:
        """The same, as somebody types it again in a hurry."""
        rng = self.rng
        label, rest = "", words
        head = words.split(" ", 1)
        if len(head) == 2 and any(it.isdigit() for it in head[0]):
            label, rest = rng.choice([f"{head[0]} ", ""]), head[1]
        for _ in range(rng.choice([0, 1, 1, 2])):
            at = rng.randrange(1, len(rest) - 2)
            how = rng.randrange(3)
            if rest[at].isalpha() and rest[at + 1].isalpha():
                rest = (
                    rest[:at] + rest[at + 1 :] if how == 0 else rest[:at] + rest[at + 1] + rest[at] + rest[at + 2 :] if how == 1
                    else rest[:at] + rest[at] + rest[at:]
                )  # fmt: skip
        rest = rng.choice(
            [rest, rest.replace(" and ", " & "), rest.lower(), f"{rest} 🙌", f"{rest}!!", rest.rstrip(".")]
        )
        return f"{label}{rest}"

    def _taken_back(self) -> None:
        """Some posts are edited, some deleted; what is deleted is a voice no more."""
        rng = self.rng
        there = {id(it) for post in self.posts for it in (post.reply_to, post.quotes, post.reposts) if it is not None}
        free = [it for it in self.posts if id(it) not in there and it.kind not in ("host", "repost", "elsewhere")]
        self.edited = [
            *rng.sample([it for it in free if it.by.network == "x" and it.kind == "idea"], 3),
            *rng.sample([it for it in free if it.by.network == "mastodon" and it.kind in ("idea", "comment")], 2),
        ]
        for it in self.edited:
            it.first_words = it.words[:-1].lower()
        left = [it for it in free if (it not in self.edited and it.standing != "") or it.kind == "chatter"]
        self.deleted = [
            *rng.sample([it for it in left if it.by.network == "bluesky" and it.kind == "idea" and self.first.get(it.about) not in (None, it)], 2),
            *rng.sample([it for it in left if it.by.network == "bluesky" and it.kind == "chatter"], 2),
            *rng.sample([it for it in left if it.by.network == "mastodon" and it.kind in ("chatter", "support")], 2),
        ]  # fmt: skip


class Line(NamedTuple):
    """One line of the recording, and what a person makes of it."""

    at: datetime
    network: str
    raw: dict[str, Any]
    post: Post
    what: str  # "said", "edit", "deletion"


def lines(chat: Chat) -> list[Line]:
    """The recording in the order of arrival."""

    def after(seconds: float, it: Post, told: dict[str, Any], what: str) -> Line:
        return Line(it.moment + timedelta(seconds=seconds), it.by.network, told, it, what)

    found = [
        *(after(1.3, it, raw(it, first=True), "said") for it in chat.posts),
        *(after(95, it, raw(it, edited=True), "edit") for it in chat.edited),
        *(after(240, it, gone(it), "deletion") for it in chat.deleted),
    ]
    return sorted(found, key=lambda it: it.at)


def recording(told: Sequence[Line]) -> Iterator[str]:
    for it in told:
        at = f"{it.at:%Y-%m-%dT%H:%M:%S}.{it.at.microsecond // 1000:03d}Z"
        yield json.dumps({"at": at, "source": it.network, "raw": it.raw}, ensure_ascii=False, separators=(",", ":"))


HEADER = """\
# The answer sheet of third-chat.jsonl. What each post of its own words is was written by hand in third-posts.txt before any program
# had seen it; what a repost, quote, copy or answer is follows from what it repeats. Where a program disagrees, one of the two is
# wrong and somebody must look.
#
# [ideas]  name = [question, voices]: different accounts that said, repeated or agreed with it; neither hosts, nor remarks, nor what
#          was deleted. Whoever is on two networks is two. "name~" is the same idea in other words, which a program may suggest and a
#          person joins; "name+" counts both together.
# [posts]  line = [kind, question (0 for none), about what: an idea, or another post of its own words; "voice" or "remark" or ""]
#          kind is idea, experience, question, comment, support, chatter, host, repost (no words of its own, or another's typed
#          again), troll, distressed (to be held for safety), private (to be held for privacy), elsewhere (not ours)
# [again]  line = the line of the post that it edits or deletes
"""


def sheet(told: Sequence[Line], chat: Chat) -> str:
    """What a person finds who reads the recording."""
    at = {id(it.post): nth for nth, it in enumerate(told, 1) if it.what == "said"}
    gone_ = {id(it) for it in chat.deleted}
    voices = defaultdict[str, set[Voice]](set)
    for it in chat.posts:
        if it.standing == "voice" and id(it) not in gone_:
            voices[it.about].add(it.by)
    ideas = []
    for idea in chat.written["ideas"]:
        name = f"{idea.name}{idea.about}"
        ideas.append(f'"{name}" = [{idea.question}, {len(voices[name])}]')
        if idea.about:
            ideas.append(f'"{idea.name}+" = [{idea.question}, {len(voices[idea.name] | voices[name])}]')
    posts = [
        f'{nth} = ["{it.post.kind}", {it.post.question}, "{it.post.about}", "{it.post.standing}"]'
        for nth, it in enumerate(told, 1)
        if it.what == "said"
    ]
    again = [f'{nth} = [{at[id(it.post)]}, "{it.what}"]' for nth, it in enumerate(told, 1) if it.what != "said"]
    parts = ["[ideas]", *ideas, "", "[posts]", *posts, "", "[again]", *again, ""]
    return HEADER + "\n" + "\n".join(parts)


def main() -> None:
    """Write both files."""
    chat = Chat()
    told = lines(chat)
    RECORDING.write_text("\n".join(recording(told)) + "\n", encoding="utf-8")
    SHEET.write_text(sheet(told, chat), encoding="utf-8")


if __name__ == "__main__":
    main()
