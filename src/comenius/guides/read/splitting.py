"""Steps out of running text: by numbers, by lines, by sentences."""

import re

from comenius.guides.emoji import EMOJI, bare, emoji_first

_NUMBER = re.compile(
    r"(?:(?:step|schritt|étape|paso|passo|stap)\s*#?(\d{1,3})(?!\d)\s*[-.:)–—]*\s*|\(?(\d{1,3})\s?[.)](?!\d)\s*|(\d{1,3})\s*[-–:]\s+)",
    re.I,
)
_CIRCLED = re.compile(r"([①-⑳❶-❿➀-➓])\s*")
_KEYS = re.compile(r"(?:[0-9]\ufe0f?\u20e3){1,3}[.:)]?\s*")
_BULLET = re.compile(r"[-*+•·▪◦‣–—]\s+|\[[ xX]?\]\s+|[☐☑☒✓✔✗✘▢□■][\ufe0e\ufe0f]?\s*")
_TREATED = re.compile(
    r"(?:\w+ly )?\w{3,}(?<!e)ed(?: and (?:\w+ly )?\w{3,}ed)?(?: (?:into|in|for|to|with|from)\b.*)?|to taste|optional",
    re.I,
)
_STOP = re.compile(rf"[.!?…]+[\"'”’)]*\s+(?=(?:{EMOJI}\s*)?[\"'“(]?[A-ZÀ-ÖØ-ÞА-Я0-9])")
_SHORT = re.compile(
    r"(?:\b(?:approx|appr|oz|lb|lbs|tbsp|tsp|tbs|ca|e\.g|i\.e|etc|vs|no|nr|st|dr|mr|mrs|deg|in|qt|pt|gal|temp|med|lg|sm|pkg)|\b[A-Z])\.$"
)


def numbered(line: str) -> tuple[int | None, str]:
    """The number that a line opens with, and the rest of it: `Step 2: Mix` gives (2, "Mix")."""
    lead, line = emoji_first(whole := line)
    if found := _NUMBER.match(line):
        return int(found[1] or found[2] or found[3]), lead + line[found.end() :].strip()
    if found := _KEYS.match(line):
        return int("".join(c for c in found[0] if c.isdigit())), lead + line[found.end() :].strip()
    if found := _CIRCLED.match(line):
        code = ord(found[1])
        base = next(first for first in (0x278A, 0x2780, 0x2776, 0x2460) if code >= first)
        return (code - base) % 20 + 1, lead + line[found.end() :].strip()
    return None, whole


def bulleted(line: str) -> tuple[bool, str]:
    """Whether a line opens with a bullet, and the rest of it."""
    found = _BULLET.match(line)
    return (True, line[found.end() :].strip()) if found else (False, line)


def enumerated(line: str) -> list[str]:
    """The things that one line enumerates: `2 eggs, beaten, flour and milk` are three; else the line alone."""
    mark = r";\s+" if ";" in line else r",\s+(?![^()]{0,80}\))"
    parts: list[str] = []
    for part in re.split(mark, line):
        if parts and _TREATED.fullmatch(part.rstrip(".").strip()):  # it says how the one before is treated
            parts[-1] += f", {part.strip()}"
        else:
            parts.append(part.strip())
    parts[-1] = parts[-1].rstrip(".")
    if len(parts) == 1 or (
        len(parts) == 2 and re.search(r"\d", parts[0]) and not re.match(r"(?:and )?\d", parts[1])
    ):
        return [line]
    last = re.sub(r"^(?:and|und|et|y|e|en)\s+", "", parts.pop())
    both = re.fullmatch(r"(.*\S)\s+(?:and|&|und)\s+(\S.*)", last)
    kept = not both or re.match(r"salt\b|salz\b|.*ed\b", both[1], re.I)
    return [part for part in [*parts, *([last] if kept or not both else both.groups())] if part]


def sentences(text: str) -> list[str]:
    """The sentences of a text; `for 5 min. Then` is cut, `2 tbsp. Sugar` is not."""
    parts: list[str] = []
    start = 0
    for found in _STOP.finditer(text):
        before = text[start : found.end()].rstrip()
        if _SHORT.search(before[-12:]):
            continue
        parts.append(before)
        start = found.end()
    return [part for part in [*parts, text[start:].strip()] if part]


def wrapped(lines: list[str]) -> bool:
    """Whether lines are one paragraph that was broken to fit a page."""
    if len(lines) < 2:
        return False
    lines = [bare(line) for line in lines]
    starts_small = any(line[:1].islower() for line in lines[1:])
    unfinished = sum(not re.search(r"[.!?:;…)]$", line) for line in lines[:-1])
    long = all(55 <= len(line) <= 100 for line in lines[:-1])
    return (starts_small and unfinished > 0) or (long and unfinished * 2 >= len(lines) - 1)


def steps_in(text: str) -> list[str]:
    """The steps of a text, one a line, a number or, in a single line, a sentence."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) == 1:
        inline = _inline_numbers(lines[0])
        return inline if len(inline) > 1 else sentences(numbered(lines[0])[1])
    numbers = [numbered(line)[0] for line in lines]
    if sum(n is not None for n in numbers) >= 2 and numbers[0] is not None:
        return by_numbers(lines)
    return [rest for line in lines if (rest := bulleted(numbered(line)[1])[1])]


def by_numbers(lines: list[str]) -> list[str]:
    """Lines gathered under the numbered line that they follow; a line that is only a number opens the next."""
    steps: list[str] = []
    for line in lines:
        n, rest = numbered(line)
        if n is not None or not steps:
            steps.append(rest)
        elif not steps[-1]:
            steps[-1] = bulleted(line)[1]
        else:
            bullet, rest = bulleted(line)
            steps[-1] += ("\n" if bullet or not rest[:1].islower() else " ") + rest
    return [step for step in steps if step]


def _inline_numbers(text: str) -> list[str]:
    """`1. Mix. 2. Bake.` in one line, cut before each number that continues the count."""
    cuts, expected = [], 1
    for found in re.finditer(r"(?:(?<=\s)|^)(?:step\s*)?\(?(\d{1,3})\s?[.):](?=\s)\s*", text, re.I):
        if int(found[1]) == expected:
            cuts.append(found)
            expected += 1
    if len(cuts) < 2 or text[: cuts[0].start()].strip():
        return [text]
    ends = [*(cut.start() for cut in cuts[1:]), len(text)]
    return [text[cut.end() : end].strip() for cut, end in zip(cuts, ends, strict=True)]
