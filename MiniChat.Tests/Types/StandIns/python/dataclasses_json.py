"""The names of the package dataclasses_json that generated types use, and nothing behind them."""


class LetterCase:
    CAMEL = "camel"


class Undefined:
    EXCLUDE = "exclude"


def config(field_name):
    return {"field_name": field_name}


def dataclass_json(letter_case, undefined):
    return lambda decorated: decorated
