"""A model of meaning as small as can be, in ONNX's own format: it looks a vector up for each word, and words of like meaning share one.

The file is written by hand, field by field as onnx.proto numbers them, for one graph of one or two nodes needs no library.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

#: Words that mean the same to the model; all others mean nothing, and stand in every text's vector alike.
ALIKE = (
    ("bus", "taxi", "minibus", "lift", "transport"),
    ("clinic", "hospital", "surgery", "ward"),
    ("meals", "food", "lunch", "dinners"),
    ("evening", "late", "night", "dusk"),
    ("letter", "text", "reminder", "message"),
    ("flimps", "gorvens"),  # what no list of words knows of
)
MARKS = ("[PAD]", "[CLS]", "[SEP]", "[UNK]")
WIDTH = 8
_FLOAT, _INT64 = 1, 7


def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*found, number])


def _field(number: int, value: int | bytes | str) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    raw = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(raw)) + raw


def _fields(number: int, values: Iterable[int | bytes | str]) -> bytes:
    return b"".join(_field(number, it) for it in values)


def _tensor(name: str, dims: Sequence[int], kind: int, raw: bytes) -> bytes:
    return _fields(1, dims) + _field(2, kind) + _field(8, name) + _field(9, raw)


def _value(name: str, kind: int, shape: Sequence[int | str]) -> bytes:
    dims = _fields(1, (_field(1, it) if isinstance(it, int) else _field(2, it) for it in shape))
    return _field(1, name) + _field(2, _field(1, _field(1, kind) + _field(2, dims)))


def _node(kind: str, inputs: Sequence[str], output: str) -> bytes:
    return _fields(1, inputs) + _field(2, output) + _field(4, kind)


def words() -> dict[str, int]:
    """Each word, and the number of its token."""
    return {word: at for at, word in enumerate([*MARKS, *(word for words in ALIKE for word in words)])}


def table(rows: int | None = None) -> list[list[float]]:
    """A vector for each token, as many as are asked for: a padded place has a loud one, which only a mask keeps out."""
    found = [[0.0] * WIDTH for _ in MARKS]
    found[0] = [9.0] * WIDTH
    found[3][WIDTH - 1] = 0.1
    for at, like in enumerate(ALIKE):
        found += [[float(it == at) for it in range(WIDTH)] for _ in like]
    return found[:rows]


def onnx(
    *,
    vectors: Sequence[Sequence[float]] | None = None,
    inputs: Mapping[str, int] = {"input_ids": _INT64, "attention_mask": _INT64},
    output: str = "last_hidden_state",
    pools: bool = False,
    shape: Sequence[int | str] | None = None,
) -> bytes:
    """The model's file. `pools`: it gives one vector a text, their plain mean; `shape` is what it says of its output."""
    rows = vectors or table()
    raw = struct.pack(f"<{len(rows) * len(rows[0])}f", *(it for row in rows for it in row))
    held = [_tensor("table", (len(rows), len(rows[0])), _FLOAT, raw)]
    nodes = [_node("Gather", ("table", "input_ids"), "each" if pools else output)]
    if pools:
        held.append(_tensor("axis", (1,), _INT64, struct.pack("<q", 1)))
        still = _field(1, "keepdims") + _field(3, 0) + _field(20, 2)
        nodes.append(_node("ReduceMean", ("each", "axis"), output) + _field(5, still))
    told = shape or (("batch", len(rows[0])) if pools else ("batch", "tokens", len(rows[0])))
    graph = (
        _fields(1, nodes)
        + _field(2, "words")
        + _fields(5, held)
        + _fields(11, (_value(name, kind, ("batch", "tokens")) for name, kind in inputs.items()))
        + _field(12, _value(output, _FLOAT, told))
    )
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 18))


def tokenizer(**more: Any) -> dict[str, Any]:
    """What tokenizer.json holds: words in small letters, between the marks that such models want."""
    numbers = words()
    special = [
        {"id": numbers[it], "content": it, "special": True} | dict.fromkeys(("single_word", "lstrip", "rstrip", "normalized"), False)
        for it in MARKS
    ]  # fmt: skip
    return {
        "version": "1.0",
        "truncation": None,
        # As real files have it, which would make every text as long as the longest that can be.
        "padding": {
            "strategy": {"Fixed": 64},
            "direction": "Right",
            "pad_to_multiple_of": None,
            "pad_id": 0,
            "pad_type_id": 0,
            "pad_token": "[PAD]",
        },
        "added_tokens": special,
        "normalizer": {"type": "Lowercase"},
        "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {
            "type": "TemplateProcessing",
            "single": [
                {"SpecialToken": {"id": "[CLS]", "type_id": 0}},
                {"Sequence": {"id": "A", "type_id": 0}},
                {"SpecialToken": {"id": "[SEP]", "type_id": 0}},
            ],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {it: {"id": it, "ids": [numbers[it]], "tokens": [it]} for it in ("[CLS]", "[SEP]")},
        },
        "decoder": None,
        "model": {"type": "WordLevel", "vocab": numbers, "unk_token": "[UNK]"},
    } | more


def write(folder: Path, model: bytes | None = None, **more: Any) -> Path:
    """A folder with such a model in it."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.onnx").write_bytes(onnx() if model is None else model)
    (folder / "tokenizer.json").write_text(json.dumps(tokenizer(**more)), encoding="utf-8")
    return folder
