"""What somebody may send: as much as a hand draws, and no more by coming again."""

from __future__ import annotations

from viewer.live.bucket import BURST, BURST_BYTES, MOST_REFUSED, RATE_BYTES, Bucket, Buckets, bytes_of

# A sketch of 300 points in space, and how often a page sends one.
SKETCH_BYTES, SKETCHES_A_SECOND = 10_000, 12.5
LARGEST = 64 * 1024


def test_a_hand_that_draws_for_a_minute_never_comes_near_it() -> None:
    bucket = Bucket(0.0)
    times = [n / SKETCHES_A_SECOND for n in range(int(60 * SKETCHES_A_SECOND))]
    assert all(bucket.takes(SKETCH_BYTES, now) for now in times)


def test_bytes_are_counted_as_well_as_messages() -> None:
    bucket = Bucket(0.0)
    seconds = 20
    taken = sum(bucket.takes(LARGEST, n / 50) for n in range(50 * seconds))
    assert taken * LARGEST <= BURST_BYTES + seconds * RATE_BYTES
    assert bucket.is_flooded


def test_who_goes_on_at_a_trickle_is_not_flooding() -> None:
    bucket = Bucket(0.0)
    assert not all(bucket.takes(0, 0.0) for _ in range(int(BURST) + 50))
    assert all(bucket.takes(0, 5.0 + n) for n in range(10))
    assert not all(bucket.takes(0, 20.0) for _ in range(int(BURST) + MOST_REFUSED - 1))
    assert not bucket.is_flooded


def test_going_and_coming_fills_nothing() -> None:
    now = [0.0]
    buckets = Buckets(lambda: now[0])
    bucket = buckets.of(1)
    assert sum(bucket.takes(0, now[0]) for _ in range(500)) == BURST
    buckets.keep(1, bucket)
    # Somebody else goes, and what is full is let go of then.
    buckets.keep(2, buckets.of(2))
    assert buckets.of(1) is bucket
    assert not bucket.takes(0, now[0])
    buckets.keep(1, bucket)
    now[0] = 60.0
    buckets.keep(2, buckets.of(2))
    again = buckets.of(1)
    assert again is not bucket
    assert sum(again.takes(0, now[0]) for _ in range(500)) == BURST


def test_a_message_is_as_large_as_on_the_wire() -> None:
    assert [bytes_of(text) for text in ("", "abc", "秘密", "é")] == [0, 3, 6, 2]
