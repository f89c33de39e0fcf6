"""Loads the types, makes one of each class, and resolves every name in them: python3 check.py <module>..."""

import dataclasses
import enum
import importlib
import inspect
import sys
import typing

for name in sys.argv[1:]:
    module = importlib.import_module(name)
    classes = [c for c in vars(module).values() if inspect.isclass(c) and c.__module__ == name]
    assert len(classes) > 10, f"{name} has {len(classes)} classes"
    for found in classes:
        if issubclass(found, enum.Enum):
            assert all(isinstance(value.value, str) for value in found)
            continue
        assert dataclasses.is_dataclass(found), found
        found()
        typing.get_type_hints(found)
        for field in dataclasses.fields(found):
            assert field.metadata.get("field_name", "a") != "", field
print("checked")
