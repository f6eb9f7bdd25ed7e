"""When two names of a thing mean the same."""

from comenius.lexicon.tables import plain, singular

ALIAS = {"mix": "mixture"}


def alike(ours: str, theirs: str) -> bool:
    """Whether a name is the one that is asked for, or a closer or wider word for it.

    >>> alike("russet potatoes", "potato")
    True
    """
    a, b = _words(ours), _words(theirs)
    return bool(a and b) and (a[-1] == b[-1] or {*a} <= {*b} or {*b} <= {*a})


def _words(name: str) -> tuple[str, ...]:
    """A name's words, plain and in the singular."""
    return tuple(ALIAS.get(word, word) for word in map(singular, plain(name).split()))
