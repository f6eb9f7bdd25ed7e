"""How alike the pictures of two steps should be: from their shots, or mended from a language model's matrix."""

import math
from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

from comenius.language.strange import known
from comenius.lexicon.shot import Food, Shot

Matrix = tuple[tuple[float, ...], ...]
PRIOR = (0.69, 0.46, 0.36)  # published means for steps one, two and three apart
FADE = 0.8  # and for each step further
SCENE = 0.2  # what neighbours with nothing in common share: place, light, style
SAME = 0.95  # and what those share whose shots are the same
PACE, FAR = 0.8, 4  # how fast steps drift apart, as a power of their distance, and from where on no further
DOUBT = 0.15  # how much the mean of all procedures weighs against shots of a kitchen,
UNSURE = 0.5  # and against those of other work, of which less is known


class Shown(Protocol):
    """Whatever has a shot."""

    @property
    def shot(self) -> Shot:
        """What is shown."""


def similarity(tracked: Sequence[Shown]) -> Matrix:
    """W of the guide: symmetric, in [0, 1], ones on the diagonal."""
    return compared([one.shot for one in tracked])


def compared(shots: Sequence[Shot], doubt: float = DOUBT) -> Matrix:
    """W of shots in the order of their steps; the more `doubt`, in [0, 1], the nearer to the prior."""
    first: dict[Shot, int] = {}  # guides show the same again and again, and alike() takes its time
    kinds = [first.setdefault(shot, i) for i, shot in enumerate(shots)]
    known: dict[tuple[int, int], float] = {}
    rows = [[1.0] * len(shots) for _ in shots]
    for i, one in enumerate(shots):
        for j in range(i):
            pair = kinds[i], kinds[j]
            if pair not in known:
                known[pair] = alike(one, shots[j])
            rows[i][j] = rows[j][i] = faded(known[pair], i - j, doubt)
    return tuple(tuple(row) for row in rows)


def faded(a: float, lag: int, doubt: float = DOUBT) -> float:
    r"""How alike two pictures are whose shots are alike by `a` and which are `lag` steps apart.

    $W = (1 - d) (.2 + .75 a)^{min(lag, 4)^{.8}} + d \pi(lag)$, our own, in (0, 1), $d$ being the `doubt` and $\pi$ the
    prior: pictures of one guide share place and light at least, no two of them look quite the same, and what no shot
    says changes from step to step. With a kitchen's doubt $a = 1$ gives .91 for neighbours and .81 three steps apart,
    $a = .5$ .59 and .28, $a = 0$ .27 and .07. The constants are fitted to published matrices of goals of every kind.
    """
    drifted: float = (SCENE + (SAME - SCENE) * a) ** min(lag, FAR) ** PACE
    return round((1 - doubt) * drifted + doubt * prior(0, lag), 3)


def alike(one: Shot, other: Shot) -> float:
    """How alike two shots are, in [0, 1].

    .40 for the same vessel, .45 times the best pairing of their foods, .05 each for the same tool and the same
    heat, .05 more when vessel and foods agree altogether. The same pan with the same food a little browner is
    about .9, the same pan with other food about .5, nothing in common 0 to .1.
    """
    vessel = 1.0 if one.vessel == other.vessel and one.material == other.material else 0.0
    foods = _foods(one.foods, other.foods)
    tool = 1.0 if (one.tool, one.hand) == (other.tool, other.hand) else 0.0
    heat = 1.0 if (one.fire, one.steam) == (other.fire, other.steam) else 0.0
    shared = max(vessel, foods)  # an absent tool in two unlike pictures makes them no more alike
    value = 0.4 * vessel + 0.45 * foods + 0.05 * shared * (tool + heat) + 0.05 * vessel * foods
    return round(min(1.0, max(0.0, value)), 3)


def _foods(ours: Sequence[Food], theirs: Sequence[Food]) -> float:
    """The best pairing of two lists of foods, each food by its rank: the first is twice the last."""
    if not ours and not theirs:
        return 1.0
    if not ours or not theirs:
        return 0.0
    weights_ours, weights_theirs = _weights(len(ours)), _weights(len(theirs))
    pairs = sorted(
        ((_food(one, other), i, j) for i, one in enumerate(ours) for j, other in enumerate(theirs)),
        reverse=True,
    )
    used_ours: set[int] = set()
    used_theirs: set[int] = set()
    total = 0.0
    for value, i, j in pairs:
        if i not in used_ours and j not in used_theirs:
            used_ours.add(i)
            used_theirs.add(j)
            total += value * (weights_ours[i] + weights_theirs[j]) / 2
    return total


@cache
def _weights(foods: int) -> tuple[float, ...]:
    raw = [1 / (1 + 0.5 * rank) for rank in range(foods)]
    return tuple(value / sum(raw) for value in raw)


