"""When two names of a thing mean the same."""

import pytest

from comenius.evaluation.names import alike


@pytest.mark.parametrize(
    ("ours", "theirs", "same"),
    [
        ("russet potatoes", "potato", True),
        ("chicken", "chicken thigh", True),
        ("Rösti", "rosti", True),
        ("mix", "mixture", True),
        ("onion", "spring onion", True),
        ("onion", "garlic", False),
        ("", "garlic", False),
    ],
)
def test_a_name_is_alike_when_it_is_closer_or_wider(ours: str, theirs: str, same: bool) -> None:
    assert alike(ours, theirs) is same
    assert alike(theirs, ours) is same
