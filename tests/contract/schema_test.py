"""The JSON schemas, the samples and the C++ codec say the same of every message."""
import json
import re
import unittest

import named_tests
import repository
from jsonschema import Draft7Validator, RefResolver

schemas = repository.schemas()
parts = {"signed_document", "given_worth", "coupon_worth"}  # parts of messages that have schemas of their own
addresses = {name: (repository.schema_folder / f"{name}.schema.json").as_uri() for name in schemas}
store = {addresses[name]: schema for name, schema in schemas.items()}


def validator(message):
    return Draft7Validator(schemas[message], resolver=RefResolver(addresses[message], schemas[message], store=store))


def refuse_constant(name):
    raise ValueError(f"{name} is not JSON")


def is_valid(message, data):
    try:
        value = json.loads(data.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        return False
    return validator(message).is_valid(value)


def resolve(schema, file):
    """Follows a $ref to the schema that it names, and the file that it stands in."""
    while "$ref" in schema:
        name, _, pointer = schema["$ref"].partition("#")
        file = name.removesuffix(".schema.json") or file
        schema = schemas[file]
        for step in pointer.split("/")[1:]:
            schema = schema[step]
    return schema, file


def all_parts(schema):
    if isinstance(schema, dict):
        yield schema
    for value in schema.values() if isinstance(schema, dict) else schema:
        if isinstance(value, (dict, list)):
            yield from all_parts(value)


def objects(schema, place):
    """Every schema of an object inside a schema, with its place."""
    if isinstance(schema, dict):
        if schema.get("type") == "object" and "const" not in schema:
            yield schema, place
        for key, value in schema.items():
            if key != "required":
                yield from objects(value, f"{place}.{key}")
    elif isinstance(schema, list):
        for index, value in enumerate(schema):
            yield from objects(value, f"{place}[{index}]")


class Schemas(unittest.TestCase):
    def test_every_message_has_one(self):
        self.assertEqual(set(schemas) - parts, set(repository.messages()))

    def test_each_is_a_schema(self):
        for name, schema in schemas.items():
            with self.subTest(name):
                self.assertEqual(schema["$schema"], "http://json-schema.org/draft-07/schema#")
                Draft7Validator.check_schema(schema)

    def test_objects_are_closed_and_members_described(self):
        left_out = repository.left_out_when_empty()
        self.assertTrue(left_out)
        for name, schema in schemas.items():
            for found, place in objects(schema, name):
                with self.subTest(place):
                    by_kind = place.endswith(".body") and "properties" not in found
                    self.assertTrue(by_kind or found.get("additionalProperties") is not None, "not closed")
                    self.assertNotEqual(found.get("additionalProperties"), True)
                    properties = found.get("properties", {})
                    optional = [one for one in properties if one in left_out and properties[one].get("type") in ("array", "integer")]
                    required = [one for one in properties if one not in optional]
                    self.assertEqual(required, found.get("required", []), "every other member is required")
                    for member in optional:
                        if properties[member]["type"] == "array":
                            self.assertEqual(properties[member].get("minItems"), 1, f"{member} is missing when it is empty")
                    for member, described in properties.items():
                        target, _ = resolve(described, name)
                        self.assertTrue(target.get("description"), f"{member} is not described")
                        if target.get("type") == "integer":
                            self.assertIn("Unit: ", target["description"], f"{member} has no unit")

    def test_members_are_those_of_the_codec(self):
        members = repository.described_members()
        kinds = repository.kinds()
        for name, schema in schemas.items():
            struct = "".join(word.capitalize() for word in name.split("_"))
            if struct in members:
                head = [] if name in parts else ["v"]
                self.assertEqual(list(schema["properties"]), head + members[struct], name)
        for message, bodies in kinds.items():
            self.assertEqual(schemas[message]["properties"]["kind"]["enum"], list(bodies), message)
            alternatives = [one["properties"] for one in schemas[message]["oneOf"]]
            self.assertEqual([one["kind"]["const"] for one in alternatives], list(bodies), message)
            for kind, struct in bodies.items():
                definition = schemas[message]["definitions"][kind]
                self.assertEqual(list(definition["properties"]), members[struct], f"{message} {kind}")

    def test_names_are_those_of_the_codec(self):
        enums = [part["enum"] for schema in schemas.values() for part in all_parts(schema) if "enum" in part]
        for name, names in repository.described_enums().items():
            self.assertIn(names, enums, f"no schema has exactly the names of {name}")

    def test_a_lane_is_described_as_the_gate_does(self):
        """These texts are enumerators of the gate's own types, which the codec does not know."""
        texts = re.findall(r'case (?:lane::)?(\w+)::\w+: return "(\w+)";', repository.source("edge/core/names.cpp"))
        properties = schemas["lane_state"]["properties"]
        for kind, member in (("Phase", "phase"), ("Presence", "arrival"), ("Presence", "safety"), ("ArmPosition", "arm")):
            none = {"none"} & set(properties[member]["enum"])  # a loop that the lane has not got
            self.assertEqual(set(properties[member]["enum"]) - none, {text for of, text in texts if of == kind}, member)


class Samples(unittest.TestCase):
    def test_good_ones_are_valid(self):
        for message, name, data in repository.samples(repository.good_folder):
            with self.subTest(f"{message}.{name}"):
                errors = list(validator(message).iter_errors(json.loads(data)))
                self.assertEqual([error.message for error in errors], [])

    def test_bad_ones_are_not(self):
        for message, name, data in repository.samples(repository.bad_folder):
            with self.subTest(f"{message}.{name}"):
                self.assertIn(message, schemas)
                self.assertFalse(is_valid(message, data))

    def test_every_message_and_every_kind_has_both(self):
        good = repository.samples(repository.good_folder)
        bad = repository.samples(repository.bad_folder)
        for message in repository.messages():
            self.assertIn(message, {one[0] for one in good})
            self.assertIn(message, {one[0] for one in bad})
        for message, bodies in repository.kinds().items():
            shown = {json.loads(data)["kind"] for of, _, data in good if of == message}
            self.assertEqual(shown, set(bodies), message)

    def test_a_bad_sample_differs_from_every_good_one(self):
        good = {data for _, _, data in repository.samples(repository.good_folder)}
        for message, name, data in repository.samples(repository.bad_folder):
            self.assertNotIn(data, good, f"{message}.{name}")

    def test_the_page_names_every_refused_one_with_its_cause(self):
        page = repository.source("docs/PROTOCOL.md").partition("## What the ledger refuses")[2]
        named = {}
        for line in page.splitlines():
            cells = line.strip("|").split("|")
            if line.startswith("|") and len(cells) == 3:
                named |= {sample: cells[1] for sample in re.findall(r"`(\w+)`", cells[2])}
        samples = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (repository.good_folder.parent / "refused").iterdir()}
        self.assertEqual(set(named), set(samples))
        for name, sample in samples.items():
            self.assertIn(f"`{sample['cause']}`", named[name], name)
        self.assertEqual(set(re.findall(r"`(\w+\.\w+)`", page)) - named_tests.of_the_tree(), set())


if __name__ == "__main__":
    unittest.main()
