"""Caps on calls, tokens, money and time, held before a request is sent. Money is integer micro-USD."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from comenius.errors import SettingError
from comenius.language.model import Image, OverBudget, Request, Usage

MESSAGE_OVERHEAD = 16  # tokens that a chat template may add to a message, at most
STAGES = ("recaption", "similarity", "links")  # the prompts that ask something
PATCH = 14 * 14  # pixels of the smallest patch that becomes one token


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a model costs, in micro-USD for a million tokens ($2.50 is 2_500_000)."""

    input: int
    output: int
    cached_input: int | None = None  # None: no discount


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What was used or may be used."""

    calls: int = 0
    tokens: int = 0
    microusd: int = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(
            calls=self.calls + other.calls,
            tokens=self.tokens + other.tokens,
            microusd=self.microusd + other.microusd,
        )


@dataclass(frozen=True, kw_only=True)
class Caps:
    """The most that may be used; None is no cap."""

    calls: int | None = None
    tokens: int | None = None
    microusd: int | None = None
    seconds: float | None = None  # from the first question of a run to the sending of its last

    def __post_init__(self) -> None:
        for name in ("calls", "tokens", "microusd", "seconds"):
            cap = getattr(self, name)
            if cap is not None and cap < 0:
                raise SettingError(f"The budget for {name} is {cap}; it must be 0 or more.")

    def admit(self, spent: Cost, new: Cost, of: str = "") -> None:
        """Passes, or says which cap the new request could break."""
        for name, unit in (("calls", "calls"), ("tokens", "tokens"), ("microusd", "micro-USD")):
            cap, used, more = getattr(self, name), getattr(spent, name), getattr(new, name)
            if cap is not None and used + more > cap:
                raise OverBudget(
                    f"The budget{of} is {cap} {unit}; {used} are spent or reserved and the next call may need {more}. "
                    "Everything so far is kept: raise the cap and run again."
                )

    def left(self, seconds: float, of: str = "") -> float:
        """Seconds that are left after so many; `OverBudget` when there are none."""
        if self.seconds is None:
            return math.inf
        if seconds >= self.seconds:
            raise OverBudget(
                f"The budget{of} is {self.seconds:g} s, and {seconds:.0f} s have gone by. "
                "Everything so far is kept: run again to go on."
            )
        return self.seconds - seconds


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The most that may be spent on one ledger, in all and by stage; None is no cap. A stage is a prompt's id."""

    calls: int | None = None
    tokens: int | None = None
    microusd: int | None = None
    seconds: float | None = None  # of one run
    price: Price | None = None
    stages: Mapping[str, Caps] = field(default_factory=dict)

    def __post_init__(self) -> None:
        caps = (self.whole, *self.stages.values())
        if self.price is None and any(cap.microusd is not None for cap in caps):
            raise SettingError(
                "A cap in money needs the price of the model: USD for a million tokens in and out, such as 0.15,0.60, "
                "or free. Give it with --price, or cap tokens or calls."
            )

    @property
    def whole(self) -> Caps:
        """The caps on all stages together."""
        return Caps(calls=self.calls, tokens=self.tokens, microusd=self.microusd, seconds=self.seconds)

    def admit(self, spent: Cost, new: Cost) -> None:
        """Passes, or says which cap on all stages together the new request could break."""
        self.whole.admit(spent, new)

    def worst(self, request: Request, *, more_input: int = 0) -> Cost:
        """The most a request can cost, also with so many tokens more in front.

        Byte-level tokenizers never make more tokens than bytes.
        """
        entry = (
            more_input + MESSAGE_OVERHEAD * len(request.messages) + len(repr(request.schema or "").encode())
        )
        for message in request.messages:
            for part in message.parts:
                if isinstance(part, Image):
                    entry += part.width * part.height // PATCH + 256
                else:
                    entry += len(part.encode("utf-8", "surrogatepass"))
        out = request.params.max_tokens
        return Cost(calls=1, tokens=entry + out, microusd=self._money(entry, 0, out))

    def cost(self, usage: Usage) -> Cost:
        """What a reply cost by the server's own count."""
        money = self._money(usage.input, usage.cached_input, usage.output)
        return Cost(calls=1, tokens=usage.input + usage.output, microusd=money)

    def _money(self, entry: int, cached: int, out: int) -> int:
        if self.price is None:
            return 0
        discount = self.price.input if self.price.cached_input is None else self.price.cached_input
        total = (entry - cached) * self.price.input + cached * discount + out * self.price.output
        return -(-total // 1_000_000)  # rounded up


AMOUNT = re.compile(r"(\$?)\s*(\d[\d_]*(?:\.\d+)?)\s*([a-z]*|\$)", re.IGNORECASE)
UNITS = {  # of a budget in words → the cap, and how much of it one is
    **dict.fromkeys(("usd", "$"), ("microusd", 1_000_000)),
    **dict.fromkeys(("call", "calls"), ("calls", 1)),
    **dict.fromkeys(("token", "tokens"), ("tokens", 1)),
    **dict.fromkeys(("s", "second", "seconds"), ("seconds", 1)),
    **dict.fromkeys(("min", "minute", "minutes"), ("seconds", 60)),
    **dict.fromkeys(("h", "hour", "hours"), ("seconds", 3600)),
}


def budget_of(caps: str = "", price: str | Price | None = "") -> Budget:
    """The budget in words: caps such as `2 usd` or `100 calls, 10 min, links: 1 call`; a price as `price_of` reads it.

    A cap behind the name of a prompt holds for its questions alone.
    """
    found: dict[str, dict[str, int]] = {}
    for part in filter(None, (part.strip() for part in caps.split(","))):
        stage, colon, words = part.rpartition(":")
        stage = stage.strip()
        if colon and stage not in STAGES:
            raise SettingError(f"The budget {part!r} names no stage; there are {', '.join(STAGES)}.")
        match = AMOUNT.fullmatch(words.strip())
        unit = match and UNITS.get("usd" if match[1] else match[3].lower())
        if not match or not unit or (match[1] and match[3]):
            raise SettingError(
                f"The budget {part!r} cannot be read; write it as '2 usd', '100 calls', '50000 tokens', '10 min' or "
                "'links: 1 call'."
            )
        name, scale = unit
        if name in found.setdefault(stage, {}):
            raise SettingError(f"The budget {caps!r} caps the same thing twice.")
        amount = Decimal(match[2]) * scale
        if amount != int(amount):
            raise SettingError(f"The budget {part!r} must be whole{' micro-USD' * (name == 'microusd')}.")
        found[stage][name] = int(amount)
    whole = found.pop("", {})
    stages = {stage: Caps(**limits) for stage, limits in found.items()}
    return Budget(**whole, price=price_of(price) if isinstance(price, str) else price, stages=stages)


def price_of(words: str) -> Price | None:
    """A price in words: `0.15,0.60` is USD for a million tokens in and out, a third number for cached input.

    `free` costs nothing; no words are no price.
    """
    if not words.strip():
        return None
    if words.strip().lower() == "free":
        return Price(input=0, output=0)
    parts = [part.strip() for part in words.split(",")]
    if len(parts) not in (2, 3) or not all(re.fullmatch(r"\d+(\.\d{1,6})?", part) for part in parts):
        raise SettingError(
            f"The price {words!r} cannot be read; write USD for a million tokens in and out, "
            "such as 0.15,0.60, or free."
        )
    entry, out, *cached = (int(Decimal(part) * 1_000_000) for part in parts)
    return Price(input=entry, output=out, cached_input=cached[0] if cached else None)
