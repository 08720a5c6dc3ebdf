"""The tests that a page names in the last column of its tables."""
import re

import repository

TEST = re.compile(r"^(?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\((\w+),\s*(\w+)", re.M)


def of_the_tree():
    names = set()
    for path in (repository.root / "tests").rglob("*.cpp"):
        names |= {f"{suite}.{name}" for suite, name in TEST.findall(path.read_text(encoding="utf-8"))}
    return names


def rows(page, heads):
    """(first cell, named tests) of every row of the page's tables."""
    for line in repository.source(page).splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in heads and not cells[0].startswith("---"):
            yield cells[0], re.findall(r"`(\w+\.\w+)`", cells[-1])
