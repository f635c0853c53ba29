"""Parts: every value once, in order, and no part too large."""

from __future__ import annotations

import pytest

from panel.domain.parts import AT_ONCE, parts


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1, 2 * AT_ONCE])
def test_values_come_in_their_order_and_so_many_at_once(count: int) -> None:
    values = list(range(count))
    found = list(parts(values))
    assert [one for part in found for one in part] == values
    assert all(0 < len(part) <= AT_ONCE for part in found)
