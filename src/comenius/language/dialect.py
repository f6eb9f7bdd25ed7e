"""How a request is spelled for a server: what it accepts is learnt from what it refuses."""

import base64
import json
import re
from dataclasses import dataclass, replace

from comenius.language.model import Image, Message, Part, Request, Rung, Usage
from comenius.language.pictures import LONGEST_SIDE, encoded

FORM = re.compile(r"response_format|json_schema|json_object|guided|grammar|structured")
BLIND = re.compile(  # how servers say that a model reads no pictures
    r"not support (the )?(image|vision|multimodal)|(image|vision)( input)?s? (is|are) not supported|mmproj"
    r"|image_url['\"` ]* is only supported|unsupported content part|at most 0 image|unknown variant ['\"`]*image"
    r"|not a multimodal model|support image input"
)
LOWER: dict[Rung, Rung] = {"json_schema": "json_object", "json_object": "text"}


@dataclass(frozen=True, kw_only=True)
class Dialect:
    """What a server accepts, learnt from what it refuses."""

    rung: Rung = "json_schema"
    max_tokens: str = "max_tokens"  # or max_completion_tokens
    refused: frozenset[str] = frozenset()  # parameters it does not take
    longest_side: int = LONGEST_SIDE  # pixels; larger pictures are scaled down before they are sent
    sight: bool = True  # until it refuses a picture

    def after(self, complaint: str) -> "Dialect | None":
        """The next dialect to try when a request was refused with these words; None when they name nothing known."""
        words = complaint.lower()
        if "max_completion_tokens" in words and self.max_tokens == "max_tokens":
            return replace(self, max_tokens="max_completion_tokens")
        if self.rung in LOWER and FORM.search(words):
            return replace(self, rung=LOWER[self.rung])
        for name in ("temperature", "top_p", "seed", "stop"):
            if re.search(rf"\b{name}\b", words) and name not in self.refused:
                return replace(self, refused=self.refused | {name})
        return None


def no_sight(complaint: str) -> bool:
    """Whether a server refused a picture because its model reads none."""
    return bool(BLIND.search(complaint.lower().replace("\\", "")))


def body(request: Request, model: str, dialect: Dialect) -> dict[str, object]:
    """The JSON body of a request in a server's dialect."""
    params = request.params
    messages = [{"role": message.role, "content": _content(message, dialect)} for message in request.messages]
    content: dict[str, object] = {"model": model, "messages": messages, dialect.max_tokens: params.max_tokens}
    options = {
        "temperature": params.temperature,
        "top_p": params.top_p,
        "seed": params.seed,
        "stop": list(params.stop) or None,
    }
    content |= {k: v for k, v in options.items() if v is not None and k not in dialect.refused}
    if request.schema is None:
        return content
    if dialect.rung == "json_schema":
        form = {"name": request.prompt_id, "strict": True, "schema": request.schema}
        return content | {"response_format": {"type": "json_schema", "json_schema": form}}
    last = messages[-1]
    words = f"Answer with one JSON object of this JSON schema and nothing else:\n{json.dumps(request.schema)}"
    if isinstance(last["content"], str):
        last["content"] += f"\n\n{words}"
    elif isinstance(last["content"], list):
        last["content"].append({"type": "text", "text": words})
    return content | ({"response_format": {"type": "json_object"}} if dialect.rung == "json_object" else {})


def _content(message: Message, dialect: Dialect) -> str | list[dict[str, object]]:
    return [_part(part, dialect) for part in message.parts] if message.pictures else message.text


def _part(part: Part, dialect: Dialect) -> dict[str, object]:
    if not isinstance(part, Image):
        return {"type": "text", "text": part}
    data = base64.b64encode(encoded(part, dialect.longest_side)).decode("ascii")
    return {"type": "image_url", "image_url": {"url": f"data:image/png;base64,{data}", "detail": part.detail}}


def usage(found: object) -> Usage | None:
    """Tokens as reported, or None where the report is missing or makes no sense."""
    if not isinstance(found, dict):
        return None

    def count(where: object, name: str) -> int:
        value = where.get(name) if isinstance(where, dict) else None
        return max(0, value) if isinstance(value, int) else 0

    entry, out = count(found, "prompt_tokens"), count(found, "completion_tokens")
    thought = count(found.get("completion_tokens_details"), "reasoning_tokens")
    if thought and count(found, "total_tokens") >= entry + out + thought:
        out += thought  # this server counts them apart
    return Usage(
        input=entry,
        cached_input=min(entry, count(found.get("prompt_tokens_details"), "cached_tokens")),
        output=out,
        reasoning=min(out, thought),
    )
