"""How values are written in scenarios; the same in both interpreters."""

import json

LONG = 40


def join(items):
    return ", ".join(items)


def json_text(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def ranges(coords):
    """Chunk coordinates in their order: 0, 1, 2/0."""
    return join("/".join(map(str, one)) for one in sorted(list(c) for c in coords))


def value_bytes(text):
    """What a step sets: the word itself; `x*700` is 700 of them, `""` none."""
    if text == '""':
        return b""
    unit, star, count = text.rpartition("*")
    return (unit * int(count) if star and count.isdigit() else text).encode()


def short(data):
    text = data.decode(errors="replace")
    if len(text) > LONG and len(set(text)) == 1:
        return f"{text[0]}*{len(text)}"
    return text or '""'


def document(kind, path, shape, chunks, options):
    """The key and the bytes of a node's document."""
    given = dict(option.split("=", 1) for option in options)
    names = given.pop("names", None)
    grid = given.pop("grid", None)
    made = {"zarr_format": 3, "node_type": kind}
    if kind == "array":
        made["shape"] = numbers(shape)
        made["data_type"] = "uint8"
        made["chunk_grid"] = {
            "name": "regular",
            "configuration": {"chunk_shape": numbers(chunks)},
        }
        if grid == "rectilinear":
            made["chunk_grid"] = {
                "name": "rectilinear",
                "configuration": {"kind": "inline", "chunk_shapes": [numbers(chunks)]},
            }
        made["chunk_key_encoding"] = {"name": "default"}
        made["fill_value"] = 0
        made["codecs"] = [{"name": "bytes"}]
        if names:
            made["dimension_names"] = names.split(",")
    if given:
        made["attributes"] = given
    folder = path.strip("/")
    key = f"{folder}/zarr.json" if folder else "zarr.json"
    return key, json.dumps(made, separators=(",", ":")).encode()


def numbers(text):
    return [] if text == "scalar" else [int(number) for number in text.split("x")]


def diff_text(diff):
    rows = []
    for name in (
        "new_groups",
        "new_arrays",
        "deleted_groups",
        "deleted_arrays",
        "updated_groups",
        "updated_arrays",
    ):
        paths = sorted(getattr(diff, name), key=lambda path: path.encode())
        if paths:
            rows.append(f"{name.replace('_', ' ')} {' '.join(paths)}")
    for path in sorted(diff.updated_chunks, key=lambda path: path.encode()):
        rows.append(f"chunks of {path} {ranges(diff.updated_chunks[path])}")
    for source, target in getattr(diff, "moved_nodes", []):
        rows.append(f"{source} -> {target}")
    return "; ".join(rows)
