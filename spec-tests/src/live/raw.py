"""Reads Icechunk's metadata files without Icechunk: envelope, zstd, FlatBuffers, FlexBuffers.

It answers what the reference's API hides (checksums and stored locations of virtual references, the
persisted configuration) and is a second witness for what it shows. Tables are lists of slots as in
the format description; nothing here knows how to write.
"""

import base64
import struct
from pathlib import Path

HEADER_BYTES = 39
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def text_of_id(raw):
    """Twelve or eight bytes as the text form of an id."""
    return base64.b32encode(raw).decode().rstrip("=").translate(str.maketrans(STANDARD, CROCKFORD))


def body(path):
    """The decompressed FlatBuffer of a metadata file."""
    import zstandard

    data = Path(path).read_bytes()
    if data[:12] != "ICE🧊CHUNK".encode():
        raise ValueError(f"{path}: not an Icechunk file")
    return zstandard.ZstdDecompressor().decompressobj().decompress(data[HEADER_BYTES:])


class Table:
    """A FlatBuffers table at a position of its buffer; slots are numbered from 0."""

    def __init__(self, data, position):
        self.data = data
        self.position = position
        vtable = position - struct.unpack_from("<i", data, position)[0]
        size = struct.unpack_from("<H", data, vtable)[0]
        self.slots = struct.unpack_from(f"<{(size - 4) // 2}H", data, vtable + 4)

    @staticmethod
    def root(data):
        return Table(data, struct.unpack_from("<I", data, 0)[0])

    def where(self, slot):
        offset = self.slots[slot] if slot < len(self.slots) else 0
        return self.position + offset if offset else None

    def number(self, slot, form, default=0):
        at = self.where(slot)
        return default if at is None else struct.unpack_from(form, self.data, at)[0]

    def raw(self, slot, size):
        at = self.where(slot)
        return None if at is None else bytes(self.data[at : at + size])

    def _target(self, slot):
        at = self.where(slot)
        return None if at is None else at + struct.unpack_from("<I", self.data, at)[0]

    def blob(self, slot):
        at = self._target(slot)
        if at is None:
            return None
        size = struct.unpack_from("<I", self.data, at)[0]
        return bytes(self.data[at + 4 : at + 4 + size])

    def text(self, slot):
        value = self.blob(slot)
        return None if value is None else value.decode()

    def numbers(self, slot, form, width):
        at = self._target(slot)
        if at is None:
            return None
        size = struct.unpack_from("<I", self.data, at)[0]
        return [struct.unpack_from(form, self.data, at + 4 + i * width)[0] for i in range(size)]

    def tables(self, slot):
        at = self._target(slot)
        if at is None:
            return None
        size = struct.unpack_from("<I", self.data, at)[0]
        entries = range(at + 4, at + 4 + 4 * size, 4)
        return [Table(self.data, e + struct.unpack_from("<I", self.data, e)[0]) for e in entries]


def manifest(path):
    """{node id: {coordinates: reference}} of one manifest file, locations as stored."""
    import zstandard

    root = Table.root(body(path))
    dictionary = root.blob(2)
    expander = None
    if dictionary:
        expander = zstandard.ZstdDecompressor(dict_data=zstandard.ZstdCompressionDict(dictionary))
    elif root.where(1) is not None:
        expander = zstandard.ZstdDecompressor()
    arrays = {}
    for array in root.tables(1):
        refs = {tuple(r.numbers(0, "<I", 4)): _reference(r, expander) for r in array.tables(1)}
        arrays[text_of_id(array.raw(0, 8))] = refs
    return arrays


def _reference(ref, expander):
    inline = ref.blob(1)
    native = ref.raw(4, 12)
    if inline is not None:
        return {"kind": "inline", "length": len(inline)}
    place = {"offset": ref.number(2, "<Q"), "length": ref.number(3, "<Q")}
    if native is not None:
        return {"kind": "native", "id": text_of_id(native), **place}
    location = ref.text(5)
    compressed = ref.blob(8)
    if location is None and compressed is not None:
        location = expander.decompress(compressed, max_output_size=1 << 20).decode()
    return {
        "kind": "virtual",
        "location": location,
        **place,
        "etag": ref.text(6),
        "last_modified": ref.number(7, "<I") or None,
    }


def snapshot_manifests(path):
    """{path of array: (node id, [manifest ids])} of one snapshot file."""
    arrays = {}
    for node in Table.root(body(path)).tables(2):
        if node.number(3, "<B") != 1:
            continue
        data_at = node.where(4)
        data = Table(node.data, data_at + struct.unpack_from("<I", node.data, data_at)[0])
        ids = [text_of_id(ref.raw(0, 12)) for ref in data.tables(2)]
        arrays[node.text(1)] = (text_of_id(node.raw(0, 8)), ids)
    return arrays


def persisted_config(repository):
    """The configuration a repository keeps, as JSON-like values, or None."""
    repository = Path(repository)
    if (repository / "repo").exists():
        from flatbuffers import flexbuffers

        packed = Table.root(body(repository / "repo")).blob(9)
        return None if packed is None else flexbuffers.Loads(packed)
    if (repository / "config.yaml").exists():
        return _yaml((repository / "config.yaml").read_text())
    return None


def _yaml(text):
    """Local tags are variants: `!s3 {…}` is {"s3": {…}}."""
    import yaml

    def variant(loader, suffix, node):
        if isinstance(node, yaml.MappingNode):
            value = loader.construct_mapping(node, deep=True)
        elif isinstance(node, yaml.SequenceNode):
            value = loader.construct_sequence(node, deep=True)
        else:
            value = yaml.safe_load(node.value)
        return {suffix: value}

    class Loader(yaml.SafeLoader):
        pass

    Loader.add_multi_constructor("!", variant)
    return yaml.load(text, Loader)
