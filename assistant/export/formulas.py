"""Formulas and addresses as a spreadsheet writes them; the goal chain's are over cells named as its values are."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

from assistant.planning.goal_chain import ASSUMED, GIVEN, Chain, Value

_OPERATORS: dict[type[ast.operator], tuple[str, int]] = {
    ast.Add: ("+", 1),
    ast.Sub: ("-", 1),
    ast.Mult: ("*", 2),
    ast.Div: ("/", 2),
    ast.Pow: ("^", 4),
}
_ATOM = 5


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One number of the chain. `number` is a fraction for shares; `formula` is None for what is given or assumed."""

    name: str
    value: Value
    number: float
    formula: str | None


def chain_rows(chain: Chain) -> tuple[ChainRow, ...]:
    """Return the rows: first what is given or assumed, then what follows, each after what it rests on."""
    rows = [_row(name, value) for name, value in chain.values.items()]
    return (*(row for row in rows if row.formula is None), *(row for row in rows if row.formula is not None))


def _row(name: str, value: Value) -> ChainRow:
    number = value.value / 100 if value.unit == "%" else value.value
    given = value.formula in (GIVEN, ASSUMED)
    return ChainRow(name, value, number, None if given else spreadsheet_formula(value.formula))


def spreadsheet_formula(text: str) -> str:
    """Return the formula with its names kept; a value that does not exist is shown as a dash."""
    return f'=IFERROR({_written(ast.parse(text, mode="eval").body)[0]},"–")'


def _written(node: ast.expr) -> tuple[str, int]:
    """Return the text of a node and how tightly it holds together."""
    match node:
        case ast.Name(id=name):
            return name, _ATOM
        case ast.Constant(value=number):
            return repr(number), _ATOM
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return f"(-{_within(operand, _ATOM)})", _ATOM
        case ast.BinOp(left=left, op=op, right=right):
            sign, strength = _OPERATORS[type(op)]
            return f"{_within(left, strength + (sign == '^'))}{sign}{_within(right, strength + 1)}", strength
        case ast.Call(func=ast.Name(id=function), args=args):
            return _called(function, args), _ATOM
    raise ValueError(f"not arithmetic: {ast.dump(node)}")


def _within(node: ast.expr, strength: int) -> str:
    text, own = _written(node)
    return text if own >= strength else f"({text})"


def _called(function: str, args: Iterable[ast.expr]) -> str:
    inner = [_written(arg)[0] for arg in args]
    if function == "ceil":
        return f"(-INT(-({inner[0]})))"
    return f"{function.upper()}({','.join(inner)})"


def column_letter(column: int) -> str:
    """Return the letters of a column that counts from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(row: int, column: int, *, fixed_row: bool = False, fixed_column: bool = False) -> str:
    """Return a cell's address, rows and columns counted from 0."""
    return f"{'$' if fixed_column else ''}{column_letter(column)}{'$' if fixed_row else ''}{row + 1}"
