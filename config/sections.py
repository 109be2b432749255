"""The sections of the settings file, each with what it is where nothing is said."""

from __future__ import annotations

import msgspec


class Log(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`format` is "console", "json", or "auto": console on a terminal, JSON elsewhere."""

    format: str = "auto"
    level: str = "info"


class Rehearsal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The recorded chat that plays until a first real source is there. `speed` 60 plays a minute in a second."""

    on: bool = True
    speed: float = 6.0


class Bluesky(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Jetstream needs no credentials. `jetstream` are its hosts, tried in turn; `directory` resolves host accounts.

    `dictionary` is a file: the zstd dictionary that the hosts have, by which frames are half as long; empty for plain ones.
    """

    on: bool = True
    jetstream: tuple[str, ...] = ()
    directory: str = ""
    dictionary: str = ""


class X(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """X is listened to where its bearer token is set (app-only, of a developer account with credits).

    `reposts = false` leaves them out, which halves what a chat costs. `price` is what X asks for one post, in US dollars;
    `ceiling` is what a day may cost before listening pauses, 0 for no limit.
    """

    on: bool = True
    bearer_token: str = ""
    bearer_token_file: str = ""
    address: str = "https://api.x.com"
    reposts: bool = True
    price: float = 0.005
    ceiling: float = 20.0


class MastodonServer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One server to listen at. With a user's token (read:statuses) it is heard live, without it is polled."""

    url: str
    token: str = ""
    token_file: str = ""


class Mastodon(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A server knows what its people see: several servers hear more, and the same post is taken once."""

    on: bool = True
    servers: tuple[MastodonServer, ...] = ()


class Display(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What those who are not signed in may read of each network's posts: "words", or "links" to them only.

    X lets nobody hand its posts' words on to the public; "words" is for those who have its leave.
    """

    x: str = "links"
    bluesky: str = "words"
    mastodon: str = "words"


class Recheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Once a day stored posts are looked up at their networks, for what was edited or deleted unheard.

    `most_posts` is how many of a network's a day at most, the rest the day after; 0 for no limit.
    """

    on: bool = True
    most_posts: int = 2_000


class Sessions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For how many days a session's files and transcripts are kept at most, for its review; 0 for not at all."""

    keep_days: int = 30


class Model(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A language model that reads sessions beside the rules, where `url` is set; off otherwise.

    `url` is that of any server which speaks OpenAI's chat completions, up to "/chat/completions"; `name` is the model's
    there, `key` what the server wants to see, if anything. `seconds` is how long one answer may take.
    """

    url: str = ""
    name: str = ""
    key: str = ""
    key_file: str = ""
    seconds: float = 30.0


class Related(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A model of meaning that adds to what the rules find, where `model` names its folder: `model.onnx` and `tokenizer.json`.

    `near` is how alike two ideas must be (a cosine, 0 to 1) to be told as similar in meaning, `same` to be shown to a
    facilitator as what may say the same. `threads` is how many the model may keep busy.
    """

    model: str = ""
    near: float = 0.45
    same: float = 0.75
    threads: int = 1


class Push(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where a worker that runs alone pushes to, and its token (scope ingest).

    `worker` tells two machines that listen for one campaign apart: each worker needs a name of its own.
    """

    url: str = ""
    worker: str = ""
    token: str = ""
    token_file: str = ""
