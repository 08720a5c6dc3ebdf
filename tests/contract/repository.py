"""What the contract's checks read out of the repository: messages, kinds and members as the C++ sources define them."""
import json
import re
from pathlib import Path

root = Path(__file__).resolve().parents[2]
schema_folder = root / "protocol" / "schema"
good_folder = root / "protocol" / "samples" / "good"
bad_folder = root / "protocol" / "samples" / "bad"


def source(name):
    return (root / name).read_text(encoding="utf-8")


def snake_case(name):
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def messages():
    """The message types of the codec, as their files are named: stored_fact, ask, ..."""
    names = re.findall(r"^PARKGATE_CODEC\((\w+)\);", source("protocol/codec.hpp"), re.M)
    return [snake_case(name) for name in names]


def kinds():
    """message -> {kind: C++ type of its body}, in the order of the variant."""
    shapes = source("protocol/facts.hpp") + source("protocol/messages.hpp") + source("protocol/membership.hpp")
    variants = source("protocol/codec/variants.cpp")
    out = {}
    for message, body in (("stored_fact", "FactBody"), ("ask", "AskBody"), ("answer", "AnswerBody"),
                          ("member_event", "MemberEventBody")):
        types = re.search(rf"using {body} =\s*std::variant<(.*?)>;", shapes, re.S).group(1)
        names = re.search(rf"struct Kinds<{body}> {{.*?names = {{(.*?)}};", variants, re.S).group(1)
        out[message] = dict(zip(re.findall(r'"(\w+)"', names), re.findall(r"\w+", types), strict=True))
    return out


def described_members():
    """C++ struct -> its members in the order in which they are written."""
    found = re.findall(r"BOOST_DESCRIBE_STRUCT\((\w+),\s*\(\),\s*\(([^)]*)\)\)", source("protocol/codec/describe.hpp"))
    return {name: re.findall(r"\w+", members) for name, members in found}


def left_out_when_empty():
    """What a message has only when there is something to say: lists, and numbers that may be missing."""
    function = source("protocol/codec/reflect.hpp").split("is_left_out_when_empty(std::string_view name) {")[1].split("\n}\n")[0]
    return set(re.findall(r'name == "(\w+)"', function))


def described_enums():
    found = re.findall(r"BOOST_DESCRIBE_ENUM\((\w+),([^)]*)\)", source("protocol/codec/describe.hpp"))
    return {name: re.findall(r"\w+", names) for name, names in found}


def schemas():
    return {path.name.removesuffix(".schema.json"): json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(schema_folder.glob("*.json"))}


def samples(folder):
    """(message, name, bytes) of every file."""
    return [(*path.stem.split(".", 1), path.read_bytes()) for path in sorted(folder.iterdir())]
