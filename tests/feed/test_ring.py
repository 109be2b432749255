"""The ring by itself, with readers that are lists."""

from __future__ import annotations

from bridge.feed.frames import Close
from bridge.feed.ring import SLICE_BYTES, Ring


class Listening:
    """Takes a number of writes and remembers them; when it can take no more it says so, as a socket does."""

    def __init__(self, seq: int = 0, *, takes: int = 1_000) -> None:
        self.at = 0
        self.seq = seq
        self.takes = takes
        self.heard: list[bytes] = []
        self.fallen = False
        self.ring = Ring(0)

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

    def beat(self, now: float) -> None:
        """Nobody leaves in these tests."""

    def end(self, code: Close, reason: str) -> None:
        raise AssertionError("the ring does not end anybody")

    def write(self, data: bytes) -> None:
        self.takes -= 1
        self.heard.append(data)
        if not self.ready:
            self.ring.pause(self)

    def fall(self) -> None:
        self.fallen = True


def enter(ring: Ring, reader: Listening) -> bool:
    """Read the ring from where the reader stands."""
    reader.ring = ring
    return ring.join(reader) and ring.advance(reader)


def fill(ring: Ring, *seqs: int, size: int = 1) -> None:
    for seq in seqs:
        ring.add(seq, f"entity-{seq}", str(seq).encode() * size)
    ring.flush()


def test_what_is_new_reaches_every_reader_in_one_write() -> None:
    ring, readers = Ring(0), [Listening(), Listening()]
    assert all(enter(ring, reader) for reader in readers)

    fill(ring, 1, 2, 3)

    assert [reader.heard for reader in readers] == [[b"123"], [b"123"]]
    for reader in readers:
        ring.leave(reader)
    assert [reader.seq for reader in readers] == [3, 3]


def test_a_reader_that_can_take_no_more_goes_on_where_it_was_left() -> None:
    ring, reader = Ring(0), Listening(takes=1)
    enter(ring, reader)

    fill(ring, 1)
    fill(ring, 2)
    fill(ring, 3)
    reader.takes = 1
    ring.advance(reader)

    assert reader.heard == [b"1", b"23"]


def test_a_reader_catches_up_in_slices() -> None:
    ring, reader = Ring(0), Listening(takes=0)
    enter(ring, reader)
    fill(ring, 1, 2, 3, 4, size=SLICE_BYTES // 2)

    reader.takes = 10
    reached = ring.advance(reader)

    assert reached
    assert [len(data) for data in reader.heard] == [SLICE_BYTES, SLICE_BYTES]


def test_a_ring_takes_in_a_reader_exactly_where_it_stands() -> None:
    ring = Ring(10)
    fill(ring, 11, 12, 14)
    early, middle, between = Listening(9), Listening(11), Listening(13)

    assert not enter(ring, early)
    assert enter(ring, middle)
    assert enter(ring, between)
    assert (middle.heard, between.heard) == ([b"1214"], [b"14"])


def test_a_reader_falls_when_the_ring_no_longer_reaches_back_to_it() -> None:
    ring, stuck, well = Ring(0, most_frames=2), Listening(takes=0), Listening()
    enter(ring, stuck)
    enter(ring, well)

    fill(ring, 1, 2, 3)

    assert stuck.fallen
    assert stuck.seq == 0
    assert well in ring
    assert stuck not in ring
    assert ring.floor == 1
    assert not ring.join(stuck)


def test_a_reader_that_stopped_falls_from_where_it_stopped() -> None:
    ring, stopping = Ring(0, most_frames=2), Listening(takes=1)
    enter(ring, stopping)

    fill(ring, 1)
    fill(ring, 2, 3, 4)

    assert stopping.fallen
    assert stopping.seq == 1


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
    enter(ring, late)

    assert late.heard == [b"other wordsgone"]
    assert ring.size == len(b"other wordsgone")


def test_an_entity_that_a_filter_no_longer_sees_is_forgotten() -> None:
    ring, late = Ring(0), Listening()
    fill(ring, 1)

    ring.add(2, "entity-1", None)
    ring.flush()
    enter(ring, late)

    assert late.heard == []
    assert ring.size == 0


def test_a_reader_that_left_is_written_to_no_more() -> None:
    ring, reader = Ring(0), Listening()
    enter(ring, reader)
    fill(ring, 1)

    ring.leave(reader)
    fill(ring, 2)

    assert reader.heard == [b"1"]
    assert reader.seq == 1


def test_a_reader_that_was_behind_is_written_to_once_it_has_caught_up() -> None:
    ring, reader = Ring(0), Listening(takes=1)
    enter(ring, reader)
    fill(ring, 1)
    fill(ring, 2)

    reader.takes = 3
    ring.advance(reader)
    fill(ring, 3)

    assert reader.heard == [b"1", b"2", b"3"]


def test_a_reader_that_stops_in_the_middle_of_a_flush_goes_on_after_what_it_took() -> None:
    ring, swift, stopping = Ring(0), Listening(), Listening(takes=1)
    enter(ring, swift)
    enter(ring, stopping)

    fill(ring, 1, 2, 3, size=SLICE_BYTES)
    taken = len(stopping.heard)
    stopping.takes = 5
    ring.advance(stopping)

    assert taken == 1
    assert stopping.heard == swift.heard == [str(seq).encode() * SLICE_BYTES for seq in (1, 2, 3)]


def test_an_entity_that_changed_a_thousand_times_is_one_frame_for_a_reader_that_is_behind() -> None:
    ring, slow = Ring(0), Listening(takes=1)
    enter(ring, slow)
    fill(ring, 1)

    for seq in range(2, 1002):
        ring.add(seq, "idea", f"version {seq}".encode())
        ring.flush()
    slow.takes = 2
    ring.advance(slow)

    assert slow.heard == [b"1", b"version 1001"]


def test_a_ring_that_begins_again_has_nothing_of_before() -> None:
    ring, late = Ring(0), Listening(5)
    fill(ring, 1, 2, 3)

    ring.restart(5)
    ring.add(6, "entity-1", b"after")
    ring.flush()
    enter(ring, late)

    assert late.heard == [b"after"]
    assert not ring.join(Listening(4))
