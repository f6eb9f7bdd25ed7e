"""Ways to edit side by side: a table of every measure, and differences in the same cases."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from comenius.evaluation.fulfilment import pairs
from comenius.evaluation.gates import Gate, resampled

PLAIN = "plain"  # what all others are compared with
Pair = tuple[str, str, str]  # a measure, and what has more of it than what
Rows = Sequence[Mapping[str, Any]]

MEASURES = (
    "CLIPd", "CLIPi", "CLIPDelta", "CLIPt", "CLIPd other", "CLIPDelta other",
    "asked", "own", "nearer", "stays", "subject", "rest", "IoU", "IoU - chance", "places",
    "apart", "layers", "apart by edits", "layers by edits",
)  # fmt: skip
RISING = (
    "CLIPDelta", "CLIPDelta other", "apart", "apart by edits", "layers", "layers by edits",
)  # fmt: skip
EXPECTED: tuple[Pair, ...] = tuple(  # of arXiv:2407.20232: what is more than what, by which measure
    (measure, more, less)
    for measure in RISING
    for more, less in (("sane1", PLAIN), ("sane2", "sane1"), ("sane3", "sane2"), ("sane3", PLAIN))
)
ANYHOW = (
    "CLIPd", "CLIPDelta", "asked", "nearer", "stays", "subject", "rest", "IoU - chance", "apart",
)  # fmt: skip
BESIDE: tuple[Pair, ...] = tuple(  # whether it is the words of the edits, or how they are combined
    (measure, "sane3", less) for less in ("joined", "paper3") for measure in ANYHOW
)


def table(found: Rows, names: Sequence[str]) -> dict[str, dict[str, Gate]]:
    """For each system the mean of every measure, with intervals over cases."""
    by: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in found:
        by[row["system"]].append(row)
    return {
        name: {
            m: resampled(m, [row.get(m, []) for row in by[name]])
            for m in MEASURES
            if any(row.get(m) for row in by[name])
        }
        for name in names
    }


def compare(found: Rows, names: Sequence[str]) -> dict[Pair, Gate]:
    """What each system has more than plain editing, and what is expected to be more, in the same cases."""
    by = {(row["system"], row["case"]): row for row in found}
    seeds = dict.fromkeys(row["case"] for row in found)
    against = [(m, name, PLAIN) for m in MEASURES for name in names if name != PLAIN]
    out = {}
    for measure, more, less in dict.fromkeys((*against, *EXPECTED, *BESIDE)):
        both = [[by.get((name, seed), {}).get(measure, []) for name in (more, less)] for seed in seeds]
        gaps = [pairs(ours, theirs) for ours, theirs in both if ours and theirs]
        if gaps and more in names and less in names:
            out[measure, more, less] = resampled(f"{measure}: {more} - {less}", gaps)
    return out


def told(
    tables: Mapping[str, Mapping[str, Gate]], gaps: Mapping[Pair, Gate], measure: str
) -> list[tuple[str, tuple[Gate, Gate | None]]]:
    """The systems by a measure, each with what it has more than plain editing."""
    return [
        (name, (gates[measure], gaps.get((measure, name, PLAIN))))
        for name, gates in tables.items()
        if measure in gates
    ]


def as_data(tables: Mapping[str, Mapping[str, Gate]], gaps: Mapping[Pair, Gate]) -> dict[str, Any]:
    """All figures as what JSON can say."""
    return {
        "systems": [
            {"system": name, "measures": [asdict(gate) for gate in gates.values()]}
            for name, gates in tables.items()
        ],
        "against plain": [asdict(gap) for (_, _, less), gap in gaps.items() if less == PLAIN],
        "beside": [asdict(gaps[pair]) for pair in BESIDE if pair in gaps],
        "expected": [asdict(gaps[pair]) | {"holds": gaps[pair].low > 0} for pair in EXPECTED if pair in gaps],
    }


def skipped(found: Rows) -> int:
    """In how many rows the captions were the same, so that they asked for no direction."""
    return sum(not row["CLIPd"] for row in found)
