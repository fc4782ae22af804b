"""Builders of events as SDKs send them, for the tables of scenes."""

from typing import Any, NamedTuple

Json = dict[str, Any]


class Scene(NamedTuple):
    """Events of one bug, and of other bugs that look like it."""

    same: list[Json]
    others: list[Json]


def raised(frames: list[Json], type: str = "PayError", value: str = "no", **fields: Any) -> Json:
    """One entry of `exception.values`."""
    stacktrace = {"stacktrace": {"frames": frames}} if frames else {}
    return {"type": type, "value": value, **stacktrace, **fields}


def event(platform: str, *exceptions: Json, **fields: Any) -> Json:
    return {"platform": platform, "exception": {"values": list(exceptions)}, **fields}


def numbered(number: int, parent: int | None, **fields: Any) -> Json:
    """The mechanism of an exception in a tree."""
    tree = {"exception_id": number} | ({} if parent is None else {"parent_id": parent})
    return {"mechanism": {"type": "chained", **tree, **fields}}


# Python


def py(function: str, line: str = "pay(order)", module: str = "shop.views", **fields: Any) -> Json:
    name = module.replace(".", "/") + ".py"
    place = {"module": module, "filename": name, "abs_path": f"/srv/app/{name}", "lineno": 10}
    return {**place, "function": function, "context_line": f"    {line}", "in_app": True} | fields


def lib(module: str, function: str, version: str = "3.13", line: str = "call()") -> Json:
    name = module.replace(".", "/") + ".py"
    return {
        "module": module,
        "filename": name,
        "abs_path": f"/venv/lib/python{version}/site-packages/{name}",
        "function": function,
        "context_line": f"        {line}",
        "in_app": False,
    }


# JavaScript


def js(function: str | None, path: str, **fields: Any) -> Json:
    found = {"function": function, "abs_path": path, "filename": path, "in_app": True, **fields}
    return {name: value for name, value in found.items() if value is not None}


def mapped(function: str | None, path: str, line: str, **fields: Any) -> Json:
    """A frame behind a source map."""
    behind = {"context_line": line, "data": {"sourcemap": "https://shop.example/app.js.map"}}
    return js(function, path, **behind, **fields)


# Compiled languages


def java(module: str, function: str, **fields: Any) -> Json:
    name = module.rpartition(".")[2].partition("$")[0] + ".java"
    return {"module": module, "function": function, "filename": name, "in_app": True} | fields


def native(function: str | None, package: str = "/app/shop", **fields: Any) -> Json:
    found = {"function": function, "package": package, "in_app": True, **fields}
    return {name: value for name, value in found.items() if value is not None}


def go(module: str, function: str, path: str = "/build/1", **fields: Any) -> Json:
    name = f"{path}/{module.rpartition('/')[2]}.go"
    return {
        "module": module,
        "function": function,
        "abs_path": name,
        "filename": name,
        "in_app": True,
    } | fields
