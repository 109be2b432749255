"""RFC 6455 §4, §9.1 and §10: who is let in, and how others are told that they are not."""

from __future__ import annotations

from tests.conformance.cases import Handshake
from tests.conformance.wire import Bytewise, head

PATH = "{path}"
FOREIGN = "https://elsewhere.example"
SUPPORTED = ("Sec-WebSocket-Version: 13",)
NEGOTIATED = ("Sec-WebSocket-Extensions",)


def lowered(words: bytes) -> bytes:
    """A head with its headers' names in small letters, and no space after the colons."""
    first, *lines = words.decode().split("\r\n")
    return (
        "\r\n".join(
            [first, *(f"{n.lower()}:{v.strip()}" for n, c, v in (it.partition(": ") for it in lines) if c)]
        ).encode()
        + b"\r\n\r\n"
    )


METHODS = [
    Handshake(
        "the plain head of every client", "4.2.1", head(PATH), 101, hides=("Sec-WebSocket-Protocol", *NEGOTIATED)
    ),
    Handshake("a query", "4.2.1", head(PATH + "?campaign=elective-care"), 101),
    Handshake("the whole address as target", "4.1", head("http://{host}" + PATH), 101),
    Handshake("byte by byte", "4.2.1", Bytewise(head(PATH)), 101),
    Handshake("names in small letters, no spaces", "4.2.1", lowered(head(PATH)), 101),
    Handshake("POST", "4.2.1", head(PATH, method="POST", lines=["Content-Length: 0"]), 405, ("Allow: GET",)),
    Handshake("PUT", "4.2.1", head(PATH, method="PUT", lines=["Content-Length: 0"]), 405, ("Allow: GET",)),
    Handshake("get in small letters is another method", "4.2.1", head(PATH, method="get"), 405, ("Allow: GET",)),
    Handshake("HTTP/1.0", "4.2.1", head(PATH, version="HTTP/1.0"), 505),
    Handshake("HTTP/2.0 said in the words of HTTP/1", "4.2.1", head(PATH, version="HTTP/2.0"), 400),
    Handshake("no version of HTTP", "4.2.1", head(PATH, version=""), 400),
    Handshake("a path that is no socket", "4.2.2", head("/v1/food"), 404),
    Handshake("a path of other letters than ASCII", "4.1", head(PATH + "/\xe9"), 400),
]

UPGRADES = [
    Handshake(
        "Connection: keep-alive, Upgrade, as Firefox says it",
        "4.2.1",
        head(PATH, connection="keep-alive, Upgrade"),
        101,
    ),
    Handshake("Connection in two lines", "4.2.1", head(PATH, lines=["Connection: keep-alive"]), 101),
    Handshake(
        "UPGRADE and WebSocket in other cases", "4.2.1", head(PATH, connection="UPGRADE", upgrade="WebSocket"), 101
    ),
    Handshake("empty places in the list of Connection", "4.2.1", head(PATH, connection=", ,\tUpgrade ,"), 101),
    Handshake("no Upgrade", "4.2.1", head(PATH, without=["Upgrade"]), 426, ("Upgrade: websocket",)),
    Handshake("Upgrade to something else", "4.2.1", head(PATH, upgrade="h2c"), 426, ("Upgrade: websocket",)),
    Handshake(
        "Upgrade to a choice of two", "4.2.1", head(PATH, upgrade="h2c, websocket"), 426, ("Upgrade: websocket",)
    ),
    Handshake(
        "Upgrade to a word that begins so", "4.2.1", head(PATH, upgrade="websockets"), 426, ("Upgrade: websocket",)
    ),
    Handshake("no Connection", "4.2.1", head(PATH, without=["Connection"]), 426, ("Upgrade: websocket",)),
    Handshake(
        "Connection: keep-alive only", "4.2.1", head(PATH, connection="keep-alive"), 426, ("Upgrade: websocket",)
    ),
    Handshake("no Host", "4.2.1", head(PATH, without=["Host"]), 400),
    Handshake("two Hosts", "4.2.1", head(PATH, lines=["Host: elsewhere.example"]), 400),
]

KEYS = [
    Handshake("no key", "4.2.1", head(PATH, without=["Sec-WebSocket-Key"]), 400),
    Handshake("two keys", "4.2.1", head(PATH, lines=["Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA=="]), 400),
    Handshake("an empty key", "4.2.1", head(PATH, sec_websocket_key=""), 400),
    Handshake("a key that is not base64", "4.2.1", head(PATH, sec_websocket_key="*" * 22 + "=="), 400),
    Handshake("a key without its padding", "4.2.1", head(PATH, sec_websocket_key="dGhlIHNhbXBsZSBub25jZQ"), 400),
    Handshake("a key of 15 bytes", "4.2.1", head(PATH, sec_websocket_key="AQIDBAUGBwgJCgsMDQ4P"), 400),
    Handshake("a key of 17 bytes", "4.2.1", head(PATH, sec_websocket_key="AQIDBAUGBwgJCgsMDQ4PEBE="), 400),
    Handshake("spaces round the key", "4.2.1", head(PATH, sec_websocket_key=" dGhlIHNhbXBsZSBub25jZQ== \t"), 101),
    Handshake("an Accept, which is the server's to say", "4.2.1", head(PATH, lines=["Sec-WebSocket-Accept: x"]), 101),
]

VERSIONS = [
    *(
        Handshake(f"version {version}", "4.4", head(PATH, sec_websocket_version=version), 426, SUPPORTED)
        for version in ("0", "7", "8", "12", "14", "255", "013", "thirteen", "13, 8")
    ),
    Handshake("no version", "4.2.1", head(PATH, without=["Sec-WebSocket-Version"]), 426, SUPPORTED),
    Handshake("version 13 twice", "4.2.1", head(PATH, lines=["Sec-WebSocket-Version: 13"]), 426, SUPPORTED),
]

