"""The names of the package servicestack that generated types use, and nothing behind them."""

from typing import Generic, TypeVar

T = TypeVar("T")


class IReturn(Generic[T]):
    pass


class IReturnVoid:
    pass


class IGet:
    pass


class IPost:
    pass


class IPut:
    pass


class IPatch:
    pass


class IDelete:
    pass
