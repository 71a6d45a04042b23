"""The description of the API: the table of operations in, an OpenAPI 3.1 document out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.metadata import version
from typing import Any

from corpus.model import Message
from web.api.arguments import Argument
from web.api.operations import Operation
from web.api.schemas import SCHEMAS, ref

Say = Callable[[Message], str]

_PROBLEMS = {
    "400": Message("Một tham số không đọc được; câu trả lời nói tham số nào."),
    "404": Message("Không có thứ được hỏi."),
    "409": Message("Tên có thể chỉ nhiều văn bản; câu trả lời kể ra."),
    "503": Message("Kho đang được ghi; hãy thử lại."),
}


def description(operations: Iterable[Operation], prefix: str, say: Say) -> dict[str, Any]:
    """`prefix` is the path under which the operations are answered."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Đối Chiếu",
            "version": version("doichieu"),
            "description": say(
                Message(
                    "Tìm, đối chiếu và trích dẫn văn bản chính sách. Mọi câu hỏi là GET và không thay"
                    " đổi gì; mọi vị trí tính bằng ký tự (code point) trên nguyên văn."
                )
            ),
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix}],
        "paths": {one.path: {"get": _operation(one, say)} for one in operations},
        "components": {"schemas": SCHEMAS},
    }


def _operation(one: Operation, say: Say) -> dict[str, Any]:
    parameters = [_parameter(argument, say) for argument in one.arguments]
    about = say(Message("ngôn ngữ của các câu: vi hay en"))
    language = {"type": "string", "enum": ["vi", "en"]}
    parameters.append({"name": "lang", "in": "query", "description": about, "schema": language})
    content = {
        media: {"schema": ref(one.schema) if one.schema else {"type": "string"}}
        for media in one.media
    }
    return {
        "operationId": one.name,
        "summary": say(one.about),
        "parameters": parameters,
        "responses": {
            "200": {"description": say(one.about), "content": content},
            "304": {"description": say(Message("Không đổi từ lần hỏi trước (If-None-Match)."))},
            **{
                status: {
                    "description": say(words),
                    "content": {"application/problem+json": {"schema": ref("Problem")}},
                }
                for status, words in _PROBLEMS.items()
            },
        },
    }


def _parameter(argument: Argument, say: Say) -> dict[str, Any]:
    schema = {"type": "array", "items": argument.schema} if argument.many else argument.schema
    made: dict[str, Any] = {
        "name": argument.name,
        "in": "path" if argument.in_path else "query",
        "required": argument.in_path or argument.needed,
        "description": say(argument.about),
        "schema": schema,
    }
    if argument.example is not None:
        made["example"] = argument.example
    return made