def _food(one: Food, other: Food) -> float:
    """1 the same, .85 only done or topped differently, .6 another form, shared parts of a mixture by their share."""
    looks, others = _kinds(one), _kinds(other)
    shared = len(looks & others) / len(looks | others)
    if not shared:
        return 0.0
    if one.form != other.form:
        return 0.6 * shared
    return shared * (1.0 if (one.doneness, one.topped) == (other.doneness, other.topped) else 0.85)


def _kinds(food: Food) -> set[str]:
    """What a food is, or is mixed of: drawn alike is the same, unless one is no food at all and goes by its name."""
    if food.parts or known(food.name):
        return set(food.parts or (food.look,))
    return {food.name}


def prior(i: int, j: int) -> float:
    """What two steps of a procedure share on average, by how far apart they are."""
    lag = abs(i - j)
    if lag == 0:
        return 1.0
    if lag <= len(PRIOR):
        return PRIOR[lag - 1]
    return PRIOR[-1] * FADE ** (lag - len(PRIOR))


def repair(matrix: Any, n: int, *, directed: bool = False) -> tuple[Matrix, tuple[str, ...]]:
    """A valid W from whatever a language model gave for n steps, and every repair in words.

    Missing cells get the prior; strings and percentages are read; values above 1 rescale the whole matrix when it
    is within 0 to 10 or 0 to 100, else they are clipped; the diagonal becomes 1; the mean of W and its transpose
    makes it symmetric unless `directed`. A valid matrix comes back unchanged with no repairs.
    """
    repairs: list[str] = []
    cells = _cells(matrix, n, repairs)
    cells = _scaled(cells, repairs)
    for i in range(n):
        if cells[i][i] != 1.0:
            repairs.append(f"diagonal [{i}][{i}]: {cells[i][i]:g} → 1")
            cells[i][i] = 1.0
    if not directed:
        for i in range(n):
            for j in range(i):
                if cells[i][j] != cells[j][i]:
                    mean = (cells[i][j] + cells[j][i]) / 2
                    repairs.append(f"asymmetric [{i}][{j}]: {cells[i][j]:g} and {cells[j][i]:g} → {mean:g}")
                    cells[i][j] = cells[j][i] = mean
    return tuple(tuple(row) for row in cells), tuple(repairs)


def _cells(matrix: Any, n: int, repairs: list[str]) -> list[list[float]]:
    """N by n numbers, the prior where there was none."""
    rows = matrix if isinstance(matrix, (list, tuple)) else []
    sizes = [len(row) if isinstance(row, (list, tuple)) else 0 for row in rows]
    if len(rows) != n or any(size != n for size in sizes):
        repairs.append(f"size: {len(rows)} rows of {sorted(set(sizes))} values for {n} steps")
    cells: list[list[float]] = []
    for i in range(n):
        row = rows[i] if i < len(rows) and isinstance(rows[i], (list, tuple)) else ()
        cells.append([])
        for j in range(n):
            raw = row[j] if j < len(row) else None
            value = _number(raw)
            if value is None:
                value = prior(i, j)
                repairs.append(f"missing [{i}][{j}]: {raw!r} → {value:g}")
            elif isinstance(raw, str):
                repairs.append(f"text [{i}][{j}]: {raw!r} → {value:g}")
            cells[-1].append(value)
    return cells


def _number(raw: Any) -> float | None:
    """A finite number, from `0.7`, `"0.7"`, `"70%"`; None for anything else."""
    if isinstance(raw, bool) or raw is None:
        return None
    whole = 1
    if isinstance(raw, str):
        raw = raw.strip()
        if raw.endswith("%"):
            raw, whole = raw[:-1], 100
    try:
        value = float(raw) / whole
    except (TypeError, ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _scaled(cells: list[list[float]], repairs: list[str]) -> list[list[float]]:
    """Every value in [0, 1]."""
    values = [value for row in cells for value in row]
    top, bottom = max(values, default=0.0), min(values, default=0.0)
    scale = 1.0
    whole = [value for value in values if value > 1]
    if bottom >= 0 and len(whole) * 2 > len(values):  # one stray 1.2 is a slip, not another scale
        scale = 10.0 if top <= 10 else 100.0 if top <= 100 else 1.0
    if scale != 1.0:
        repairs.append(f"scale: 0 to {scale:g} → 0 to 1")
    result: list[list[float]] = []
    for i, row in enumerate(cells):
        result.append([])
        for j, value in enumerate(row):
            fitted = value / scale
            clipped = min(1.0, max(0.0, fitted))
            if clipped != fitted:
                repairs.append(f"range [{i}][{j}]: {value:g} → {clipped:g}")
            result[-1].append(clipped)
    return result
