"""Reads a sealed segment as docs/recording-format.md describes it, with no code of Pilothouse.

Prints one JSON line a row: tag, time, kind, value, quality code.
"""

import json
import struct
import sys
import zlib

import zstandard
from mcap.reader import make_reader
from mcap_protobuf.decoder import DecoderFactory

MASK = (1 << 64) - 1
KINDS = ["bit", "integer", "unsigned", "value", "text"]


def signed(bits):
    return bits - (1 << 64) if bits >> 63 else bits


def unzigzag(number):
    return (number >> 1) ^ -(number & 1)


def double(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def bits_of(number):
    return struct.unpack("<Q", struct.pack("<d", number))[0]


class Bytes:
    def __init__(self, data):
        self.data, self.at = data, 0

    def byte(self):
        self.at += 1
        return self.data[self.at - 1]

    def varint(self):
        number = shift = 0
        while True:
            byte = self.byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:
                return number & MASK
            shift += 7

    def eight(self):
        self.at += 8
        return int.from_bytes(self.data[self.at - 8 : self.at], "little")

    def parameter(self):
        exponent = self.byte()
        return double(self.eight()) if exponent == 255 else unzigzag(self.varint()) / 10.0**exponent

    def rest(self):
        return self.data[self.at :]


def single(number):
    return struct.unpack("<f", struct.pack("<f", number))[0]


def planes(body, rows):
    if not rows:
        return []
    count, odd = divmod(len(body), rows)
    assert odd == 0 and count <= 8
    return [sum(body[plane * rows + row] << (8 * plane) for plane in range(count)) for row in range(rows)]


def varints(body, rows):
    stream = Bytes(body)
    numbers = [stream.varint() for _ in range(rows)]
    assert stream.at == len(body), "the body is longer than its rows"
    return numbers


def running(first, steps):
    numbers = [first]
    for step in steps:
        numbers.append((numbers[-1] + unzigzag(step)) & MASK)
    return numbers


def column(payload, rows):
    stream = Bytes(payload)
    first = stream.byte()
    mapping, transform = first & 7, first >> 3 & 7
    restore = lambda number: number
    if mapping in (1, 2):
        power = 10.0 ** stream.byte()
        if mapping == 1:
            restore = lambda number: bits_of(float(signed(number)) / power)
        else:
            restore = lambda number: bits_of(single(float(signed(number)) / power))
    elif mapping == 3:
        gain, offset = stream.parameter(), stream.parameter()
        restore = lambda number: bits_of(float(signed(number)) * gain + offset)
    elif mapping == 4:
        raw_low, raw_high, low, high = (stream.parameter() for _ in range(4))
        restore = lambda number: bits_of(
            low + (float(signed(number)) - raw_low) / (raw_high - raw_low) * (high - low)
        )
    elif mapping == 5:
        restore = lambda number: bits_of(struct.unpack("<f", struct.pack("<I", number & 0xFFFFFFFF))[0])
    exceptions, row = {}, 0
    if first & 0x80:
        for _ in range(stream.varint()):
            row += stream.varint()
            exceptions[row] = stream.eight()
    base = unzigzag(stream.varint())
    if transform == 0:
        steps, step = [0] * rows, 0
    else:
        step, distinct, begin = stream.varint(), [], 0
        if transform in (6, 7):
            for gap in [stream.varint() for _ in range(stream.varint())]:
                distinct.append((distinct[-1] if distinct else 0) + gap)
        if transform in (2, 4, 5, 7):
            begin = stream.varint()
        body = stream.rest()
        if first & 0x40:
            body = zstandard.ZstdDecompressor().decompressobj().decompress(b"\x28\xb5\x2f\xfd" + body)
        if transform in (1, 6):
            steps = varints(body, rows)
        elif transform == 3:
            steps = planes(body, rows)
        elif transform in (2, 7):
            steps = running(begin, varints(body, rows - 1))
        elif transform == 4:
            steps = running(begin, planes(body, rows - 1))
        else:
            delta, steps = 0, [begin]
            for second in varints(body, rows - 1):
                delta += unzigzag(second)
                steps.append((steps[-1] + delta) & MASK)
        if transform in (6, 7):
            steps = [distinct[rank] for rank in steps]
    numbers = [restore((base + step * number) & MASK) for number in steps]
    for row, bits in exceptions.items():
        numbers[row] = bits
    return numbers


def checked(data):
    assert data[-5] == 0x7D and zlib.crc32(data[:-5]) == int.from_bytes(data[-4:], "little"), "checksum"


def main(path):
    tags, times = [], {}
    columns = []
    with open(path, "rb") as file:
        reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
        for _, channel, message in reader.iter_messages(log_time_order=False):
            if channel.topic == "/tags":
                tags = json.loads(message.data)["tags"]
        for decoded in reader.iter_decoded_messages(topics=["/times", "/column"], log_time_order=False):
            topic, message = decoded[1].topic, decoded[3]
            checked(decoded[2].data)
            if topic == "/times":
                times[message.number] = [signed(time) for time in column(message.payload, message.rows)]
            else:
                columns.append(message)
    for message in columns:
        for number in range(message.times, message.times + message.run + 1):
            rows = len(times[number])
            codes, code = dict(zip(message.qualities[::2], message.qualities[1::2])), 0
            for row, bits in enumerate(column(message.payload, rows)):
                code = codes.get(row, code)
                kind, value = KINDS[message.kind], None
                if not code & 0x2000:
                    value = {
                        "bit": str(bits),
                        "integer": str(signed(bits)),
                        "unsigned": str(bits),
                        "value": f"{bits:016x}",
                    }.get(kind) or message.texts[bits]
                else:
                    kind = None
                line = [tags[message.tag]["id"], times[number][row], kind, value, code]
                print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


main(sys.argv[1])
