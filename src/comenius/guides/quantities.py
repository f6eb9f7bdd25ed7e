"""Amounts out of words: `1 1/2 cups flour, sifted` becomes 1.5 cup of flour, sifted."""

import re
import tomllib
from functools import cache
from importlib.resources import files

from comenius.guides.emoji import bare
from comenius.guides.model import Ingredient, Quantity

LONGEST = 300  # characters; a longer line is prose and keeps no amount

_VULGAR = {
    "½": "1/2", "⅓": "1/3", "⅔": "2/3", "¼": "1/4", "¾": "3/4", "⅕": "1/5", "⅖": "2/5", "⅗": "3/5", "⅘": "4/5",
    "⅙": "1/6", "⅚": "5/6", "⅛": "1/8", "⅜": "3/8", "⅝": "5/8", "⅞": "7/8",
}  # fmt: skip


class _Words:
    """The table of units and words, as patterns."""

    def __init__(self) -> None:
        table = tomllib.loads(files("comenius.guides").joinpath("tables/quantities.toml").read_text("utf-8"))
        self.units = {alias: unit for unit, aliases in table["units"].items() for alias in aliases}
        self.letters: dict[str, str] = table["letters"]
        self.numbers: dict[str, float] = table["numbers"]
        words: dict[str, list[str]] = table["words"]
        self.not_amounts = frozenset(words["not_amounts"])
        self.joined = frozenset(words["joined"])
        self.joined_endings = tuple(words["joined_endings"])

        fraction = r"\d{1,6}[-\s]+\d{1,4}/\d{1,4}|\d{1,4}\s?/\s?\d{1,4}"
        digits = rf"{fraction}|[1-9]\d{{0,2}}(?:,\d{{3}})+(?!\d)|\d{{1,7}}(?:[.,]\d{{1,6}})?"
        number = rf"(?:(?:{digits})(?![\d%/])|(?:{_any(self.numbers)})\b(?!-))"
        dash = rf"\s*(?:[-–—~]|\b(?:{_any(words['between'])})\b)\s*"
        about = rf"(?:[~≈]|(?:{_any(words['about'])})\b\.?)"
        self.amount = re.compile(
            rf"(?:{about}\s*)*(?P<low>{number})(?:{dash}(?P<high>{number}))?(?:\s*\+)?(?:\s+(?:an?|(?P<dozen>dozen))\b)?",
            re.I,
        )
        aliases = _any(self.units)
        size = rf"(?P<size>(?:(?:{_any(words['size'])})\b-?\s*)*)"
        self.unit = re.compile(
            rf"{size}(?:(?P<unit>{aliases}|[tT])\b(?![-'’]\w)\.?)?(?:\s*(?:{_any(words['of'])})\b)?", re.I
        )
        self.packed = re.compile(
            rf"(?:[x×]\s*)?(?P<each>\d{{1,5}}(?:[.,]\d{{1,3}})?[-\s]?(?:{aliases}))\b\.?[-\s]*", re.I
        )
        self.length = re.compile(
            r"(?P<length>(?:\d{1,3}|\d{1,3}\s?/\s?\d{1,3})\s?-?\s?(?:inch(?:es)?|cm|mm)\b)[\s-]*", re.I
        )
        self.alternative = re.compile(
            rf"\s*(?P<other>(?:\||/|\bor\b|\bplus\b|\+)\s*{self._plain(number, dash, aliases)})", re.I
        )
        self.vague = re.compile(rf"(?P<vague>{_any(words['vague'])})\b\s*", re.I)
        self.size = re.compile(rf"{size}", re.I)
        self.part = re.compile(
            rf"(?P<part>(?:{_any(words['part_of'])})(?: and (?:{_any(words['part_of'])}))?)\s+of\s+(?=\d|an?\b|half)",
            re.I,
        )
        prepared = rf"(?:(?:{_any(words['prepared_with'])})\s+)*(?:{_any(words['prepared'])})"
        self.ending = re.compile(
            rf"^(?P<name>.*?\S)\s+(?P<note>(?:{prepared})(?:(?:\s+and|,)?\s+(?:{prepared}))*|{_any(words['note_endings'])})$",
            re.I,
        )

    @staticmethod
    def _plain(number: str, dash: str, aliases: str) -> str:
        return rf"{number}(?:{dash}{number})?\s*(?:{aliases})\b\.?"


