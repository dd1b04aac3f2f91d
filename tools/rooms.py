"""The rooms of src/: their floors, what they are, and which third-party headers are theirs.

The one place where this is written down: tools/check_layers proves the sources from it, and
docs/ARCHITECTURE.md prints it (tools/check_docs).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Room:
    name: str
    floor: int
    what: str
    owns: tuple[str, ...] = ()  # beginnings of third-party header names that only its owners include
    sees: tuple[str, ...] = ()  # beside floor 3: the only rooms a door may include; others: all below


ROOMS = (
    Room("main", 6, "wires concrete things; the only place that does"),
    Room("cli", 5, "the command line: translates, never decides; stdout is its own",
         owns=("CLI/",), sees=("services", "base", "domain")),
    Room("http", 5, "the web: routes, access, limits; a request becomes a call of a service",
         owns=("boost/", "openssl/"), sees=("services", "base", "domain")),
    Room("services", 4, "what the doors may ask for, as functions; results as JSON and in words; settings"),
    Room("intake", 3, "in: reads files, validates, removes duplicates, resolves profiles, appends"),
    Room("pipeline", 3, "think: maps, trains, computes audiences and traits, scores, looks back"),
    Room("serving", 3, "out: what one profile shows; erasing, verifying"),
    Room("events", 2, "a tracking call or a flat row becomes an event, or a discard with its reason"),
    Room("catalog", 2, "the mapping: suggested, read, validated; an event becomes interactions",
         owns=("toml++/",)),
    Room("models", 2, "histories, ridge, features, training pairs, trees, calibration, reasons"),
    Room("audiences", 2, "size curve, cut, intervals, conditions"),
    Room("traits", 2, "the best values of a profile, exclusions"),
    Room("generator", 2, "the made-up store and the content site: seeded events and item feeds"),
    Room("store", 2, "the only room with a disk: data folder, warehouse, state, model files, exports",
         owns=("duckdb.h", "sqlite3.h", "zlib.h", "zstd.h")),
    Room("domain", 1, "the words: plain values"),
    Room("math", 1, "the numbers: sparse, dense, top-k, exp and log of our own"),
    Room("base", 0, "Result, clock, random numbers, threads, JSON, hashes, secrets, log, metrics",
         owns=("fmt/", "nlohmann/", "simdjson", "sodium", "spdlog/", "xxhash", "zlib.h")),
)

BY_NAME = {room.name: room for room in ROOMS}


def table() -> str:
    """The room table of docs/ARCHITECTURE.md."""
    lines = ["| floor | room | what it is | third-party headers of its own |", "|---|---|---|---|"]
    for room in ROOMS:
        owned = ", ".join(f"`{name}`" for name in room.owns) or "–"
        lines.append(f"| {room.floor} | `{room.name}` | {room.what} | {owned} |")
    return "\n".join(lines) + "\n"
