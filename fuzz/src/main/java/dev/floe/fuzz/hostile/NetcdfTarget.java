package dev.floe.fuzz.hostile;

import dev.floe.format.JsonText;
import dev.floe.virtualize.NetcdfClassic;
import dev.floe.virtualize.RangedSource;
import dev.floe.virtualize.SourceOrigin;
import dev.floe.virtualize.VirtualArray;
import dev.floe.virtualize.VirtualDataset;
import dev.floe.virtualize.ZarrDocuments;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/// NetCDF classic files, of which the header is read and the references are made.
final class NetcdfTarget implements Target {
  private static final SourceOrigin ORIGIN =
      new SourceOrigin("file:///data/a.nc", Optional.empty());

  @Override
  public String name() {
    return "netcdf";
  }

  @Override
  public List<byte[]> seeds() {
    return List.of(NetcdfSpecimen.of(1), NetcdfSpecimen.of(2), NetcdfSpecimen.of(5));
  }

  @Override
  public void read(byte[] input) {
    RangedSource source = RangedSource.of("a.nc", MemorySegment.ofArray(input));
    VirtualDataset dataset = NetcdfClassic.virtualize(source, ORIGIN);
    JsonText.parse(ZarrDocuments.group(dataset.attributes()), "group");
    for (VirtualArray array : dataset.arrays()) {
      JsonText.parse(ZarrDocuments.array(array.metadata()), array.name());
      within(array, input.length);
    }
  }

  /// The last references lie in the file.
  private static void within(VirtualArray array, long fileBytes) {
    int count = (int) Math.min(array.references().count(), 1000);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment offsets = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, count));
      MemorySegment lengths = arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, count));
      array.references().columns(array.references().count() - count, count, offsets, lengths);
      for (int i = 0; i < count; i++) {
        long offset = offsets.getAtIndex(ValueLayout.JAVA_LONG, i);
        long length = lengths.getAtIndex(ValueLayout.JAVA_LONG, i);
        Checks.require(
            offset >= 0 && length > 0 && offset <= fileBytes - length,
            offset + "+" + length + " of " + fileBytes + " bytes");
      }
    }
  }
}
