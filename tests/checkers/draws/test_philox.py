import numpy as np
import pytest

from checkers.draws.compiled.philox import fill_words, philox, two_words

# Random123 1.14.0, tests/kat_vectors, rows "philox4x32 10": counter, key, output.
KNOWN_ANSWERS = [
    (
        "00000000 00000000 00000000 00000000",
        "00000000 00000000",
        "6627e8d5 e169c58d bc57ac4c 9b00dbd8",
    ),
    (
        "ffffffff ffffffff ffffffff ffffffff",
        "ffffffff ffffffff",
        "408f276d 41c83b0e a20bc7c6 6d5451fd",
    ),
    (
        "243f6a88 85a308d3 13198a2e 03707344",
        "a4093822 299f31d0",
        "d16cfe09 94fdcceb 5001e420 24126ea1",
    ),
]


def words(text):
    return [np.uint64(int(word, 16)) for word in text.split()]


@pytest.mark.parametrize(("counter", "key", "output"), KNOWN_ANSWERS)
def test_philox_gives_the_published_answers(counter, key, output):
    assert list(philox(*words(counter), *words(key))) == words(output)


def test_philox_sees_every_bit_of_counter_and_key():
    start = words("243f6a88 85a308d3 13198a2e 03707344 a4093822 299f31d0")
    outputs = {tuple(philox(*start))}
    for place in range(6):
        for bit in range(32):
            changed = list(start)
            changed[place] ^= np.uint64(1 << bit)
            outputs.add(tuple(philox(*changed)))
    assert len(outputs) == 1 + 6 * 32


def test_blocks_side_by_side_are_the_blocks_one_by_one():
    key, draw, first = np.uint64(2**63 + 7), np.uint64(2**40 + 3), 2**32 - 5
    out = np.empty(44, np.uint64)
    fill_words(key, draw, np.uint64(first), out)
    for j in range(22):
        block = first + j
        counter = [block % 2**32, block >> 32, 3, 2**8, 7, 2**31]
        a, b, c, d = map(int, philox(*map(np.uint64, counter)))
        assert list(map(int, out[2 * j : 2 * j + 2])) == [a << 32 | b, c << 32 | d]
        assert two_words(key, draw, np.uint64(block)) == (out[2 * j], out[2 * j + 1])
