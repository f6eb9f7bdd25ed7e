"""What enforces shape annotations in every test run; in production they cost nothing."""

from beartype import BeartypeConf, beartype

check = beartype(conf=BeartypeConf(is_pep484_tower=True))  # an int is a fine float, as mypy has it
