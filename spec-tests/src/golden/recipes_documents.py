"""Metadata documents written by hand."""

import json

GROUP = '{"zarr_format":3,"node_type":"group"}'


def document(shape, chunk_shape, data_type="uint8", **more):
    grid = {"name": "regular", "configuration": {"chunk_shape": chunk_shape}}
    return json.dumps(
        {
            "zarr_format": 3,
            "node_type": "array",
            "shape": shape,
            "data_type": data_type,
            "chunk_grid": grid,
            "chunk_key_encoding": {"name": "default", "configuration": {"separator": "/"}},
            "fill_value": 0,
            "codecs": [{"name": "bytes"}],
            **more,
        }
    )
