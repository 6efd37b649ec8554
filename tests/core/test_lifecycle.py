"""The tables: what may follow what, and nothing else."""

from enum import Enum

import pytest

from tabrelay.core.lifecycle import ATTACHMENT, LINK, Attachment, IllegalTransition, Lifecycle, Link

TABLES = [(ATTACHMENT, Attachment), (LINK, Link)]


@pytest.mark.parametrize(("table", "states"), TABLES)
def test_every_transition_of_the_table_and_no_other_is_possible(
    table: dict[tuple[Enum, str], Enum], states: type[Enum]
) -> None:
    for state in states:
        for trigger in {trigger for _, trigger in table}:
            life = Lifecycle(table, state)
            if (state, trigger) in table:
                assert life.move(trigger) is table[state, trigger]
                assert life.state is table[state, trigger]
            else:
                with pytest.raises(IllegalTransition, match=state.value):
                    life.move(trigger)
                assert life.state is state


@pytest.mark.parametrize(("table", "start"), [(ATTACHMENT, Attachment.DETACHED), (LINK, Link.LINKED)])
def test_every_state_can_be_reached(table: dict[tuple[Enum, str], Enum], start: Enum) -> None:
    reached = {start}
    while new := {after for (before, _), after in table.items() if before in reached} - reached:
        reached |= new
    assert reached == set(type(start))


def test_a_browser_that_is_gone_stays_gone() -> None:
    assert not [trigger for state, trigger in LINK if state is Link.GONE]
