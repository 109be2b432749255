"""A model of meaning in a folder: what can be used is, and what cannot is refused with what to do. Real ONNX, real tokens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bridge.ideas.meaning import Floats
from tests import tiny_model
from tests.running import ROOT
from workers.encoding import TOKENS, Encoder, ModelUnusableError

INT64, INT32, FLOAT = 7, 6, 1
BUS, TAXI, MEALS = "A bus to the clinic", "Taxi to the hospital please", "Food"


def alike(vectors: Floats, one: int, other: int) -> float:
    return float(vectors[one] @ vectors[other])


def refused(folder: Path) -> str:
    with pytest.raises(ModelUnusableError) as refusal:
        Encoder.open(folder)
    return str(refusal.value)


def test_texts_of_like_meaning_in_other_words_have_like_vectors(tmp_path: Path) -> None:
    vectors = Encoder.open(tiny_model.write(tmp_path)).encode([BUS, TAXI, MEALS])

    assert vectors.shape == (3, tiny_model.WIDTH)
    assert alike(vectors, 0, 1) > 0.99
    assert abs(alike(vectors, 0, 2)) < 0.1
    assert [alike(vectors, at, at) for at in range(3)] == pytest.approx([1, 1, 1], abs=1e-5)


def test_a_text_means_the_same_alone_and_beside_a_longer_one(tmp_path: Path) -> None:
    encoder = Encoder.open(tiny_model.write(tmp_path))

    alone = encoder.encode([MEALS])[0]
    beside = encoder.encode([BUS * 9, MEALS])[1]

    assert beside.tolist() == alone.tolist()


@pytest.mark.parametrize(
    ("name", "pools"),
    [("sentence_embedding", True), ("pooled", True), ("token_embeddings", False), ("last_hidden_state", False)],
)
def test_each_output_that_tools_export_is_taken(tmp_path: Path, name: str, *, pools: bool) -> None:
    model = tiny_model.onnx(output=name, pools=pools)

    vectors = Encoder.open(tiny_model.write(tmp_path, model)).encode([BUS, TAXI])

    assert alike(vectors, 0, 1) > 0.97


def test_the_kinds_of_tokens_are_given_to_a_model_that_asks_for_them_and_the_width_may_be_left_open(
    tmp_path: Path,
) -> None:
    inputs = {"input_ids": INT64, "attention_mask": INT64, "token_type_ids": INT64}
    model = tiny_model.onnx(inputs=inputs, shape=("batch", "tokens", "width"))

    assert len(Encoder.open(tiny_model.write(tmp_path, model)).encode([BUS])) == 1


def test_small_whole_numbers_are_given_to_a_model_that_wants_them(tmp_path: Path) -> None:
    model = tiny_model.onnx(inputs={"input_ids": INT32, "attention_mask": INT32})

    assert len(Encoder.open(tiny_model.write(tmp_path, model)).encode([BUS])) == 1


def test_a_text_that_is_too_long_is_read_to_what_models_were_taught_on(tmp_path: Path) -> None:
    encoder = Encoder.open(tiny_model.write(tmp_path))

    begun, whole = encoder.encode([" ".join(["bus"] * (TOKENS - 2)), " ".join(["bus"] * TOKENS * 9 + ["meals"] * 9)])

    assert whole.tolist() == begun.tolist()


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json"])
def test_a_file_that_is_missing_is_named(tmp_path: Path, missing: str) -> None:
    (tiny_model.write(tmp_path) / missing).unlink()

    assert f"has no {missing}" in refused(tmp_path)


def test_files_that_are_something_else_are_refused(tmp_path: Path) -> None:
    tiny_model.write(tmp_path, b"version https://git-lfs.github.com/spec/v1\n")
    assert "model.onnx cannot be opened" in refused(tmp_path)

    tiny_model.write(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}")
    assert "tokenizer.json cannot be read" in refused(tmp_path)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        ({"inputs": {"input_ids": INT64}}, "must ask for input_ids and attention_mask"),
        (
            {"inputs": {"input_ids": INT64, "attention_mask": INT64, "pixel_values": FLOAT}},
            "asks for input_ids, attention_mask, pixel_values",
        ),
        ({"inputs": {"input_ids": INT64, "attention_mask": FLOAT}}, "wants attention_mask as tensor(float)"),
        ({"output": "logits"}, "gives logits; it must give one of sentence_embedding"),
        ({"output": "pooler_output", "pools": True}, "gives pooler_output"),
        ({"vectors": [[1.0]] * 40}, "it must be floats, a vector of 2 to"),
    ],
)
def test_a_model_that_asks_or_answers_something_else_is_refused_with_what_it_should(
    tmp_path: Path, model: dict[str, Any], said: str
) -> None:
    assert said in refused(tiny_model.write(tmp_path, tiny_model.onnx(**model)))


def test_what_are_no_numbers_is_no_vector(tmp_path: Path) -> None:
    nothing = [[float("nan")] * 4] * len(tiny_model.words())
    encoder = Encoder.open(tiny_model.write(tmp_path, tiny_model.onnx(vectors=nothing)))

    with pytest.raises(ValueError, match="no number"):
        encoder.encode([BUS])


ALONE = """
import sys
class Without:
    def find_spec(self, name, path=None, target=None):
        if name in {absent!r}: raise ModuleNotFoundError(name, name=name)
sys.meta_path.insert(0, Without())
def watch(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "urllib.Request"): raise SystemExit(event)
sys.addaudithook(watch)
from pathlib import Path
from workers.encoding import Encoder, ModelUnusableError
try:
    print(Encoder.open(Path(sys.argv[1])).encode(["A bus", "A taxi"]).shape, "huggingface_hub" in sys.modules)
except ModelUnusableError as error:
    print(error)
"""


def alone(folder: Path, *absent: str) -> str:
    """What a process of its own says that opens the model, where some packages are not installed."""
    command = [sys.executable, "-c", ALONE.format(absent=absent), str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, timeout=60).stdout.strip()


def test_no_network_is_asked_for_anything(tmp_path: Path) -> None:
    assert alone(tiny_model.write(tmp_path)) == "(2, 8) False"


@pytest.mark.parametrize("package", ["onnxruntime", "tokenizers"])
def test_without_the_extra_it_is_said_how_to_install_it(tmp_path: Path, package: str) -> None:
    said = alone(tiny_model.write(tmp_path), package)

    assert f"{package} is not installed" in said
    assert "make semantic" in said