EXTENSIONS = [
    Handshake(
        "sub-protocols, of which we have none",
        "4.2.2",
        head(PATH, lines=["Sec-WebSocket-Protocol: chat, superchat"]),
        101,
        hides=("Sec-WebSocket-Protocol",),
    ),
    Handshake("a sub-protocol that is no word", "4.1", head(PATH, lines=["Sec-WebSocket-Protocol: ch at"]), 400),
    *(
        Handshake(
            f"extension offer {offer}",
            section,
            head(PATH, lines=[f"Sec-WebSocket-Extensions: {offer}"]),
            101,
            hides=NEGOTIATED,
        )
        for section, offer in (
            ("9.1", "x-unknown"),
            ("9.1", "x-webkit-deflate-frame; no_context_takeover"),
            ("7692 7.1", "permessage-deflate; unknown"),
            ("7692 7.1", "permessage-deflate; server_max_window_bits=7"),
            ("7692 7.1", "permessage-deflate; server_max_window_bits=16"),
            ("7692 7.1", "permessage-deflate; server_max_window_bits"),
            ("7692 7.1", "permessage-deflate; client_max_window_bits=99"),
            ("7692 7.1", "permessage-deflate; server_no_context_takeover=1"),
            ("7692 7.1", "permessage-deflate; client_no_context_takeover; client_no_context_takeover"),
        )
    ),
    *(
        Handshake(
            f"extension offer that is none: {offer}",
            "9.1",
            head(PATH, lines=[f"Sec-WebSocket-Extensions: {offer}"]),
            400,
        )
        for offer in (";", "a;", "a b", "a; b=", 'a; b="c', "permessage-deflate; =10", '"quoted"')
    ),
]

ORIGINS = [
    Handshake("our own Origin", "10.2", head(PATH, origin="http://{host}"), 101),
    Handshake("our own Origin with a cookie", "10.2", head(PATH, origin="http://{host}", cookie="a=b"), 101),
    Handshake("no Origin, and a token in its header", "10.2", head(PATH), 101),
    *(
        Handshake(f"Origin {origin or 'empty'}", "10.2", head(PATH, origin=origin), 403)
        for origin in (
            FOREIGN,
            "null",
            "",
            "http://{host}.elsewhere.example",
            "http://{host}@elsewhere.example",
            "ftp://{host}",
            "http://127.0.0.1",
            "{host}",
            "http://{host}/",
            "file://",
        )
    ),
    Handshake(
        "a foreign Origin that calls itself our Host",
        "10.2",
        head(PATH, origin="http://elsewhere.example", host="elsewhere.example"),
        403,
    ),
    Handshake("a foreign Origin with our cookie", "10.2", head(PATH, origin=FOREIGN, cookie="a=b"), 403),
    Handshake("a cookie without an Origin", "10.2", head(PATH, cookie="a=b"), 403),
    Handshake("two Origins", "10.2", head(PATH, origin="http://{host}", lines=[f"Origin: {FOREIGN}"]), 400),
    Handshake("a token in the query", "10.5", head(PATH + "?token=x"), 400),
    Handshake("one of our secrets in the query", "10.5", head(PATH + "?q=ib_12345678_secret"), 400),
    Handshake(
        "no token",
        "10.5",
        head("/v1/push", without=["Authorization"]),
        401,
        ("WWW-Authenticate: Bearer",),
        on=("/v1/push",),
    ),
    Handshake("a token that is not ours", "10.5", head("/v1/push", authorization="Bearer ib_x"), 401, on=("/v1/push",)),
    Handshake("two tokens", "10.5", head(PATH, lines=["Authorization: Bearer x"]), 400),
]

LIMITS = [
    Handshake("a target of 9,000 letters", "10.4", head(PATH + "?q=" + "x" * 9000), 414),
    Handshake("a header of 9,000 letters", "10.4", head(PATH, x="x" * 9000), 431),
    Handshake("200 headers", "10.4", head(PATH, lines=["X: x"] * 200), 431),
    Handshake("a head of 20,000 bytes", "10.4", head(PATH, lines=["X: " + "x" * 500] * 40), 431),
    Handshake("a head that goes on for ever", "10.4", head(PATH, lines=["X: " + "x" * 100_000])[:-4], 431),
    Handshake("a line that is no header", "4.2.1", head(PATH, lines=["no colon"]), 400),
    Handshake("a space before the colon", "4.2.1", head(PATH, lines=["X : x"]), 400),
    Handshake("a folded line", "4.2.1", head(PATH, lines=["X: x", " folded: x"]), 400),
    Handshake("lines that end without a carriage return", "4.2.1", head(PATH, lines=["X: x\nY: y"]), 400),
    Handshake("a carriage return in a line", "4.2.1", head(PATH, lines=["X: x\rY: y"]), 400),
    Handshake("a zero byte in a header", "4.2.1", head(PATH, lines=["X: \0"]), 400),
    Handshake("a body of no bytes", "4.2.1", head(PATH, lines=["Content-Length: 0"]), 101),
    Handshake("a body", "4.2.1", head(PATH, lines=["Content-Length: 4"]) + b"body", 400),
    Handshake("a body in chunks", "4.2.1", head(PATH, lines=["Transfer-Encoding: chunked"]) + b"0\r\n\r\n", 400),
    Handshake(
        "a body of two lengths",
        "4.2.1",
        head(PATH, lines=["Content-Length: 0", "Transfer-Encoding: chunked"]) + b"0\r\n\r\n",
        400,
    ),
]

HANDSHAKES = [*METHODS, *UPGRADES, *KEYS, *VERSIONS, *EXTENSIONS, *ORIGINS, *LIMITS]
