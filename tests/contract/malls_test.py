"""What docs/MALLS.md says that malls get is shown by tests that exist, and every invariant of the books has a test that carries its
number and a seeded defect that the test catches."""
import re
import tomllib
import unittest

import named_tests
import repository


# Of what malls have asked for: what no gate and no ledger can give.
ELSEWHERE = {15, 42, 52, 73, 79, 80}


def numbers_of(cell):
    """The numbers of a cell such as "10, 28–32"."""
    for part in cell.split(","):
        first, _, last = part.strip().partition("–")
        yield from range(int(first), int(last or first) + 1)


class Malls(unittest.TestCase):
    def test_whatever_was_asked_for_has_a_row(self):
        listed = {number for cell, _ in named_tests.rows("docs/MALLS.md", heads=("no.",)) for number in numbers_of(cell)}
        self.assertEqual(listed, set(range(1, 81)) - ELSEWHERE)

    def test_every_row_names_tests_that_exist(self):
        known = named_tests.of_the_tree()
        for asked, tests in named_tests.rows("docs/MALLS.md", heads=("no.",)):
            with self.subTest(asked):
                self.assertTrue(tests, "no test is named")
                self.assertEqual([test for test in tests if test not in known], [])

    def test_every_invariant_has_a_seeded_defect(self):
        defects = tomllib.loads(repository.source("tests/defects/books.toml"))["defect"]
        listed = {one["invariant"] for one in defects}
        numbers = re.findall(r"^\| ([IG]-\d+) \|", repository.source("docs/INVARIANTS.md"), re.M)
        self.assertEqual(sorted(listed - set(numbers)), [], "defects of invariants that there are not")
        self.assertEqual([one for one in numbers if one.startswith("I-") and one not in listed], [])

    def test_every_invariant_has_a_test_with_its_number(self):
        numbers = set(re.findall(r"(?<![A-Z])[IG]\d+", " ".join(named_tests.of_the_tree()).replace("_", " ")))
        for number in re.findall(r"^\| ([IG]-\d+) \|", repository.source("docs/INVARIANTS.md"), re.M):
            with self.subTest(number):
                self.assertTrue(number.replace("-", "") in numbers, "no test has its number in its name")


if __name__ == "__main__":
    unittest.main()
