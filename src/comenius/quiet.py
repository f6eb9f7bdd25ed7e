"""Silence from the model libraries while they load: what matters of their reports becomes an error of ours."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def quiet() -> Iterator[None]:
    """No bars, log lines or stale-array warnings of diffusers and transformers inside; afterwards all is as it was."""
    from diffusers.utils import logging as diffusers
    from transformers.utils import logging as transformers

    before = [
        (room, room.get_verbosity(), room.is_progress_bar_enabled()) for room in (diffusers, transformers)
    ]
    try:
        for room, _, _ in before:
            room.set_verbosity_error()
            room.disable_progress_bar()
        with warnings.catch_warnings():
            # diffusers' solvers turn tensors into arrays the way numpy 1 liked it
            warnings.filterwarnings("ignore", message="__array__ implementation", category=DeprecationWarning)
            yield
    finally:
        for room, verbosity, bars in before:
            room.set_verbosity(verbosity)
            if bars:
                room.enable_progress_bar()
