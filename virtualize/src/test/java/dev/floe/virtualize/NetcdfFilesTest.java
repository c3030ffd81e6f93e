package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.format.JsonValue;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real files, against what another implementation reads from them.
class NetcdfFilesTest {
  private static final Path FILES = Path.of("src/test/resources/dev/floe/virtualize");
  private static final Path COADS = Path.of("../cli/src/quickstart/data/coads_climatology.cdf");

  record Run(String file, String variable, int run, int bytes, String sha256) {
    static List<Run> expected(String file) throws IOException {
      return Files.readAllLines(FILES.resolve("expected.tsv")).stream()
          .map(line -> line.split("\t"))
          .map(f -> new Run(f[0], f[1], Integer.parseInt(f[2]), Integer.parseInt(f[3]), f[4]))
          .filter(run -> run.file.equals(file))
          .toList();
    }
  }

  private static Path path(String file) {
    return file.startsWith("coads") ? COADS : FILES.resolve(file);
  }

  private static VirtualDataset virtualize(String file) {
    try (LocalFile source = LocalFile.open(path(file))) {
      return NetcdfClassic.virtualize(source, source.origin());
    }
  }

  private static VirtualArray array(VirtualDataset dataset, String name) {
    return dataset.arrays().stream().filter(a -> a.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cdf1.nc", "cdf2.nc", "cdf5.nc", "lone.nc", "coads_climatology.cdf"})
  void everyRunHasTheBytesThatAnotherReaderFinds(String file)
      throws IOException, NoSuchAlgorithmException {
    byte[] bytes = Files.readAllBytes(path(file));
    VirtualDataset dataset = virtualize(file);
    List<Run> expected = Run.expected(file);
    assertTrue(expected.size() >= 4);
    for (Run run : expected) {
      VirtualArray array = array(dataset, run.variable);
      int elementBytes =
          Arrays.stream(NetcdfType.values())
              .filter(t -> t.zarrName().equals(array.metadata().dataType()))
              .findFirst()
              .orElseThrow()
              .sizeBytes();
      byte[] values = Assembled.bytes(array, elementBytes, MemorySegment.ofArray(bytes));
      int from = run.run * run.bytes;
      byte[] data = Arrays.copyOfRange(values, from, from + run.bytes);
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(data);
      assertEquals(run.sha256, HexFormat.of().formatHex(digest), run.toString());
    }
    List<String> names = expected.stream().map(Run::variable).distinct().toList();
    assertEquals(names, dataset.arrays().stream().map(VirtualArray::name).toList());
  }

  @Test
  void theClimatologyIsMonthsOfContiguousRuns() {
    VirtualDataset dataset = virtualize("coads_climatology.cdf");
    assertEquals(
        List.of("COADSX", "COADSY", "TIME", "SST", "AIRT", "SPEH", "WSPD", "UWND", "VWND", "SLP"),
        dataset.arrays().stream().map(VirtualArray::name).toList());
    assertEquals(2 + 8 * 12, dataset.referenceCount());
    assertEquals(8 * (180 + 90 + 12) + 7 * 12 * 64_800, dataset.referencedBytes());
    assertEquals(
        Optional.of(JsonValue.of("FERRET V4.45 (GUI) 22-May-97")),
        Optional.ofNullable(dataset.attributes().get("history")));
    VirtualReferences sst = array(dataset, "SST").references();
    MemorySegment offsets = Assembled.column(2);
    MemorySegment lengths = Assembled.column(2);
    sst.columns(10, 2, offsets, lengths);
    assertEquals(List.of(12L, 1L, 1L), sst.grid());
    assertEquals(
        453_608,
        offsets.getAtIndex(ValueLayout.JAVA_LONG, 1)
            - offsets.getAtIndex(ValueLayout.JAVA_LONG, 0));
    assertEquals(64_800, lengths.getAtIndex(ValueLayout.JAVA_LONG, 1));
  }

  @Test
  void theDocumentIsTheOneThatZarrPythonWrites() {
    assertEquals(
        """
        {
          "shape": [
            12,
            90,
            180
          ],
          "data_type": "float32",
          "chunk_grid": {
            "name": "regular",
            "configuration": {
              "chunk_shape": [
                1,
                90,
                180
              ]
            }
          },
          "chunk_key_encoding": {
            "name": "default",
            "configuration": {
              "separator": "/"
            }
          },
          "fill_value": -9.999999790214768e+33,
          "codecs": [
            {
              "name": "bytes",
              "configuration": {
                "endian": "big"
              }
            }
          ],
          "attributes": {
            "missing_value": -9.999999790214768e+33,
            "_FillValue": -9.999999790214768e+33,
            "long_name": "SEA SURFACE TEMPERATURE",
            "history": "From coads_climatology",
            "units": "Deg C"
          },
          "dimension_names": [
            "TIME",
            "COADSY",
            "COADSX"
          ],
          "zarr_format": 3,
          "node_type": "array",
          "storage_transformers": []
        }\
        """,
        ZarrDocuments.array(array(virtualize("coads_climatology.cdf"), "SST").metadata()));
  }

  @Test
  void typesAttributesAndFillsOfAnotherWriter() {
    VirtualDataset cdf5 = virtualize("cdf5.nc");
    assertEquals("Füllung", text(cdf5.attributes().get("title")));
    assertEquals(
        new JsonValue.JsonArray(
            List.of(new JsonValue.JsonDouble(1.5), JsonValue.of("NaN"), JsonValue.of("Infinity"))),
        cdf5.attributes().get("numbers"));
    assertEquals(
        List.of(
            "int8", "int16", "int32", "float32", "float64", "uint8", "uint16", "uint32", "int64",
            "uint64"),
        cdf5.arrays().stream()
            .filter(array -> array.name().startsWith("record_"))
            .map(array -> array.metadata().dataType())
            .toList());
    ArrayMetadata name = array(cdf5, "name").metadata();
    assertEquals("uint8", name.dataType());
    assertEquals("char", text(name.attributes().get("_nc_type")));
    assertEquals(List.of(ZarrCodec.BYTES), name.codecs());
    assertEquals(JsonValue.of(-9), array(cdf5, "fixed_i2").metadata().fillValue());
    assertEquals(
        new JsonValue.JsonDouble((float) -1e34), array(cdf5, "fixed_f4").metadata().fillValue());
    assertEquals(JsonValue.of(33), array(cdf5, "record_u2").metadata().fillValue());
    assertEquals("18446744073709551614", compact(array(cdf5, "fixed_u8").metadata().fillValue()));
    assertEquals(List.of(), array(cdf5, "scalar_f8").metadata().shape());
    assertEquals(1, array(cdf5, "scalar_f8").references().count());
  }

  private static String text(JsonValue value) {
    return ((JsonValue.JsonString) value).value();
  }

  private static String compact(JsonValue value) {
    return new JsonWriter().value(value).toString().replaceAll("\\s", "");
  }
}
