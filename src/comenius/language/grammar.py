"""The cheapest tree of a sentence: base noun phrases first, then a chart over the weighted rules (CKY)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import itemgetter

from comenius.language.tagging import Tags
from comenius.lexicon.rules import gates, rules

WIDEST = 9  # words of the longest base noun phrase
PIECE = 4.0  # cost of each piece of a sentence that no rule spans
WHOLE = {"S": 0.0, "SB": 0.3, "PT": 0.3}  # what may stand alone, with its cost
PHRASES = ("S", "S1", "SB", "B", "VP", "FP", "PT", "NP", "PP", "EP", "AP", "RB", "TN", "TOP", "OFP", "REL")


@dataclass(slots=True)
class Node:
    """A symbol over words `start` to `stop`, made of two parts, of one, or of bare words with these tags."""

    symbol: str
    start: int
    stop: int
    cost: float
    left: "Node | None" = None
    right: "Node | None" = None
    tags: tuple[str, ...] = ()


Cell = dict[str, Node]


@cache
def _pairs() -> dict[str, dict[str, list[tuple[str, float]]]]:
    """Right part → left part → phrases they make."""
    found: dict[str, dict[str, list[tuple[str, float]]]] = {}
    for rule in rules():
        if len(rule.parts) == 2:
            left, right = rule.parts
            found.setdefault(right, {}).setdefault(left, []).append((rule.parent, rule.cost))
    return found


@cache
def _singles() -> dict[str, list[tuple[str, float]]]:
    """Part → phrases it makes alone."""
    found: dict[str, list[tuple[str, float]]] = {}
    for rule in rules():
        if len(rule.parts) == 1:
            found.setdefault(rule.parts[0], []).append((rule.parent, rule.cost))
    return found


def cheapest(tags: Sequence[Tags]) -> list[Node]:
    """The tree of the words, or the pieces that cost least where no tree spans them all."""
    size = len(tags)
    chart: list[dict[int, Cell]] = [{} for _ in range(size)]  # start → stop → cell
    words = _words(tags)
    shut = [_shut(tags[start - 1] if start else None) for start in range(size)]
    for stop in range(1, size + 1):
        starts: list[int] = []  # of filled cells that end here, from the right
        for start in range(stop - 1, -1, -1):
            cell: Cell = {}
            for node in words.get((start, stop), ()):
                _enter(cell, node)
            row = chart[start]
            for middle in starts:
                before = row.get(middle)
                if before:
                    _combine(cell, before, chart[middle][stop], shut[start])
            if cell:
                _alone(cell, shut[start])
                row[stop] = cell
                starts.append(start)
    whole = chart[0].get(size, {}) if size else {}
    found = [(whole[symbol].cost + more, whole[symbol]) for symbol, more in WHOLE.items() if symbol in whole]
    return [min(found, key=itemgetter(0))[1]] if found else _cover(chart, tags)


def _enter(cell: Cell, node: Node) -> None:
    old = cell.get(node.symbol)
    if old is None or node.cost < old.cost:
        cell[node.symbol] = node


def _shut(before: Tags | None) -> frozenset[str]:
    """The symbols that cannot begin behind a word with these tags; none means the start of the sentence."""
    if before is None:
        return frozenset()
    return frozenset(symbol for symbol, tags in gates().items() if not tags & before.keys())


def _combine(cell: Cell, before: Cell, after: Cell, shut: frozenset[str]) -> None:
    """Put into the cell what two neighbours make."""
    pairs = _pairs()
    for symbol, right in after.items():
        makes = pairs.get(symbol)
        if makes is None:
            continue
        for name, left in before.items():
            found = makes.get(name)
            if found is None:
                continue
            base = left.cost + right.cost
            for parent, more in found:
                old = cell.get(parent)
                if (old is None or base + more < old.cost) and parent not in shut:
                    cell[parent] = Node(parent, left.start, right.stop, base + more, left, right)


def _alone(cell: Cell, shut: frozenset[str]) -> None:
    """Put into the cell what its symbols make alone, and so on."""
    singles = _singles()
    todo = list(cell.values())
    while todo:
        node = todo.pop()
        for parent, more in singles.get(node.symbol, ()):
            cost = node.cost + more
            old = cell.get(parent)
            if (old is None or cost < old.cost) and parent not in shut:
                cell[parent] = Node(parent, node.start, node.stop, cost, node)
                todo.append(cell[parent])


def _words(tags: Sequence[Tags]) -> dict[tuple[int, int], list[Node]]:
    """Every word as each of its tags, and the base noun phrases."""
    found: dict[tuple[int, int], list[Node]] = {}
    for index, here in enumerate(tags):
        found[index, index + 1] = [
            Node(name, index, index + 1, cost, tags=(name,))
            for name, cost in here.items()
            if name not in ("N", "D", "C", "R", "T", "AM", "PS")
        ]
        for node in _base_phrases(tags, index):
            found.setdefault((node.start, node.stop), []).append(node)
    return found


def _base_phrases(tags: Sequence[Tags], start: int) -> Iterator[Node]:
    """The noun phrases without a complement that begin here: `the two large bowls`, `5 minutes`, `it`."""
    if start and tags[start - 1].keys() <= {"D", "C"} and tags[start - 1]:
        return
    first = tags[start]
    if "R" in first:
        yield Node("NPS", start, start + 1, 1.0 + first["R"], tags=("PRP",))
    if "PS" in first:
        yield Node("PS", start, start + 1, 0.3, tags=("PRP",))
    cost, kinds = 1.0, [""]
    index = start
    while index < min(start + WIDEST, len(tags)):
        here, stop = tags[index], index + 1
        done = tuple(_NAMES[kind] for kind in kinds[1:])
        if "N" in here:
            yield Node("NPS", start, stop, cost + here["N"], tags=(*done, "NN"))
        if "T" in here:
            yield Node("TN", start, stop, cost - 0.1 + here["T"], tags=(*done, "NN"))
        if "C" in here:
            yield Node("NPS", start, stop, cost + 0.5, tags=(*done, "CD"))
        if "A" in here and "D" in kinds:
            yield Node("NPS", start, stop, cost + 1.2 + here["A"], tags=(*done, "JJ"))
        step = _modifier(tags, index, kinds)
        if step is None:
            return
        kind, more = step
        kinds.append(kind)
        cost += more
        index += 1


_NAMES = {
    "D": "DT",
    "C": "CD",
    "A": "JJ",
    "N": "NN",
    "T": "NN",
    "RB": "RB",
    "CC": "CC",
    "COMMA": ",",
    "TO": "TO",
}


def _modifier(tags: Sequence[Tags], index: int, kinds: Sequence[str]) -> tuple[str, float] | None:
    """What the word here is inside a noun phrase that goes on, and its cost; None when the phrase ends before."""
    here, last = tags[index], kinds[-1]
    after = tags[index + 1] if index + 1 < len(tags) else {}
    later = tags[index + 2] if index + 2 < len(tags) else {}
    offers: list[tuple[float, str]] = []
    if "D" in here and all(kind in ("", "D", "RB") for kind in kinds):
        offers.append((here["D"], "D"))
    if "C" in here:
        offers.append((0.0 if last != "N" else 0.8, "C"))
    if here.keys() & {"A", "AM"} and last != "N":
        offers.append((min(here.get("A", 9.0), here.get("AM", 9.0)) + 0.05, "A"))
    if "N" in here:
        offers.append((here["N"] + 0.1, "N"))
    if "T" in here and last == "C":
        offers.append((0.4, "T"))
    if "RB" in here and after.keys() & {"A", "AM", "C"} and last != "N":
        offers.append((0.2, "RB"))
    if last == "A" and here.keys() & {"CC", "COMMA"} and after.keys() & {"A", "AM"} and later.keys() & {"N"}:
        offers.append((0.3, "CC" if "CC" in here else "COMMA"))
    if last == "C" and here.keys() & {"TO", "CC", "DASH"} and "C" in after:
        offers.append((0.0, "TO"))
    if not offers or not after:
        return None
    cost, kind = min(offers)
    return kind, cost


def _cover(chart: Sequence[dict[int, Cell]], tags: Sequence[Tags]) -> list[Node]:
    """The cheapest row of pieces over all words."""
    size = len(tags)
    best: list[tuple[float, Node | None]] = [(0.0, None), *((float("inf"), None) for _ in range(size))]
    for start in range(size):
        base = best[start][0] + PIECE
        skipped = base + PIECE
        if skipped < best[start + 1][0]:
            name = next(iter(tags[start]), "X")
            best[start + 1] = skipped, Node(name, start, start + 1, 0.0, tags=(name,))
        for stop, cell in chart[start].items():
            for symbol in PHRASES:
                node = cell.get(symbol)
                if node and base + node.cost < best[stop][0]:
                    best[stop] = base + node.cost, node
    found: list[Node] = []
    stop = size
    while stop:
        node = best[stop][1]
        assert node is not None
        found.append(node)
        stop = node.start
    return found[::-1]
