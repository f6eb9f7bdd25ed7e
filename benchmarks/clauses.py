"""How well steps are cut into clauses, against steps cut by hand, and how long that takes.

    python benchmarks/clauses.py

The last line is JSON. F1 counts whole clauses: one is right when it begins and ends where a hand cut it. `inner` counts
only the cuts inside steps, so that steps of a single clause lend nothing. The odd lines of tests/gold/clauses.txt are
there to develop on, the even ones are held out. `parser` is `comenius.language.syntax.cut`; `segments` is the rule
set that plans pictures (`comenius.language.clauses`), whose actions are found again in the text for the comparison;
`link-grammar` is there where `link-parser` is installed.
"""

import json
import re
import time
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from statistics import median

from comenius.language import link_grammar
from comenius.language.clauses import clauses
from comenius.language.syntax import cut
from comenius.lexicon.tables import plain

GOLD = Path(__file__).resolve().parent.parent / "tests" / "gold" / "clauses.txt"
ENDS = re.compile(r"(?<!\d)[.!?]\s+(?=[A-Z\d])|;\s+")
LINKS = frozenset({"and", "or", "then", "but", "so", "do", "not", "don't", "never"})
LONG = (
    "In a large bowl, whisk the eggs with the sugar and a pinch of salt until the mixture is pale, "
    "then fold in the flour, the melted butter and the grated lemon peel and pour everything into a tin "
    "lined with baking paper."
)
Cutter = Callable[[str], Sequence[tuple[int, int]]]


def gold() -> list[tuple[str, list[tuple[int, int]]]]:
    """Every step with its clauses as spans."""
    found = []
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        parts = line.split(" | ")
        text = " ".join(parts)
        starts = [sum(len(part) + 1 for part in parts[:index]) for index in range(len(parts))]
        found.append((text, list(zip(starts, [*starts[1:], len(text)], strict=True))))
    return found


def segmented(text: str) -> list[tuple[int, int]]:
    """The clauses of `comenius.language.clauses` as spans, read as kindly as can be.

    The first action of a sentence takes all that stands before it, later ones their "and", "then" or "do not".
    """
    words = [
        (plain(found[0]).strip(), found.start()) for found in re.finditer(r"[^\W\d_][\w'’]*|\d[\d./]*", text)
    ]
    firsts = {0, *(sum(start < stop.end() for _, start in words) for stop in ENDS.finditer(text))}
    borders = set(firsts)
    at = 0
    for clause in clauses(text):
        for part, fronted in (
            (clause.text, clause.condition),
            (f"until {clause.result}", ""),
            (clause.condition, ""),
        ):
            wanted = "" if part == "until " else plain(part).split(" ")[0]
            index = next((place for place in range(at, len(words)) if words[place][0] == wanted), None)
            if index is None:
                continue
            start = max(first for first in firsts if first <= index)
            waits = bool(fronted) and plain(fronted).split()[0] in [word for word, _ in words[start:index]]
            while index > start and words[index - 1][0] in LINKS:
                index -= 1
            if (
                waits
                or any(start < border <= index for border in borders)
                or at > start
                or part != clause.text
            ):
                borders.add(index)
            at = max(at, index) + 1
    bounds = sorted({0, len(text), *(words[place][1] for place in borders if 0 < place < len(words))})
    return list(pairwise(bounds))


def f1(pairs: Iterable[tuple[set[tuple[int, int]], set[tuple[int, int]]]]) -> float:
    """2TP / (found + wanted), over all steps together."""
    counts = [(len(found & wanted), len(found) + len(wanted)) for found, wanted in pairs]
    whole = sum(both for _, both in counts)
    return round(2 * sum(right for right, _ in counts) / whole, 3) if whole else 1.0


def score(cutter: Cutter, steps: Sequence[tuple[str, list[tuple[int, int]]]]) -> dict[str, float]:
    """F1 of whole clauses and of the cuts inside steps, and the share of steps cut just as by hand."""
    pairs = [({(start, stop) for start, stop in cutter(text)}, set(spans)) for text, spans in steps]
    inner = [
        ({(start, start) for start, _ in found if start}, {(start, start) for start, _ in wanted if start})
        for found, wanted in pairs
    ]
    exact = sum(found == wanted for found, wanted in pairs) / len(pairs)
    return {"f1": f1(pairs), "inner": f1(inner), "steps": round(exact, 3)}


def milliseconds(text: str) -> float:
    """The median processor time of cutting a text nobody has cut before."""
    times = []
    for number in range(15):
        fresh = f"{text} Wait {number} minutes."  # the cutter remembers what it has cut
        start = time.process_time()
        cut(fresh)
        times.append(1000 * (time.process_time() - start))
    return round(median(times), 1)


def main() -> None:
    """Measure and print."""
    steps = gold()
    halves = {"dev": steps[::2], "held_out": steps[1::2]}
    cutters: dict[str, Cutter] = {"parser": cut, "segments": segmented}
    if link_grammar.available():
        cutters["link-grammar"] = link_grammar.cut
    result: dict[str, dict[str, dict[str, float]]] = {name: {} for name in cutters}
    for name, cutter in cutters.items():
        for half, some in halves.items():
            got = result[name][half] = score(cutter, some)
            print(
                f"{name}, {half}: F1 {got['f1']:.3f} of clauses, {got['inner']:.3f} of cuts inside; "
                f"{got['steps']:.0%} of {len(some)} steps cut as by hand"
            )
    spent = milliseconds(LONG)
    print(f"a step of {len(LONG.split())} words and a short one: {spent} ms")
    print(json.dumps({"steps": len(steps), "clauses": result, "long_step_ms": spent}))


if __name__ == "__main__":
    main()
