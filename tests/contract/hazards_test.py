"""Each rule of docs/HAZARDS.md names tests that exist, and no rule is without one."""
import re
import unittest

import named_tests
import repository

def rows():
    return named_tests.rows("docs/HAZARDS.md", heads=("rule", "report"))


class Hazards(unittest.TestCase):
    def test_every_row_names_tests_that_exist(self):
        known = named_tests.of_the_tree()
        for rule, tests in rows():
            with self.subTest(rule):
                self.assertTrue(tests, "no test is named")
                self.assertEqual([test for test in tests if test not in known], [])

    def test_rules_are_numbered_without_a_gap(self):
        numbers = [int(rule[1:]) for rule, _ in rows() if re.fullmatch(r"S\d+", rule)]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))

    def test_a_rule_that_the_code_names_is_in_the_table(self):
        named = {rule for rule, _ in rows()}
        for path in (repository.root / "edge" / "core").rglob("*.?pp"):
            used = set(re.findall(r"\bS\d+\b", path.read_text(encoding="utf-8")))
            with self.subTest(path.name):
                self.assertEqual(used - named, set())


if __name__ == "__main__":
    unittest.main()
