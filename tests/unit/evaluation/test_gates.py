import pytest

from comenius.evaluation.gates import mean, share


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (5, 10, 0.2366, 0.7634), (90, 100, 0.8256, 0.9448)],
)
def test_a_share_has_wilsons_interval(hits: int, n: int, low: float, high: float) -> None:
    gate = share("x", [1.0] * hits + [0.0] * (n - hits))
    assert gate.value == hits / n
    assert (gate.low, gate.high) == pytest.approx((low, high), abs=1e-4)


def test_a_mean_lies_in_the_middle_of_its_interval() -> None:
    gate = mean("x", [1.0, 2.0, 3.0, 4.0])
    assert gate.value == 2.5
    assert gate.high - 2.5 == pytest.approx(2.5 - gate.low) == pytest.approx(1.959964 * (5 / 3 / 4) ** 0.5)


def test_a_gate_holds_when_its_value_reaches_the_goal() -> None:
    assert share("x", [1.0, 0.0], 0.5).holds is True
    assert share("x", [1.0, 0.0], 0.6).holds is False
    assert share("x", [1.0, 0.0]).holds is None


def test_without_cases_there_is_no_figure() -> None:
    with pytest.raises(ValueError, match="nothing was counted for tool"):
        share("tool", [])
    with pytest.raises(ValueError, match="needs two"):
        mean("PSNR", [3.0])
