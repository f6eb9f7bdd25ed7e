"""Every error that Comenius raises on purpose, in one tree.

    ComeniusError
    ├── UserError            the user can mend it: one line, exit code 2
    │   ├── SettingError     an option or a setting is out of range or unknown
    │   ├── SourceError      a document, picture or address that cannot be read as what was asked for
    │   ├── ModelError       a model that is unknown, incomplete or damaged
    │   ├── ServiceError     a server that is down, slow or answers nonsense
    │   ├── OutputError      a folder or disk that cannot be written
    │   └── MissingExtra     an optional package that is not installed
    └── Defect               ours: exit code 1

A message says what was found, what is needed and what to do next.
"""


class ComeniusError(Exception):
    """Anything Comenius says in one line instead of a traceback."""

    exit_code = 1


class UserError(ComeniusError):
    """Something the user can mend."""

    exit_code = 2


class SettingError(UserError):
    """An option or a setting is out of range or unknown."""


class SourceError(UserError):
    """A document, picture or address cannot be read as what was asked for."""


class ModelError(UserError):
    """A model is unknown, incomplete or damaged."""


class ServiceError(UserError):
    """A server is down, slow or answers nonsense."""


class OutputError(UserError):
    """A folder or disk cannot be written."""


class MissingExtra(UserError):
    """An optional package is not installed."""


class Defect(ComeniusError):
    """A promise of ours did not hold."""
