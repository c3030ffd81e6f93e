/// The Zarr store over a session: keys to bytes, and chunks by array and coordinates.
///
/// A user reads and writes documents (`<path>/zarr.json`) and chunks (`<path>/c/…`) by key, asks
/// one array for many reads by coordinates, copies its references out in columns, hands whole
/// batches to the read engine, and registers virtual references. Typed arrays and codecs will live
/// here too.
package dev.floe.zarr;
