"""The ring by itself, with readers that are lists."""

from __future__ import annotations

from bridge.feed.frames import Close
from bridge.feed.ring import SLICE_BYTES, Ring


class Listening:
    """Takes a number of writes and remembers them."""

    def __init__(self, seq: int = 0, *, takes: int = 1_000) -> None:
        self.at = 0
        self.seq = seq
        self.takes = takes
        self.heard: list[bytes] = []
        self.fallen = False

    @property
    def outlet(self) -> Listening:
        return self

    @property
    def ready(self) -> bool:
        return self.takes > 0

    @ready.setter
    def ready(self, ready: bool) -> None:
        raise AssertionError("the ring asks, it does not say")

    async def drained(self) -> None:
        """Nothing waits in these tests."""

    def end(self, code: Close, reason: str) -> None:
        raise AssertionError("the ring does not end anybody")

    def write(self, data: bytes) -> None:
        self.takes -= 1
        self.heard.append(data)

    def fall(self) -> None:
        self.fallen = True


def fill(ring: Ring, *seqs: int, size: int = 1) -> None:
    for seq in seqs:
        ring.add(seq, f"entity-{seq}", str(seq).encode() * size)
    ring.flush()


def test_what_is_new_reaches_every_reader_in_one_write() -> None:
    ring, readers = Ring(0), [Listening(), Listening()]
    assert all(ring.join(reader) for reader in readers)

    fill(ring, 1, 2, 3)

    assert [reader.heard for reader in readers] == [[b"123"], [b"123"]]
    assert [reader.seq for reader in readers] == [3, 3]


def test_a_reader_that_can_take_no_more_goes_on_where_it_was_left() -> None:
    ring, reader = Ring(0), Listening(takes=1)
    ring.join(reader)

    fill(ring, 1)
    fill(ring, 2)
    fill(ring, 3)
    reader.takes = 1
    ring.advance(reader)

    assert reader.heard == [b"1", b"23"]


def test_a_reader_catches_up_in_slices() -> None:
    ring, reader = Ring(0), Listening(takes=0)
    ring.join(reader)
    fill(ring, 1, 2, 3, 4, size=SLICE_BYTES // 2)

    reader.takes = 10
    reached = ring.advance(reader)

    assert reached
    assert [len(data) for data in reader.heard] == [SLICE_BYTES, SLICE_BYTES]


def test_a_ring_takes_in_a_reader_exactly_where_it_stands() -> None:
    ring = Ring(10)
    fill(ring, 11, 12, 14)
    early, middle, between = Listening(9), Listening(11), Listening(13)

    assert not ring.join(early)
    assert ring.join(middle)
    assert ring.join(between)
    for reader in (middle, between):
        ring.advance(reader)
    assert (middle.heard, between.heard) == ([b"1214"], [b"14"])


def test_a_reader_falls_when_the_ring_no_longer_reaches_back_to_it() -> None:
    ring, stuck, well = Ring(0, most_frames=2), Listening(takes=0), Listening()
    ring.join(stuck)
    ring.join(well)

    fill(ring, 1, 2, 3)

    assert stuck.fallen
    assert stuck.seq == 0
    assert ring.readers == {well}
    assert ring.floor == 1
    assert not ring.join(stuck)


def test_a_ring_is_bounded_by_count_and_by_bytes() -> None:
    by_count, by_bytes = Ring(0, most_frames=5), Ring(0, most_bytes=100)

    for seq in range(1, 50):
        fill(by_count, seq)
        fill(by_bytes, seq, size=30)

    assert len(by_count) == 5
    assert by_bytes.size <= 100
    assert by_bytes.floor == 49 - len(by_bytes)


def test_an_entity_stands_only_where_it_last_changed() -> None:
    ring, late = Ring(0), Listening()
    ring.add(1, "idea", b"first words")
    ring.add(2, "another", b"other words")
    ring.flush()

    ring.add(3, "idea", b"gone")
    ring.flush()
    ring.join(late)
    ring.advance(late)

    assert late.heard == [b"other wordsgone"]
    assert ring.size == len(b"other wordsgone")


def test_an_entity_that_a_filter_no_longer_sees_is_forgotten() -> None:
    ring, late = Ring(0), Listening()
    fill(ring, 1)

    ring.add(2, "entity-1", None)
    ring.flush()
    ring.join(late)
    ring.advance(late)

    assert late.heard == []
    assert ring.size == 0
