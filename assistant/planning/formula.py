"""Formulas kept as text in the catalogues: arithmetic over names, evaluated without giving text any other power."""

import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import CodeType

_FUNCTIONS = {"min": min, "max": max, "ceil": math.ceil}
_GLOBALS = {"__builtins__": {}, **_FUNCTIONS}
_NODES = (
    ast.Expression,
    ast.BinOp,
    ast.UnaryOp,
    ast.Add,
    ast.Sub,
    ast.Mult,
    ast.Div,
    ast.Pow,
    ast.USub,
    ast.Name,
    ast.Load,
    ast.Constant,
    ast.Call,
)


@dataclass(frozen=True, slots=True)
class Formula:
    """A compiled formula. `names` are its inputs in order of appearance."""

    text: str
    names: tuple[str, ...]
    code: CodeType

    def __call__(self, values: Mapping[str, float]) -> float | None:
        """Return the value, or None where it does not exist (division by zero, overflow, not a real number)."""
        try:
            result = eval(self.code, _GLOBALS, values)
        except (ZeroDivisionError, OverflowError):
            return None
        if isinstance(result, complex) or not math.isfinite(result):
            return None
        return float(result)


@cache
def compile_formula(text: str) -> Formula:
    """Return the formula, or raise ValueError when it holds anything but arithmetic, names, min, max and ceil."""
    try:
        tree = ast.parse(text, mode="eval")
    except SyntaxError as error:
        raise ValueError(f"not a formula: {text}") from error
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names: dict[str, None] = {}
    for node in ast.walk(tree):
        _check(node, text)
        if isinstance(node, ast.Name) and node not in called:
            names.setdefault(node.id)
    if any(not isinstance(function, ast.Name) or function.id not in _FUNCTIONS for function in called):
        raise ValueError(f"unknown function in: {text}")
    ordered = tuple(sorted(names, key=text.index))
    return Formula(text, ordered, compile(tree, "<formula>", "eval"))


def _check(node: ast.AST, text: str) -> None:
    if not isinstance(node, _NODES):
        raise ValueError(f"not arithmetic: {text}")
    if isinstance(node, ast.Constant) and (isinstance(node.value, bool) or not isinstance(node.value, int | float)):
        raise ValueError(f"not a number in: {text}")
    if isinstance(node, ast.Call) and node.keywords:
        raise ValueError(f"named argument in: {text}")
