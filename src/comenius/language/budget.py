"""Caps on calls, tokens, money, time and pace, held before a request is sent. Money is integer micro-USD."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from comenius.errors import SettingError
from comenius.language import pictures
from comenius.language.model import OverBudget, Request, Usage
from comenius.language.pace import Rate

MESSAGE_OVERHEAD = 16  # tokens that a chat template may add to a message, at most
STAGES = (
    "recaption",
    "similarity",
    "links",
    "inventory",
    "specify",
    "edit_captions",
)  # the prompts that ask something


@dataclass(frozen=True, kw_only=True)
class Price:
    """What a model costs, in micro-USD for a million tokens ($2.50 is 2_500_000)."""

    input: int
    output: int
    cached_input: int | None = None  # None: no discount
    reasoning: int | None = None  # None: as any output
    picture: pictures.Rule | None = None  # how many tokens of input a picture is; None: nobody noted it


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
    rate: Rate = field(default_factory=Rate)  # the most in any minute, of everybody who shares an engine
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
        entry += sum(len(message.text.encode("utf-8", "surrogatepass")) for message in request.messages)
        rule = self.price.picture if self.price else None
        entry += sum(pictures.tokens(picture, rule) for picture in request.pictures)
        out = request.params.max_tokens
        most = Usage(input=entry, output=out)
        thought = Usage(input=entry, output=out, reasoning=out)
        return Cost(calls=1, tokens=entry + out, microusd=max(self._money(most), self._money(thought)))

    def cost(self, usage: Usage) -> Cost:
        """What a reply cost by the server's own count."""
        return Cost(calls=1, tokens=usage.input + usage.output, microusd=self._money(usage))

    def _money(self, usage: Usage) -> int:
        price = self.price
        if price is None:
            return 0
        cached = price.input if price.cached_input is None else price.cached_input
        thought = price.output if price.reasoning is None else price.reasoning
        total = (usage.input - usage.cached_input) * price.input + usage.cached_input * cached
        total += (usage.output - usage.reasoning) * price.output + usage.reasoning * thought
        return -(-total // 1_000_000)  # rounded up


AMOUNT = re.compile(r"(\$?)\s*(\d[\d_]*(?:\.\d+)?)\s*([a-z]*|\$)", re.IGNORECASE)
EACH_MINUTE = re.compile(r"\s*/\s*min(ute)?\s*$", re.IGNORECASE)
PER_MINUTE = ("calls", "tokens")  # what can be limited by the minute
MINUTE = "a minute"  # where these are gathered, beside the stages
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

    A cap behind the name of a prompt holds for its questions alone; `60 calls/min` and `90000 tokens/min` are the most
    in any minute.
    """
    found: dict[str, dict[str, int]] = {}
    for part in filter(None, (part.strip() for part in caps.split(","))):
        stage, colon, words = part.rpartition(":")
        stage = stage.strip()
        if colon and stage not in STAGES:
            raise SettingError(f"The budget {part!r} names no stage; there are {', '.join(STAGES)}.")
        words, each = EACH_MINUTE.subn("", words)
        match = AMOUNT.fullmatch(words.strip())
        unit = match and UNITS.get("usd" if match[1] else match[3].lower())
        name, scale = unit or ("", 0)
        if not match or not unit or (match[1] and match[3]) or (each and (stage or name not in PER_MINUTE)):
            raise SettingError(
                f"The budget {part!r} cannot be read; write it as '2 usd', '100 calls', '50000 tokens', '10 min', "
                "'links: 1 call', '60 calls/min' or '90000 tokens/min'."
            )
        stage = MINUTE if each else stage
        if name in found.setdefault(stage, {}):
            raise SettingError(f"The budget {caps!r} caps the same thing twice.")
        amount = Decimal(match[2]) * scale
        if amount != int(amount):
            raise SettingError(f"The budget {part!r} must be whole{' micro-USD' * (name == 'microusd')}.")
        found[stage][name] = int(amount)
    whole, rate = found.pop("", {}), Rate(**found.pop(MINUTE, {}))
    stages = {stage: Caps(**limits) for stage, limits in found.items()}
    cost = price_of(price) if isinstance(price, str) else price
    return Budget(**whole, rate=rate, price=cost, stages=stages)


def price_of(words: str) -> Price | None:
    """A price in words: `0.15,0.60` is USD for a million tokens in and out.

    A third number is for cached input, a fourth for the tokens that a model thinks in. `free` costs nothing; no words
    are no price.
    """
    if not words.strip():
        return None
    if words.strip().lower() == "free":
        return Price(input=0, output=0)
    parts = [part.strip() for part in words.split(",")]
    if not 2 <= len(parts) <= 4 or not all(re.fullmatch(r"\d+(\.\d{1,6})?", part) for part in parts):
        raise SettingError(
            f"The price {words!r} cannot be read; write USD for a million tokens in and out, "
            "such as 0.15,0.60, or free."
        )
    entry, out, *rest = (int(Decimal(part) * 1_000_000) for part in parts)
    cached, reasoning = (*rest, None, None)[:2]
    return Price(input=entry, output=out, cached_input=cached, reasoning=reasoning)
