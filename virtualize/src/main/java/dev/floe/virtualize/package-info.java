/// Foreign files as Zarr arrays of virtual chunk references, so that data need not be copied to be
/// versioned: NetCDF classic first.
///
/// [dev.floe.virtualize.NetcdfClassic] turns the header of a file into a
/// [dev.floe.virtualize.VirtualDataset], which knows nothing of NetCDF; another format is another
/// class that makes one. Only headers are read, through [dev.floe.virtualize.RangedSource].
package dev.floe.virtualize;
