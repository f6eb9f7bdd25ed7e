"""Under which name an answer is kept: the hash of everything that makes a question the same question."""

import hashlib
import json

from comenius.language.model import Image, Message, Request

KEY_VERSION = 1


def canonical(value: object) -> str:
    """JSON that is the same for the same value: sorted keys, no blanks, no NaN, no Unicode normalisation."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256(text: str) -> str:
    """The hexadecimal hash of the UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def identity(request: Request) -> str:
    """What makes a request the same question, as canonical JSON; addresses and keys are not part of it."""
    params = request.params
    return canonical(
        {
            "v": KEY_VERSION,
            "model": request.model,
            "prompt": [request.prompt_id, request.prompt_version],
            "messages": [_turn(message) for message in request.messages],
            "params": {  # typed here: 0 and 0.0 are different JSON
                "temperature": None if params.temperature is None else float(params.temperature),
                "top_p": None if params.top_p is None else float(params.top_p),
                "max_tokens": int(params.max_tokens),
                "seed": params.seed,
                "stop": list(params.stop),
            },
            "schema": None if request.schema is None else sha256(canonical(request.schema)),
            "sample": request.sample_index,
        }
    )


def key_of(request: Request) -> str:
    """The name under which the answer to a request is kept."""
    return sha256(identity(request))


def _turn(message: Message) -> dict[str, object]:
    return {
        "role": message.role,
        "parts": [_picture(p) if isinstance(p, Image) else p for p in message.parts],
    }


def hash_of(image: Image) -> str:
    """The hexadecimal hash of a picture's pixels."""
    return hashlib.sha256(image.rgb).hexdigest()


def _picture(image: Image) -> dict[str, object]:
    return {"image": hash_of(image), "size": [image.width, image.height], "detail": image.detail}