def _any(words: object) -> str:
    assert isinstance(words, (dict, list))
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def _words() -> _Words:
    return _Words()


def unit_name(written: str) -> str:
    """The standard singular name of a unit (`Tbsp.` gives `tablespoon`), or the word itself where unknown."""
    words = _words()
    written = written.strip()
    return words.letters.get(written) or words.units.get(written.casefold().rstrip("."), written)


def number(written: str) -> float | None:
    """The value of `1 1/2`, `3/4`, `1,000`, `0,5`, `½` or `two`; None where it is not a number above zero."""
    text = _level(written).strip().casefold()
    if text in _words().numbers:
        return _words().numbers[text]
    if mixed := re.fullmatch(r"(?:(\d{1,6})[-\s]+)?(\d{1,4})\s?/\s?(\d{1,4})", text):
        whole, above, below = (int(part or 0) for part in mixed.groups())
        return whole + above / below if below and above else None
    if re.fullmatch(r"[1-9]\d{0,2}(?:,\d{3})+", text):
        text = text.replace(",", "")
    try:
        value = float(text.replace(",", ".")) if re.fullmatch(r"\d{1,9}(?:[.,]\d{1,6})?", text) else 0.0
    except ValueError:
        return None
    return value or None


def quantity(written: str) -> Quantity | None:
    """The amount that a whole text states (`2 1/2 cups`, `about 300 grams`, `3-4`), or None."""
    words = _words()
    text = _level(written).strip()
    if len(text) > LONGEST:
        return None
    if found := words.amount.match(text):
        if (low := _low(found)) is None:
            return None
        rest = text[found.end() :].strip()
        unit = words.unit.match(rest)
        if unit and unit.end() == len(rest):
            return _quantity(low, found["high"], unit["unit"])
    return None


def parse(line: str, section: str = "") -> Ingredient:
    """One line of the ingredients as amount, name and note. Never fails: at worst the name is the line."""
    text = " ".join(line.split())
    if len(text) > LONGEST:
        return Ingredient(
            text=text,
            name=re.split(r"[,.;:(]", text, maxsplit=1)[0][:80].strip() or text[:80],
            section=section,
        )
    rest, amount, notes = _brackets(_level(bare(text) or text))
    if optional := re.match(r"optional(?:ly)?\s*[:,-]\s*", rest, re.I):
        rest, notes = rest[optional.end() :], ["optional", *notes]
    found, rest, before = _in_front(rest)
    if found is None and not before:
        found, rest, before = _behind(rest)
    name, after = _name(rest)
    if not name and found and found.unit:  # "2 cloves": the unit is the thing itself
        name, found = (bare(text) or text).split()[-1].strip(".,"), Quantity(low=found.low, high=found.high)
    note = ", ".join(part for part in [*before, *after, *notes] if part)
    return Ingredient(
        text=text, name=name or bare(text) or text, quantity=found or amount, note=note, section=section
    )


def _low(found: re.Match[str]) -> float | None:
    low = number(found["low"])
    return low * _words().numbers["dozen"] if low and found["dozen"] else low


def _level(text: str) -> str:
    """The same text with every fraction written as `a/b`."""
    text = re.sub("[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞]", lambda found: f" {_VULGAR[found[0]]}", text)
    return " ".join(text.replace("⁄", "/").split())


def _quantity(low: float, high: str | None, unit: str | None) -> Quantity:
    other = number(high) if high else None
    low, top = sorted((float(low), float(other or low)))
    return Quantity(low=low, high=top, unit=unit_name(unit or ""))


def _brackets(text: str) -> tuple[str, Quantity | None, list[str]]:
    """The text without its brackets, the amount if a bracket is one, and what else they say."""
    amount, notes = None, []
    for inner in re.findall(r"\(([^()]*)(?:\)|$)", text):
        found = quantity(inner)
        amount = amount or found
        notes.append(inner.strip(" ,;."))
    bare = re.sub(r"\s*\([^()]*(?:\)|$)\s*", " ", text).replace("( ", "").replace(" )", "")
    bare = re.sub(r"\s+([,.;:])", r"\1", " ".join(bare.split()))
    if amount and not _starts_with_amount(bare) and len(notes) == 1:
        notes = []
    return bare, amount, notes


