import pytest

from core.small_groups import merged


@pytest.mark.parametrize(
    ("sizes", "left"),
    [
        ({"a": 9, "b": 5}, {"a": 9, "b": 5}),
        ({"a": 9, "b": 3, "c": 2}, {"a": 9, "b+c": 5}),
        # Two alone would tell what each of them says: the smallest of the others goes with them.
        ({"a": 9, "b": 6, "c": 2}, {"a": 9, "c+b": 8}),
        ({"a": 9, "b": 0}, {"a": 9}),
        ({"a": 4}, {"a": 4}),
        ({"a": 2, "b": 1}, {"a+b": 3}),
        ({}, {}),
    ],
)
def test_groups_under_five_are_merged(sizes, left):
    found = merged(
        list(sizes.items()),
        lambda one: one[1],
        lambda some: ("+".join(name for name, _n in some), sum(n for _name, n in some)),
    )
    assert dict(found) == left
