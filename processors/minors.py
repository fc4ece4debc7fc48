"""Who of two people may be a minor while the other may be an adult."""

from __future__ import annotations

from typing import Final, NamedTuple

ADULT_AGE: Final = 18
"""Age of majority in years (French Civil Code, art. 414; the UN Convention on the Rights of the Child, art. 1)."""


class Person(NamedTuple):
    """Someone, with the ages known of them: the declared one, and those that they said in this talk."""

    person_id: str
    ages: frozenset[int]

    def may_be_minor(self) -> bool:
        return bool(self.ages) and min(self.ages) < ADULT_AGE

    def may_be_adult(self) -> bool:
        return not self.ages or max(self.ages) >= ADULT_AGE


def minor_of(one: Person, other: Person) -> str | None:
    """Give the id of the one who may be a minor while the other may be an adult; None where there is none.

    Where that fits both ways it is the one with the lowest age known, and of two with the same the one whose id sorts
    first, so that the answer is the same whoever writes.
    """
    fitting = [
        person for person, opposite in ((one, other), (other, one)) if person.may_be_minor() and opposite.may_be_adult()
    ]
    return min(fitting, key=lambda person: (min(person.ages), person.person_id)).person_id if fitting else None
