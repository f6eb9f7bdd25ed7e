"""Caps on calls, tokens and money, held before a request is sent. Money is integer micro-USD."""

import re
from dataclasses import dataclass
from decimal import Decimal

from comenius.errors import SettingError
from comenius.language.model import Image, OverBudget, Request, Usage

MESSAGE_OVERHEAD = 16  # tokens that a chat template may add to a message, at most
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


@dataclass(frozen=True, kw_only=True)
class Budget:
    """The most that may be spent on one ledger; None is no cap."""

    calls: int | None = None
    tokens: int | None = None
    microusd: int | None = None
    price: Price | None = None

    def __post_init__(self) -> None:
        for name in ("calls", "tokens", "microusd"):
            cap = getattr(self, name)
            if cap is not None and cap < 0:
                raise SettingError(f"The budget for {name} is {cap}; it must be 0 or more.")
        if self.microusd is not None and self.price is None:
            raise SettingError(
                "A cap in money needs the price of the model: USD for a million tokens in and out, such as 0.15,0.60, "
                "or free. Give it, or cap tokens or calls."
            )

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

    def admit(self, spent: Cost, new: Cost) -> None:
        """Passes, or says which cap the new request could break."""
        for name, unit in (("calls", "calls"), ("tokens", "tokens"), ("microusd", "micro-USD")):
            cap, used, more = getattr(self, name), getattr(spent, name), getattr(new, name)
            if cap is not None and used + more > cap:
                raise OverBudget(
                    f"The budget is {cap} {unit}; {used} are spent or reserved and the next call may need {more}. "
                    "Everything so far is kept: raise the cap and run again."
                )

    def _money(self, entry: int, cached: int, out: int) -> int:
        if self.price is None:
            return 0
        discount = self.price.input if self.price.cached_input is None else self.price.cached_input
        total = (entry - cached) * self.price.input + cached * discount + out * self.price.output
        return -(-total // 1_000_000)  # rounded up


AMOUNT = re.compile(r"(\$?)\s*(\d[\d_]*(?:\.\d+)?)\s*(usd|\$|tokens?|calls?|)", re.IGNORECASE)


def budget_of(caps: str = "", price: str = "") -> Budget:
    """The budget in words: caps such as `2 usd` or `100 calls, 50000 tokens`; a price as `price_of` reads it."""
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in caps.split(","))):
        match = AMOUNT.fullmatch(part)
        unit = match and ("usd" if match[1] or match[3] == "$" else match[3].lower().rstrip("s"))
        if not match or not unit or (match[1] and match[3]):
            raise SettingError(
                f"The budget {part!r} cannot be read; write it as '2 usd', '100 calls' or '50000 tokens'."
            )
        name = {"usd": "microusd", "token": "tokens", "call": "calls"}[unit]
        if name in found:
            raise SettingError(f"The budget {caps!r} caps the same thing twice.")
        amount = Decimal(match[2]) * (1_000_000 if unit == "usd" else 1)
        if amount != int(amount):
            raise SettingError(f"The budget {part!r} must be whole{' micro-USD' * (unit == 'usd')}.")
        found[name] = int(amount)
    return Budget(
        calls=found.get("calls"),
        tokens=found.get("tokens"),
        microusd=found.get("microusd"),
        price=price_of(price),
    )


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
