"""Things that Chrome makes for a command and names by an id, and that belong to the session that sent it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tabrelay.core.sessions import Session


@dataclass(slots=True)
class Owned:
    """Whose each is, by Chrome's id."""

    owners: dict[str, Session] = field(default_factory=dict)

    def is_of_another(self, id_: str, session: Session) -> bool:
        """Whether somebody else has it; of what nobody is known to have, Chrome says what it is."""
        return self.owners.get(id_, session) is not session

    def take_all_of(self, session: Session) -> list[str]:
        """The ids of what ``session`` has, from now on nobody's."""
        ids = [id_ for id_, owner in self.owners.items() if owner is session]
        for id_ in ids:
            del self.owners[id_]
        return ids
