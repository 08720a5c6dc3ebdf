"""An MQTT client that shares no code with the daemons: watches every topic, checks signatures, and can sign."""
import base64
import functools
import json
import os
import threading
import uuid

import nacl.signing
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties


def new_id():
    return uuid.uuid4().hex


class Key:
    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            content = json.load(file)
        self.kid = content["kid"]
        self._key = nacl.signing.SigningKey(bytes.fromhex(content["seed"]))

    def sign(self, topic, payload):
        return base64.b64encode(self._key.sign(topic.encode() + b"\0" + payload).signature).decode()


class Message:
    def __init__(self, message):
        self.topic = message.topic
        self.payload = message.payload
        self.retain = message.retain
        self.user = dict(getattr(message.properties, "UserProperty", []))

    @functools.cached_property
    def body(self):
        """None when it is not JSON: anybody may publish anything."""
        try:
            return json.loads(self.payload)
        except ValueError:
            return None


class Listener:
    def __init__(self, port, keys_folder, name="listener"):
        self.messages = []
        self._change = threading.Condition()
        self._keys = self._public_keys(os.path.join(keys_folder, "keys.json"))
        self.bad_signatures = 0
        self._client = mqtt.Client(f"{name}-{new_id()[:8]}", protocol=mqtt.MQTTv5)
        self._client.reconnect_delay_set(min_delay=0.05, max_delay=0.2)
        ready = threading.Event()

        def connected(client, *_):
            client.subscribe("#", qos=1)

        def take(_client, _user, message):
            with self._change:
                self.messages.append(Message(message))
                self._change.notify_all()

        self._client.on_connect = connected
        self._client.on_subscribe = lambda *_: ready.set()
        self._client.on_message = take
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()
        if not ready.wait(10):
            raise TimeoutError("the listener could not subscribe")

    @staticmethod
    def _public_keys(path):
        with open(path, encoding="utf-8") as file:
            listed = json.loads(json.load(file)["bytes"])["keys"]
        return {key["kid"]: nacl.signing.VerifyKey(bytes.fromhex(key["public_key"])) for key in listed}

    def is_signed(self, message):
        try:
            self._keys[message.user["kid"]].verify(
                message.topic.encode() + b"\0" + message.payload, base64.b64decode(message.user["sig"])
            )
            return True
        except (KeyError, ValueError, nacl.exceptions.CryptoError):
            return False

    def publish(self, topic, payload, key=None, retain=False, qos=1, kid=None, sig=None):
        properties = Properties(PacketTypes.PUBLISH)
        if key is not None:
            kid, sig = key.kid, key.sign(topic, payload)
        if kid is not None:
            properties.UserProperty = [("kid", kid), ("sig", sig)]
        info = self._client.publish(topic, payload, qos=qos, retain=retain, properties=properties)
        info.wait_for_publish(10)

    def hush(self, quiet):
        """Hears nothing for a while: a listener takes time from the machine that is measured."""
        if quiet:
            self._client.unsubscribe("#")
        else:
            self._client.subscribe("#", qos=1)

    def mark(self):
        with self._change:
            return len(self.messages)

    def find(self, topic_end, wanted=lambda body: True, since=0):
        return [m for m in self.messages[since:] if m.topic.endswith(topic_end) and m.body is not None and wanted(m.body)]

    def wait(self, topic_end, wanted=lambda body: True, what="a message", since=0, seconds=15.0):
        with self._change:
            if not self._change.wait_for(lambda: self.find(topic_end, wanted, since), seconds):
                raise TimeoutError(f"waited {seconds:.0f} s for {what}")
            return self.find(topic_end, wanted, since)[-1]

    def stop(self):
        self._client.disconnect()
        self._client.loop_stop()
