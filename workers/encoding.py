"""Runs a model of meaning that an operator has put into a folder: `model.onnx` and `tokenizer.json`, and nothing else.

It reads local files alone and asks no network for anything. What it needs is the extra `[semantic]`; without it nothing of this is
imported. Everything here blocks: `workers/meaning.py` keeps it off the loop.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bridge.errors import BridgeError
from bridge.ideas.meaning import Floats, padded, vectors_of

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
#: What is read of a text at most, in tokens: some 90 words. Most models of sentences were taught on as many.
TOKENS = 128
#: Outputs that are of use, best first: a vector for each text, or one for each token. A "pooler_output" is of none: where it
#: stands beside the tokens' it was taught to tell which sentence follows.
_OUTPUTS = ("sentence_embedding", "pooled", "last_hidden_state", "token_embeddings")
_KINDS = {"tensor(int64)": "int64", "tensor(int32)": "int32"}
_NEEDED = {"input_ids", "attention_mask"}
_KNOWN = _NEEDED | {"token_type_ids"}
#: The widest vector that is taken in.
WIDEST = 4096


class ModelUnusableError(BridgeError):
    """The model of meaning cannot be used as it is. The message says why, and what to do."""


class Encoder:
    """Turns texts into vectors of length 1. One thread at a time."""

    def __init__(self, session: Any, tokenizer: Any, output: str) -> None:
        self._session = session
        self._tokenizer = tokenizer
        self._output = output
        self._inputs = {it.name: _KINDS[it.type] for it in session.get_inputs()}
        self._blank = int((tokenizer.padding or {}).get("pad_id", 0))
        self._run: Any = None
        tokenizer.no_padding()
        tokenizer.enable_truncation(min(TOKENS, (tokenizer.truncation or {}).get("max_length", TOKENS)))

    @classmethod
    def open(cls, folder: Path, *, threads: int = 1) -> Encoder:
        """Read a folder's model. Raises `ModelUnusableError`."""
        try:
            import onnxruntime  # noqa: PLC0415 - the extra may not be there
            from tokenizers import Tokenizer  # noqa: PLC0415
        except ImportError as error:
            raise ModelUnusableError(
                f"related.model needs the extra [semantic], and {error.name} is not installed: run make semantic,"
                " or pip install 'ideabridge[semantic]'"
            ) from error
        for name in (MODEL, TOKENIZER):
            if not (folder / name).is_file():
                raise ModelUnusableError(
                    f"related.model: {folder} has no {name}; docs/operations.md says how to make one"
                )
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False  # batches have many shapes, and an arena keeps room for each
        options.log_severity_level = 4  # what goes wrong is raised, too; its own log may hold words
        try:
            session = onnxruntime.InferenceSession(str(folder / MODEL), options, providers=["CPUExecutionProvider"])
        except Exception as error:
            raise ModelUnusableError(f"related.model: {folder / MODEL} cannot be opened: {_short(error)}") from error
        try:
            tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text(encoding="utf-8"))
        except Exception as error:
            raise ModelUnusableError(f"related.model: {folder / TOKENIZER} cannot be read: {_short(error)}") from error
        return cls(session, tokenizer, _checked(session, folder / MODEL))

    def encode(self, texts: Sequence[str]) -> Floats:
        """A vector for each text. Raises whatever the model raises, and ValueError for an answer that is none."""
        import onnxruntime  # noqa: PLC0415 - it was there when this was opened

        read = [self._tokenizer.encode(it) for it in texts]  # a batch would take all cores
        mask = padded([it.attention_mask for it in read], 0, "int64")
        feeds = {
            "input_ids": padded([it.ids for it in read], self._blank, "int64"),
            "attention_mask": mask,
            "token_type_ids": padded([it.type_ids for it in read], 0, "int64"),
        }
        self._run = onnxruntime.RunOptions()
        self._run.log_severity_level = 4
        asked = {name: feeds[name].astype(kind) for name, kind in self._inputs.items()}
        (told,) = self._session.run([self._output], asked, self._run)
        return vectors_of(told, mask)

    def stop(self) -> None:
        """Let a run that is on end at its next step, with an error."""
        if self._run is not None:
            self._run.terminate = True


def tried(folder: Path, *, threads: int = 1) -> str:
    """What a folder's model comes to, for a person. Raises `ModelUnusableError`, also where it opens and then fails."""
    encoder = Encoder.open(folder, threads=threads)
    texts = ["People wait too long for a letter, so send them a text the day before", "A bus to the clinic"]
    try:
        encoder.encode(texts)
        began = time.perf_counter()
        vectors = encoder.encode(texts)
    except Exception as error:
        raise ModelUnusableError(f"related.model: it opens, and cannot read a text: {_short(error)}") from error
    spent = (time.perf_counter() - began) / len(texts)
    return f"{vectors.shape[1]} numbers a text, in {1000 * spent:.1f} ms"


def _checked(session: Any, path: Path) -> str:
    """The output to be asked for. Raises `ModelUnusableError` where a model asks or answers something else than we can."""
    inputs = {it.name: it.type for it in session.get_inputs()}
    if not _NEEDED <= set(inputs) <= _KNOWN:
        raise ModelUnusableError(
            f"related.model: {path} asks for {', '.join(inputs) or 'nothing'}; it must ask for input_ids and attention_mask,"
            " and may ask for token_type_ids: export it for feature extraction"
        )
    for name, kind in inputs.items():
        if kind not in _KINDS:
            raise ModelUnusableError(f"related.model: {path} wants {name} as {kind}; it must be int64 or int32")
    outputs = {it.name: it for it in session.get_outputs()}
    name = next((it for it in _OUTPUTS if it in outputs), None)
    if name is None:
        raise ModelUnusableError(
            f"related.model: {path} gives {', '.join(outputs)}; it must give one of {', '.join(_OUTPUTS)}:"
            " export it for feature extraction"
        )
    kind, shape = outputs[name].type, outputs[name].shape
    is_vector = kind in {"tensor(float)", "tensor(float16)"} and len(shape or ()) == (2 if name in _OUTPUTS[:2] else 3)
    if not is_vector or (isinstance(shape[-1], int) and not 2 <= shape[-1] <= WIDEST):
        raise ModelUnusableError(
            f"related.model: {path} gives {name} as {kind} of the shape {shape}; it must be floats, a vector of 2 to"
            f" {WIDEST} numbers for each {'text' if name in _OUTPUTS[:2] else 'token'}"
        )
    return name


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:300]
