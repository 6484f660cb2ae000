"""Three-way comparison of a form: what it showed, what was typed into it, and what stands now. Pure.

Everything is compared as a browser sends it: names of inputs, each with a list of texts. So one rule serves every widget,
and what a form shows and what comes back are the same kind of thing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

Sent = dict[str, list[str]]
"""One field as a browser sends it: the names of its inputs, without the prefix of its row, and their values."""
Fields = dict[str, Sent]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one inline form: stored ones by their key, and empty ones for what is new, in order."""

    stored: dict[str, Fields] = field(default_factory=dict)
    empty: list[Fields] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page with a form showed: its fields, and the rows of each inline form by its prefix."""

    fields: Fields = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Typed:
    """What came back: as `Shown`, and the keys of the stored rows that are to be deleted."""

    fields: Fields = field(default_factory=dict)
    rows: dict[str, Rows] = field(default_factory=dict)
    deleted: dict[str, set[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two persons changed one thing. `row` is the key of a stored row, or `+n` for the n-th new one; both are empty for
    the form itself. Without a `field` one of them deleted the row that the other changed. None: deleted."""

    prefix: str
    row: str
    field: str
    original: Sent | None
    theirs: Sent | None
    yours: Sent | None

    @property
    def key(self) -> str:
        return ":".join((self.prefix, self.row, self.field))


@dataclass(frozen=True, slots=True)
class Merged:
    """What is to be saved, with `yours` wherever there is a conflict; `kept` names what others changed meanwhile."""

    typed: Typed
    conflicts: tuple[Conflict, ...] = ()
    kept: tuple[str, ...] = ()


def merge(
    shown: Shown,
    typed: Typed,
    now: Shown,
    *,
    sets: Mapping[str, frozenset[str]] | None = None,
    same_row: Mapping[str, str] | None = None,
) -> Merged:
    """Puts what one editor changed onto what stands now.

    `sets` names, for each prefix ("" is the form itself), the fields that hold a set of choices: of these each choice is
    merged by itself. `same_row` names for a prefix the field by which a new row is another's new row: two editors who
    both name a topic in Lao have written one thing.
    """
    sets, same_row = sets or {}, same_row or {}
    conflicts: list[Conflict] = []
    kept: list[str] = []
    fields = _merge_fields(
        "", "", shown.fields, typed.fields, now.fields, sets.get("", frozenset()), conflicts, kept
    )
    rows: dict[str, Rows] = {}
    deleted: dict[str, set[str]] = {}
    for prefix, present in now.rows.items():
        rows[prefix], deleted[prefix] = _merge_rows(
            prefix,
            shown.rows.get(prefix, Rows()),
            typed.rows.get(prefix, Rows()),
            present,
            typed.deleted.get(prefix, set()),
            sets.get(prefix, frozenset()),
            same_row.get(prefix),
            conflicts,
            kept,
        )
    return Merged(Typed(fields, rows, deleted), tuple(conflicts), tuple(dict.fromkeys(kept)))


def choose_theirs(typed: Typed, now: Shown, keys: Sequence[str]) -> Typed:
    """What was typed, with what stands now in the place of each conflict that `keys` names."""
    fields, deleted = dict(typed.fields), {prefix: set(rows) for prefix, rows in typed.deleted.items()}
    rows = {prefix: replace(one, stored=dict(one.stored)) for prefix, one in typed.rows.items()}
    dropped: set[tuple[str, int]] = set()
    for key in keys:
        prefix, row, name = key.split(":", 2)
        if not prefix:
            fields[name] = now.fields[name]
        elif row.startswith("+"):
            dropped.add((prefix, int(row[1:])))
        elif name:
            rows[prefix].stored[row] = {**rows[prefix].stored[row], name: now.rows[prefix].stored[row][name]}
        else:
            deleted[prefix].discard(row)
    rows = {
        prefix: replace(
            one, empty=[row for place, row in enumerate(one.empty) if (prefix, place) not in dropped]
        )
        for prefix, one in rows.items()
    }
    return Typed(fields, rows, deleted)


def is_same(one: Sent | None, other: Sent | None) -> bool:
    """Whether two fields say the same; line ends and surrounding white space are the browser's, not the editor's."""
    return _plain(one) == _plain(other)


def _plain(sent: Sent | None) -> dict[str, list[str]]:
    plain = {
        name: [value.replace("\r\n", "\n").replace("\r", "\n").strip() for value in values]
        for name, values in (sent or {}).items()
    }
    return {name: values for name, values in plain.items() if any(values)}