def _starts_with_amount(text: str) -> bool:
    return _words().amount.match(text) is not None


def _in_front(text: str) -> tuple[Quantity | None, str, list[str]]:
    """The amount at the start of a line, what follows it, and notes met on the way."""
    words, notes = _words(), []
    if part := words.part.match(text):
        notes.append(f"{part['part']} of")
        text = text[part.end() :]
    if vague := words.vague.match(text):
        unit = words.unit.match(text, vague.end())
        end = unit.end() if unit and unit["unit"] else vague.end()
        return None, text[end:].strip(), [text[:end].strip().removesuffix(" of")]
    if length := words.length.match(text):
        unit = words.unit.match(text, length.end())
        if unit and unit["unit"]:
            return _quantity(1.0, None, unit["unit"]), text[unit.end() :].strip(), [length["length"]]
    found = words.amount.match(text)
    low = _low(found) if found else None
    if found is None or low is None:
        unit = words.unit.match(text)  # "heaped tablespoon sugar": one of it
        if unit and unit["size"] and unit["unit"] and text[unit.end() :].strip():
            return _quantity(1.0, None, unit["unit"]), text[unit.end() :].strip(), [unit["size"].strip()]
        return None, text, []
    position = _spaces(text, found.end())
    if packed := words.packed.match(text, position):
        holder = words.unit.match(text, packed.end())
        if holder and holder["unit"]:
            notes.append(packed["each"])
            position = packed.end()
    unit = words.unit.match(text, position)
    assert unit is not None  # every part of it is optional
    end = unit.end()
    if unit["size"]:
        notes.append(unit["size"].strip(" ,"))
    while other := words.alternative.match(text, end):
        notes.append(other["other"].strip("|/ "))
        end = other.end()
        again = words.unit.match(text, _spaces(text, end))
        end = again.end() if again and not again["unit"] and not again["size"] else end
    return _quantity(low, found["high"], unit["unit"]), text[end:].strip(" -–—:|"), notes


def _behind(text: str) -> tuple[Quantity | None, str, list[str]]:
    """The amount after a name (`Onions 2 medium-sized`, `pasta: 800g | 1 1/2 lb`), the name, and notes."""
    words = _words()
    for found in re.finditer(r"(?<=[\s:~])[~]?\d", text):
        start = found.start()
        name = text[:start].rstrip(" :-–—~.…|")
        if not name or "," in name or name.split()[-1].casefold() in words.not_amounts:
            continue
        amount, rest, notes = _in_front(text[start:])
        clean = re.match(r"[,;.]|$", rest)
        if amount is None or not clean or (not amount.unit and amount.high > 100):
            continue
        return amount, name + rest, notes
    return None, text, []


def _name(text: str) -> tuple[str, list[str]]:
    """The name of the food and what is said about it: `onion, finely chopped` and `onion finely chopped` alike."""
    words, notes = _words(), []
    text = text.strip(" ,;:-–—.")
    if sentence := re.search(r"[.;!]\s+(?=[A-ZÀ-Þ])", text):
        notes.append(text[sentence.end() :])
        text = text[: sentence.start()]
    for comma in re.finditer(r",\s*|:\s+|\s[–—-]\s", text):
        before = text[: comma.start()].split()
        last = before[-1].casefold() if before else ""
        if comma[0].startswith(",") and (last in words.joined or last.endswith(words.joined_endings)):
            continue
        notes.insert(0, text[comma.end() :].strip(" ,"))
        text = text[: comma.start()]
        break
    size = words.size.match(text)
    if size and size["size"] and text[size.end() :].strip():
        notes.insert(0, size["size"].strip(" ,"))
        text = text[size.end() :]
    if ending := words.ending.match(text):
        notes.insert(0, ending["note"])
        text = ending["name"]
    text = re.sub(r"^(?:an?|the)\s+(?=\S)", "", text.strip(" ,;:-–—"), flags=re.I)
    return text, notes


def _spaces(text: str, position: int) -> int:
    while position < len(text) and text[position] == " ":
        position += 1
    return position
