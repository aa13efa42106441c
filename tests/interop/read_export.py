"""Reads an exported recording with the public packages mcap and mcap-protobuf-support alone.

Prints one JSON line a sample: tag, time, kind, value, quality in words; then one a event: topic, text; then
one an attachment: name, size.
"""

import json
import struct
import sys

from mcap.reader import make_reader
from mcap_protobuf.decoder import DecoderFactory


def show(*line):
    print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


with open(sys.argv[1], "rb") as file:
    reader = make_reader(file, validate_crcs=True, decoder_factories=[DecoderFactory()])
    summary = reader.get_summary()
    counted = sum(summary.statistics.channel_message_counts.values())
    assert summary.chunk_indexes and all(index.message_index_offsets for index in summary.chunk_indexes)
    seen, last = 0, 0
    for schema, channel, message in reader.iter_messages(log_time_order=False):
        seen += 1
        if channel.topic.startswith("/event/"):
            show(channel.topic, json.loads(message.data)["text"])
        elif channel.topic != "/tags":
            assert message.log_time >= last, "samples stand in order of time"
            last = message.log_time
    assert seen == counted, f"{seen} messages, the summary says {counted}"
    topics = [channel.topic for channel in summary.channels.values() if channel.message_encoding == "protobuf"]
    for schema, channel, message, sample in reader.iter_decoded_messages(topics=topics):
        kind = sample.WhichOneof("reading")
        value = getattr(sample, kind) if kind else None
        if kind == "value":
            value = struct.pack(">d", value).hex()
        elif kind == "bit":
            value = str(int(value))
        elif kind:
            value = str(value)
        assert message.log_time == sample.time_us * 1000
        show(channel.metadata["tag"], sample.time_us, kind, value, sample.quality)
    for attachment in reader.iter_attachments():
        show(attachment.name, len(attachment.data))
