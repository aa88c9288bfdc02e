"""Tasks and their results as bytes, without what many of them hold: that travels once, and has a number."""

from __future__ import annotations

import io
import pickle
import traceback
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Generic, TypeVar

__all__ = ["Once", "Parcels", "Unsaid", "failed"]

Thing = TypeVar("Thing")


class Parcels:
    """Packs and unpacks; the things that are shared have the same numbers at both ends."""

    def __init__(self, things: Sequence[object] = ()) -> None:
        self.things: list[object] = []
        self._numbers: dict[int, int] = {}
        for thing in things:
            self.share(thing)

    def share(self, thing: object) -> None:
        """From now on a thing is named by its number; nothing new if it is already."""
        if id(thing) not in self._numbers:
            self._numbers[id(thing)] = len(self.things)
            self.things.append(thing)

    def pack(self, thing: object) -> bytes:
        """A thing as bytes; what is shared is the very same object again when it is unpacked."""
        stream = io.BytesIO()
        _Pickler(stream, self._numbers).dump(thing)
        return stream.getvalue()

    def unpack(self, parcel: bytes) -> Any:
        """The thing that was packed."""
        return _Unpickler(io.BytesIO(parcel), self.things).load()


class _Pickler(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, numbers: dict[int, int]) -> None:
        super().__init__(stream, pickle.HIGHEST_PROTOCOL)
        self._number: Callable[[int], int | None] = numbers.get

    def persistent_id(self, thing: object) -> int | None:
        return self._number(id(thing))


class _Unpickler(pickle.Unpickler):
    def __init__(self, stream: io.BytesIO, things: Sequence[object]) -> None:
        super().__init__(stream)
        self._things = things

    def persistent_load(self, number: int) -> object:
        return self._things[number]


class Once(Generic[Thing]):
    """A small thing that goes with many parts of one task: where it arrives it is the same object each time.

    >>> pickle.loads(pickle.dumps(Once([1]))) is pickle.loads(pickle.dumps(Once([1])))
    True
    """

    def __init__(self, thing: Thing) -> None:
        self.thing = thing

    def __reduce__(self) -> tuple[Any, ...]:
        return _once, (pickle.dumps(self.thing, pickle.HIGHEST_PROTOCOL),)


@lru_cache(maxsize=8)
def _once(parcel: bytes) -> Once[Any]:
    return Once(pickle.loads(parcel))


class Unsaid(Exception):  # noqa: N818  it stands for an error that cannot travel
    """An error that cannot be pickled, in words."""


def failed(error: BaseException) -> bytes:
    """An error as bytes, with a note of where it was raised, which does not travel by itself."""
    error.add_note("".join(traceback.format_exception(error)).rstrip())
    try:
        parcel = pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
        pickle.loads(parcel)
    except Exception:
        return pickle.dumps(Unsaid(f"{type(error).__name__}: {error}"), pickle.HIGHEST_PROTOCOL)
    return parcel
