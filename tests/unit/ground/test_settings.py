from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comenius import settings
from comenius.errors import SettingError


@dataclass(frozen=True, kw_only=True)
class Paint:
    """Settings inside settings."""

    strength: float = 0.8
    seed: int | None = None

    def __post_init__(self) -> None:
        if not 0 < self.strength <= 1:
            raise SettingError(f"strength is {self.strength}; it must lie in (0, 1].")


@dataclass(frozen=True, kw_only=True)
class Everything:
    """One of each kind."""

    name: str
    steps: int = 20
    quick: bool = False
    kind: Literal["ddim", "euler"] = "ddim"
    size: tuple[int, int] = (64, 64)
    tags: tuple[str, ...] = ()
    folder: Path | None = None
    scales: dict[str, float] = field(default_factory=dict)
    paint: Paint = field(default_factory=Paint)
    layers: tuple[Paint, ...] = ()
    guide: int | str = "x"


everything = st.builds(
    Everything,
    name=st.text(),
    steps=st.integers(-(2**63), 2**63 - 1),
    quick=st.booleans(),
    kind=st.sampled_from(["ddim", "euler"]),
    tags=st.lists(st.text()).map(tuple),
    folder=st.none() | st.sampled_from([Path("a b/ü"), Path('q"uote')]),
    scales=st.dictionaries(st.text(), st.floats(allow_nan=False)),
    paint=st.builds(Paint, strength=st.floats(0.1, 1), seed=st.none() | st.integers(0, 99)),
    layers=st.lists(st.builds(Paint, seed=st.none() | st.integers(0, 9)), max_size=2).map(tuple),
    guide=st.integers(0, 9) | st.text(),
)


@given(everything)
def test_what_is_dumped_loads_as_the_same(
    tmp_path_factory: pytest.TempPathFactory, value: Everything
) -> None:
    path = tmp_path_factory.getbasetemp() / "settings.toml"
    path.write_text(settings.dump(value), encoding="utf-8", newline="\n")
    assert settings.load(Everything, path) == value


@pytest.mark.parametrize(
    ("table", "complaint"),
    [
        ({"name": "a", "stepz": 3}, "no setting 'stepz'; did you mean 'steps'"),
        ({"name": "a", "qqqqqqqq": 3}, "known are name, steps"),
        ({"steps": 3}, "'name' is missing"),
        ({"name": 3}, "name is 3; str is needed"),
        ({"name": "a", "steps": True}, "steps is True; int is needed"),
        ({"name": "a", "steps": 2.5}, "steps is 2.5; int is needed"),
        ({"name": "a", "kind": "dpm"}, "must be one of 'ddim', 'euler'"),
        ({"name": "a", "kind": []}, "must be one of"),
        ({"name": "a", "size": [1]}, "size has 1 values; it needs 2"),
        ({"name": "a", "size": [1, "b"]}, r"size\[1\] is 'b'"),
        (
            {"name": "a", "paint": {"strenght": 1}},
            "paint: there is no setting 'strenght'; did you mean 'strength'",
        ),
        ({"name": "a", "paint": {"strength": 2}}, r"must lie in \(0, 1\]"),
        ({"name": "a", "paint": 2}, "paint is 2; Paint is needed"),
        ({"name": "a", "guide": []}, r"guide is \[\]"),
    ],
)
def test_a_wrong_table_is_refused_with_what_would_be_right(table: dict[str, object], complaint: str) -> None:
    with pytest.raises(SettingError, match=complaint):
        settings.build(Everything, table)


def test_a_whole_number_is_a_fine_float() -> None:
    strength = settings.build(Paint, {"strength": 1}).strength
    assert strength == 1
    assert type(strength) is float


def test_a_file_that_is_not_toml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("name = ")
    with pytest.raises(SettingError, match=r"a\.toml is not TOML"):
        settings.load(Everything, path)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(SettingError, match="cannot be read"):
        settings.load(Everything, path)
    with pytest.raises(SettingError, match="cannot be read"):
        settings.load(Everything, tmp_path / "missing.toml")
