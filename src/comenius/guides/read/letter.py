"""A letter without what is not its recipe: header lines, quotations, the greeting, the closing and the signature."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from comenius.guides.read.facts import announced, instructs
from comenius.guides.read.splitting import bulleted, numbered

_FORWARDED = re.compile(
    r"[ >]*(?:-{3,} ?(?:forwarded|original|weitergeleitete|ursprüngliche)\b.*-{3,}|begin forwarded message:|-{5,})\s*",
    re.I,
)
_QUOTED = re.compile(r"\s?>")
_WROTE = re.compile(
    r"(?:on|am|le|el|il|op|em)\b.{4,150}\b(?:wrote|schrieb.{0,60}|a écrit|escribió|ha scritto|schreef|escreveu)\s*:",
    re.I,
)
_DEVICE = re.compile(
    r"(?:sent (?:from|via|with) (?:my|mail|outlook|yahoo|gmail|proton|samsung)\b|get outlook for\b|"
    r"von meinem .{2,30} gesendet|envoyé de(?:puis)? mon\b|enviado desde mi\b|inviato da(?:l mio)?\b).{0,60}",
    re.I,
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Letter:
    """The words of a letter that may be a recipe."""

    body: str
    subject: str = ""
    mail: bool = False  # it had header lines


@cache
def _words(name: str) -> frozenset[str]:
    table = tomllib.loads(files("comenius.guides.read").joinpath("tables/letters.toml").read_text("utf-8"))
    return frozenset(table[name])


def letter(text: str) -> Letter:
    """The body of a letter and its subject; a text that is no letter comes back with the same lines."""
    lines = text.strip("\ufeff\n").split("\n")
    kept: list[str] = []
    subject, mail, at, opened = "", False, 0, False
    while at < len(lines):
        start = at + (marked := bool(_FORWARDED.fullmatch(lines[at])))
        while marked and start < min(len(lines), at + 4) and not lines[start].strip(" >"):
            start += 1
        length, found = _header(lines[start : start + 60]) if marked or not opened else (0, "")
        if length:
            subject, mail, at = subject or found, True, start + length
            continue
        kept.append(lines[at])
        opened = opened or bool(lines[at].strip())
        at += 1
    kept = _ended(_unquoted(kept))
    return Letter(body="\n".join(_ungreeted(kept, mail)), subject=_topic(subject), mail=mail)


def greets(line: str) -> bool:
    """Whether a line is a greeting: `Hi sweetie,` and not `Hello Kitty cake`."""
    found = re.match(r"([^\W\d_]+)\b[^.!?,\n]{0,40}([,!]|$)", line)
    return bool(found and found[1].casefold() in _words("greetings") and (found[2] or len(line.split()) == 1))


def _header(lines: list[str]) -> tuple[int, str]:
    """How many header lines of a mail these lines open with, and its subject; none unless they tell sender or topic."""
    names: set[str] = set()
    subject, length, sender = "", 0, ""
    for line in lines:
        line = re.sub(r"^[ ]?>[ ]?", "", line)
        if length and re.match(r"[ \t]+\S", line):  # the line before goes on
            length += 1
            continue
        found = re.match(r"\*{0,2}([^\W\d_][\w-]{0,40})\s?:\*{0,2}(?:\s+(.*)|)$", line)
        if not found or not (
            found[1].casefold() in _words("headers") or found[1].casefold().startswith("x-")
        ):
            break
        length += 1
        name, value = found[1].casefold(), (found[2] or "").strip()
        names.add(name)
        subject = value if name in _words("subjects") else subject
        sender = value if name in ("from", "von", "de", "da", "van") else sender
    addressed = bool(sender) and ("@" in sender or bool(names & {"to", "sent", "an", "gesendet"}))
    told = addressed or bool(names & _words("subjects"))
    return (length, subject) if len(names) > 1 and told else (0, "")


def _unquoted(lines: list[str]) -> list[str]:
    """The lines without quotations; where nearly all is quoted, the quotation itself."""
    said = [line for line in lines if line.strip()]
    quoted = sum(bool(_QUOTED.match(line)) for line in said)
    whole = quoted * 2 > len(said)
    kept: list[str] = []
    for line in lines:
        bare = re.sub(r"^(?:[ ]?>)+[ ]?", "", line) if whole else line
        if not (_QUOTED.match(bare) or _wrote(bare, kept) or _DEVICE.fullmatch(bare.strip())):
            kept.append(bare)
    return kept


def _wrote(line: str, before: list[str]) -> bool:
    """Whether a line says who is quoted below; where it was broken in two, the first half is taken back."""
    if _WROTE.fullmatch(line.strip()):
        return True
    if (
        before
        and len(line) < 80
        and line.rstrip().endswith(":")
        and _WROTE.fullmatch(f"{before[-1]} {line}".strip())
    ):
        before.pop()
        return True
    return False


def _ended(lines: list[str]) -> list[str]:
    """The lines up to the signature and the closing."""
    dashes = next((n for n, line in enumerate(lines) if line.rstrip() == "--"), None)
    if dashes and len(after := _said(lines[dashes + 1 :])) <= 8 and all(_short(line, 80) for line in after):
        lines = lines[:dashes]
    said = [n for n, line in enumerate(lines) if line.strip()]
    for n in said[-3:]:
        if n and _closes(lines[n].strip()) and all(_short(line, 40) for line in _said(lines[n + 1 :])):
            return lines[:n]
    return lines


def _said(lines: list[str]) -> list[str]:
    return [line.strip() for line in lines if line.strip()]


def _short(line: str, most: int) -> bool:
    """Whether a line may be a name or an address below a letter."""
    part = (
        numbered(line)[0] is not None or bulleted(line)[0] or announced(line) is not None or instructs(line)
    )
    return len(line) <= most and not part


def _closes(line: str) -> bool:
    """Whether a line ends a letter: `Love,`, `Cheers, Tom`, `Mum xx`."""
    words, comma, name = line.casefold().partition(",")
    if re.sub(r"[\W_]+", " ", words).strip() in _words("closings"):
        return not comma or (len(name) <= 30 and not instructs(name.strip()))
    return bool(re.fullmatch(r"[^\W\d_]{2,20}(?: [^\W\d_]{1,20}\.?)? x{1,5}(?:ox?o?)?", line))


def _ungreeted(lines: list[str], mail: bool) -> list[str]:
    """The lines without a greeting above; a mail's first line goes with it: `Hi, here is the soup!`."""
    said = [n for n, line in enumerate(lines) if line.strip()][:5]
    for n in said if mail else said[:1]:
        line = lines[n].strip()
        if greets(line) and (re.fullmatch(r"[^,!]*[,!]*", line) or (mail and len(line) <= 100)):
            return lines[:n] + lines[n + 1 :]
    return lines


def _topic(subject: str) -> str:
    """A subject without `Re:` and `Fwd:`, its first letter large."""
    while (found := re.match(r"\s*([^\W\d_]{1,4})(?:\[\d+\])?\s*:\s*", subject)) and found[
        1
    ].casefold() in _words("replies"):
        subject = subject[found.end() :]
    subject = " ".join(subject.split())
    return subject[:1].upper() + subject[1:]
