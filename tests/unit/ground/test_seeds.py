from hypothesis import given
from hypothesis import strategies as st

from comenius.seeds import derive

labels = st.lists(st.text(max_size=8) | st.integers(), max_size=4)


def test_seeds_never_change_between_versions() -> None:
    # Half the first eight bytes of `printf '[7,"noise",3]' | sha256sum`, and so on.
    assert derive(0) == 7520536977032167579
    assert derive(7, "noise", 3) == 1116915490332008107
    assert derive(7, "ä→") == 8719236888844883607


@given(st.integers(), labels)
def test_a_seed_fits_every_generator(seed: int, parts: list[str | int]) -> None:
    assert 0 <= derive(seed, *parts) < 2**63


def test_labels_keep_their_borders_their_order_and_their_type() -> None:
    seeds = {
        derive(1, "ab"), derive(1, "a", "b"), derive(1, "b", "a"), derive(1, 3), derive(1, "3"), derive(13),
        derive(1), derive(1, ""), derive(-1), derive(1, 'a","b'),
    }  # fmt: skip
    assert len(seeds) == 10