def _merge_fields(
    prefix: str,
    row: str,
    shown: Fields,
    typed: Fields,
    now: Fields,
    sets: frozenset[str],
    conflicts: list[Conflict],
    kept: list[str],
) -> Fields:
    merged: Fields = {}
    for name, present in now.items():
        base, mine = shown.get(name, present), typed.get(name, {})
        if not is_same(base, present) and not is_same(mine, present):
            kept.append(name)
        if is_same(mine, base):
            merged[name] = present
        elif name in sets:
            merged[name] = _merge_set(base, mine, present)
        else:
            merged[name] = mine
            if not is_same(base, present) and not is_same(mine, present):
                kept.pop()
                conflicts.append(Conflict(prefix, row, name, base, present, mine))
    return merged


def _merge_set(base: Sent, mine: Sent, present: Sent) -> Sent:
    names = {*base, *mine, *present}
    merged: Sent = {}
    for name in names:
        before, after, there = (one.get(name, []) for one in (base, mine, present))
        added = [value for value in after if value not in before and value not in there]
        merged[name] = [value for value in there if value in after or value not in before] + added
    return merged


def _merge_rows(
    prefix: str,
    shown: Rows,
    typed: Rows,
    now: Rows,
    deleted: set[str],
    sets: frozenset[str],
    same_row: str | None,
    conflicts: list[Conflict],
    kept: list[str],
) -> tuple[Rows, set[str]]:
    stored: dict[str, Fields] = {}
    empty: list[Fields] = []
    for key, present in now.stored.items():
        base, mine = shown.stored.get(key), typed.stored.get(key)
        if base is None or mine is None:
            stored[key] = present
            kept.extend([prefix] if key not in shown.stored else [])
        elif key in deleted:
            stored[key] = present
            if not _are_same(base, present):
                conflicts.append(Conflict(prefix, key, "", _joined(base), _joined(present), None))
        else:
            stored[key] = _merge_fields(prefix, key, base, mine, present, sets, conflicts, kept)
    new = _new_rows(shown, typed)
    if same_row:
        new = _onto_their_rows(prefix, new, shown, now, same_row, stored, sets, conflicts, kept)
    empty.extend(row for row, _base in new)
    for key, mine in typed.stored.items():
        base = shown.stored.get(key, {})
        if key not in now.stored and key not in deleted and not _are_same(base, mine):
            conflicts.append(Conflict(prefix, f"+{len(empty)}", "", _joined(base), None, _joined(mine)))
            empty.append(mine)
    return Rows(stored, empty), {key for key in deleted if key in now.stored}


def _new_rows(shown: Rows, typed: Rows) -> list[tuple[Fields, Fields]]:
    """The rows that were filled in, each with the empty row that it was."""
    bases = [*shown.empty, *({} for _row in typed.empty[len(shown.empty) :])]
    return [
        (row, base)
        for row, base in zip(typed.empty, bases, strict=False)
        if not _are_same(base, row) and any(_plain(one) for one in row.values())
    ]


def _onto_their_rows(
    prefix: str,
    new: list[tuple[Fields, Fields]],
    shown: Rows,
    now: Rows,
    same_row: str,
    stored: dict[str, Fields],
    sets: frozenset[str],
    conflicts: list[Conflict],
    kept: list[str],
) -> list[tuple[Fields, Fields]]:
    """Merges new rows into rows that somebody else made for the same thing meanwhile; gives those that stay new."""
    made = {
        _named(row, same_row): key
        for key, row in now.stored.items()
        if key not in shown.stored and _named(row, same_row)
    }
    rest = []
    for row, base in new:
        key = made.get(_named(row, same_row))
        if key is None:
            rest.append((row, base))
        else:
            before = {name: base.get(name, {}) for name in now.stored[key]}
            stored[key] = _merge_fields(prefix, key, before, row, now.stored[key], sets, conflicts, kept)
    return rest


def _named(row: Fields, name: str) -> str:
    return "\n".join(value for values in _plain(row.get(name)).values() for value in values)


def _are_same(one: Fields, other: Fields) -> bool:
    return all(is_same(one.get(name), other.get(name)) for name in {*one, *other})


def _joined(fields: Fields) -> Sent:
    return {f"{name}.{part}": values for name, sent in fields.items() for part, values in sent.items()}
