"""A chat as the tokens of a model, in the model's own template."""

from collections.abc import Sequence
from typing import Any

from comenius.language.dialect import Dialect, body
from comenius.language.model import Permanent, Request, blind
from comenius.language.template import clean

PLAIN = Dialect(rung="text")  # the schema is told in words: nothing here forces a form


def chat_ids(request: Request, tokenizer: Any, name: str) -> list[int]:
    """The request's turns as tokens, up to where the answer begins. `name` is the model's, for errors."""
    if request.pictures:
        raise blind(name)
    turns: Any = body(request, "", PLAIN)["messages"]
    marks = _marks(tokenizer)
    turns = [turn | {"content": _harmless(turn["content"], marks)} for turn in turns]
    ids: list[int] = tokenizer(_chat(turns, tokenizer, name), add_special_tokens=False).input_ids
    return ids


def _chat(turns: list[dict[str, str]], tokenizer: Any, name: str) -> str:
    """The turns in the template; one that takes no system turn gets its words in front of the first."""
    from jinja2 import TemplateError

    def rendered(turns: list[dict[str, str]]) -> str:
        # templates that know enable_thinking leave the thinking out, others never look
        return str(
            tokenizer.apply_chat_template(
                turns, tokenize=False, add_generation_prompt=True, enable_thinking=False
            )
        )

    try:
        try:
            return rendered(turns)
        except TemplateError:
            if [turn["role"] for turn in turns[:2]] != ["system", "user"]:
                raise
            first = {"role": "user", "content": f"{turns[0]['content']}\n\n{turns[1]['content']}"}
            return rendered([first, *turns[2:]])
    except TemplateError as error:
        raise Permanent(
            f"The chat template of {name} refuses this chat ({clean(str(error), 160)}). Try another model."
        ) from error


def _marks(tokenizer: Any) -> tuple[str, ...]:
    """The tokens that steer a chat: special ones, and added ones that its template writes."""
    template = str(tokenizer.chat_template)
    added = [(str(token), bool(token.special)) for token in tokenizer.added_tokens_decoder.values()]
    return tuple(
        words for words, special in added if len(words.strip()) > 1 and (special or words in template)
    )


def _harmless(text: str, marks: Sequence[str]) -> str:
    """The text with a blank inside every mark, so that no document can end its turn and begin another."""
    for mark in marks:
        text = text.replace(mark, f"{mark[0]} {mark[1:]}")
    return text
