"""asyncapi.yaml names every topic of the C++ sources, and everything that it refers to exists."""
import json
import re
import unittest

import repository
import yaml

folder = repository.root / "protocol"
document = yaml.safe_load((folder / "asyncapi.yaml").read_text(encoding="utf-8"))

# What the expressions of topics.hpp and topics.cpp stand for.
names = {"base_": "parkgate/v1/{site}/{lot}/", "root": "parkgate/v1/", "site": "{site}", "site_": "{site}",
         "lot_": "{lot}", "lane.text": "{lane}", "by.text": "{operator}", "verb": "{verb}",
         "store.text": "{store}"}


def evaluate(expression):
    parts = re.findall(r'"([^"]*)"|([\w.]+)', expression)
    return "".join(literal if name == "" else names[name] for literal, name in parts)


def functions():
    """Function -> the topic or filter that it makes."""
    out = {}
    header = repository.source("protocol/topics.hpp")
    for name, expression in re.findall(r"std::string (\w+)\([^)]*\) const \{ return (base_ \+ [^;]*);", header):
        out[name] = evaluate(expression)
    code = repository.source("protocol/topics.cpp")
    for name, expression in re.findall(r"^std::string (?:LotTopics::)?(\w+)\([^)]*\)[^{;]*\{\s*return join\(\{([^}]*)\}\);",
                                       code, re.M):
        out[name] = evaluate(expression)
    declared = re.findall(r"std::string (\w+)\((?!std::string_view topic|const DoorTopic&)", header)
    assert set(declared) == set(out), f"a topic is made in a way that this check does not read: {set(declared) ^ set(out)}"
    return out


def matches(topic_filter, address):
    levels = topic_filter.replace("+", "[^/]+")
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", levels), address) is not None


def references(part, place=""):
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value, place
            else:
                yield from references(value, f"{place}/{key}")
    elif isinstance(part, list):
        for index, value in enumerate(part):
            yield from references(value, f"{place}/{index}")


def follow(reference):
    file, _, pointer = reference.partition("#")
    found = json.loads((folder / file).read_text(encoding="utf-8")) if file else document
    for step in filter(None, pointer.split("/")):
        found = found[step]
    return found


class AsyncApi(unittest.TestCase):
    def test_is_version_3(self):
        self.assertEqual(document["asyncapi"], "3.0.0")

    def test_every_reference_exists(self):
        found = list(references(document))
        self.assertGreater(len(found), 50)
        for reference, place in found:
            with self.subTest(place):
                try:
                    self.assertTrue(follow(reference))
                except (KeyError, OSError):
                    self.fail(f"{reference} does not exist")

    def test_lists_every_topic_and_no_other(self):
        addresses = {channel["address"] for channel in document["channels"].values()}
        purposes = {purpose["address"] for purpose in document["info"]["x-document-purposes"].values()}
        made = functions()
        topics = {topic for topic in made.values() if "/token/" not in topic and "+" not in topic}
        self.assertGreaterEqual(len(topics), 15)
        self.assertEqual(addresses, topics)
        self.assertEqual(purposes, {topic for topic in made.values() if "/token/" in topic})
        for topic_filter in (topic for topic in made.values() if "+" in topic):
            self.assertTrue(any(matches(topic_filter, address) for address in addresses), topic_filter)

    def test_no_lot_is_called_like_a_word_that_stands_in_its_place(self):
        addresses = [channel["address"] for channel in document["channels"].values()]
        addresses += [purpose["address"] for purpose in document["info"]["x-document-purposes"].values()]
        words = {address.split("/")[3] for address in addresses} - {"{lot}"}
        reserved = re.search(r"bool is_reserved_lot.*?words = \{([^}]*)\}", repository.source("protocol/topics.cpp"), re.S).group(1)
        self.assertEqual(words, set(re.findall(r'"(\w+)"', reserved)))

    def test_each_channel_has_one_sender_and_the_schema_of_its_message(self):
        sent = [operation["channel"]["$ref"].rsplit("/", 1)[1] for operation in document["operations"].values()]
        self.assertEqual(sorted(sent), sorted(document["channels"]))
        for name, operation in document["operations"].items():
            with self.subTest(name):
                mqtt = operation["bindings"]["mqtt"]
                self.assertIn(mqtt["qos"], (0, 1))
                self.assertIsInstance(mqtt["retain"], bool)
                self.assertTrue(operation["x-signed-by"] and operation["x-sender"] and operation["x-receivers"])
                roles = re.search(r"enum class KeyRole[^{]*\{(.*?)\};", repository.source("protocol/signature.hpp"), re.S)
                self.assertLessEqual(set(operation["x-signed-by"]), set(re.findall(r"^\s*(\w+),", roles.group(1), re.M)))
        for name, channel in document["channels"].items():
            self.assertEqual(list(channel["parameters"]), re.findall(r"{(\w+)}", channel["address"]), name)
            self.assertEqual(len(channel["messages"]), 1, name)

    def test_every_message_of_a_topic_has_its_schema(self):
        documents = {"voucher", "coupon", "slice", "quote", "sold"}  # travel inside other messages
        self.assertEqual(set(document["components"]["messages"]), set(repository.messages()) - documents)
        for name, message in document["components"]["messages"].items():
            self.assertEqual(message["payload"]["schema"]["$ref"], f"./schema/{name}.schema.json")


if __name__ == "__main__":
    unittest.main()
