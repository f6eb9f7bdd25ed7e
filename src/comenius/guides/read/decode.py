"""Text out of bytes, or one line that says what the bytes are instead."""

import codecs
import re

from comenius.errors import SourceError

MOST = 5_000_000  # bytes a document may have

_SIGNATURES = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"SQLite format 3\0", "a database"),
    (b"OggS", "a sound or a film"),
    (b"ID3", "a sound"),
    (b"\x1aE\xdf\xa3", "a film"),
)
_MARKS = (  # the longer marks first: a UTF-32 mark begins like a UTF-16 one
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NEED = "A guide is read from Markdown, HTML, JSON-LD, Cooklang or plain text."


def decode(data: bytes, name: str) -> str:
    """The text of a document: UTF-8, UTF-16, UTF-32 or Windows-1252, line ends as line feeds, no NULs."""
    if not data.strip():
        raise SourceError(f"{name} is empty. {_NEED}")
    if len(data) > MOST:
        raise SourceError(
            f"{name} has {len(data) / 1e6:.1f} MB; a document may have {MOST / 1e6:g} MB. Cut out the one recipe."
        )
    if kind := _signature(data):
        raise SourceError(f"{name} looks like {kind}. {_NEED}")
    text = _text(data).replace("\r\n", "\n").replace("\r", "\n")
    odd = sum(1 for c in text if (c < " " and c not in "\n\t\f\v") or c == "\ufffd")
    if odd > max(8, len(text) // 20):
        raise SourceError(f"{name} is not text: it holds {odd} control characters. {_NEED}")
    text = text.replace("\0", "")
    if not text.strip(" \n\t\ufffd"):
        raise SourceError(f"{name} is empty. {_NEED}")
    return text


def _signature(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "a WebP picture", b"WAVE": "a sound"}.get(data[8:12], "a film")
    if data[4:8] == b"ftyp":
        return "an AVIF or HEIC picture" if data[8:12] in (b"avif", b"heic", b"mif1") else "a film"
    for mark, kind in _SIGNATURES:
        if (
            data.startswith(mark)
            and (mark != b"BM" or b"\0" in data[:16])
            and (mark != b"ID3" or data[3:4] < b"\x10")
        ):
            return kind
    return None


def _text(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, errors="replace")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode(_stated(data) or "cp1252", errors="replace")
    if text.count("\0") > len(text) // 4:  # UTF-16 without its mark: every other byte of Latin text is NUL
        return data.decode("utf-16-be" if data[:1] == b"\0" else "utf-16-le", errors="replace")
    return text


def _stated(data: bytes) -> str | None:
    """The encoding that a page states about itself, where Python knows it."""
    found = re.search(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,30})", data[:2048])
    try:
        stated = codecs.lookup(found[1].decode("ascii")) if found else None
    except LookupError:
        return None
    # Python has codecs that are no alphabets (zip, rot13, punycode), so only families of alphabets count.
    return (
        stated.name
        if stated and re.match(r"cp\d|iso8859|koi8|shift_jis|euc|gb|big5|mac", stated.name)
        else None
    )
