package dev.floe.virtualize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.RepositoryConfig;
import dev.floe.error.AlreadyExistsException;
import dev.floe.error.InvalidInputException;
import dev.floe.format.Checksum;
import dev.floe.format.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContainerTest {
  private static final Instant LATER = Instant.ofEpochSecond(2_000);

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void aFile() throws IOException {
    file = write("a b.nc", "v");
  }

  private Path write(String name, String variable) throws IOException {
    CdfFile content = new CdfFile(NetcdfVersion.CLASSIC);
    content.attributes.add(CdfFile.text("title", "same"));
    content.attributes.add(CdfFile.text("variable", variable));
    content.variable(variable, NetcdfType.INT, List.of(), new byte[4]);
    Path path = Files.write(directory.resolve(name), content.toBytes());
    Files.setLastModifiedTime(path, FileTime.from(Instant.ofEpochSecond(1_000, 5_000)));
    return path;
  }

  private VirtualizedFiles read(String container) {
    return VirtualizedFiles.netcdf(
        List.of(file),
        Optional.ofNullable(container).map(FileContainer::parse),
        FillAttribute.AS_IN_FILE,
        LATER);
  }

  private static VirtualReferences only(VirtualizedFiles files) {
    return files.dataset().arrays().getFirst().references();
  }

  @Test
  void theDirectoryOfTheFileBecomesAContainer() {
    VirtualizedFiles files = read(null);
    assertEquals("file://" + directory + "/", files.containers().getFirst().urlPrefix());
    assertEquals(
        new ObjectStoreConfig.LocalFileSystem(directory + "/"),
        files.containers().getFirst().store());
    assertEquals("file://" + directory + "/a%20b.nc", only(files).location());
    assertEquals(Optional.of(new Checksum.LastModified(1_001)), only(files).checksum());
    assertEquals(List.of(), files.warnings());
  }

  @Test
  void aNamedContainerMakesLocationsRelative() {
    VirtualizedFiles files = read("file://" + directory.getParent() + "=archive");
    assertEquals(
        "file://" + directory.getParent() + "/", files.containers().getFirst().urlPrefix());
    assertEquals(Optional.of("archive"), files.containers().getFirst().name());
    assertEquals("vcc://archive/" + directory.getFileName() + "/a%20b.nc", only(files).location());
    assertEquals(Optional.of(new Checksum.LastModified(1_001)), only(files).checksum());
  }

  @Test
  void containersAreRegisteredOnce() {
    RepositoryConfig config = read(null).registeredIn(RepositoryConfig.empty()).orElseThrow();
    assertEquals(1, config.virtualChunkContainers().size());
    assertEquals(Optional.empty(), read(null).registeredIn(config));
    VirtualizedFiles named = read("file://" + directory + "=archive");
    RepositoryConfig renamed = named.registeredIn(config).orElseThrow();
    assertEquals(1, renamed.virtualChunkContainers().size());
    assertEquals(Optional.empty(), named.registeredIn(renamed));
    assertEquals(Optional.empty(), read(null).registeredIn(renamed));
  }

  @Test
  void elsewhereFilesAreExpectedUnderTheirOwnNames() {
    VirtualizedFiles files = read("s3://bucket/run=7/");
    assertEquals("s3://bucket/run=7/a%20b.nc", only(files).location());
    assertEquals(Optional.empty(), only(files).checksum());
    assertEquals(1, files.warnings().size());
  }

  @Test
  void whatCannotBeAContainerIsRefused() {
    assertThrows(InvalidInputException.class, () -> read("file:///somewhere/else/"));
    assertThrows(InvalidInputException.class, () -> read("/data"));
    assertThrows(InvalidInputException.class, () -> read("ftp://host/"));
    assertThrows(InvalidInputException.class, () -> read("s3://bucket/="));
  }

  @Test
  void aChangeWithinTheSecondIsWarnedOf() {
    VirtualizedFiles files =
        VirtualizedFiles.netcdf(
            List.of(file),
            Optional.empty(),
            FillAttribute.AS_IN_FILE,
            Instant.ofEpochSecond(1_000, 900_000_000));
    assertEquals(1, files.warnings().size());
    assertTrue(files.warnings().getFirst().contains("unnoticed"));
  }

  @Test
  void severalFilesBecomeOneGroup() throws IOException {
    Path other = write("b.nc", "w");
    VirtualizedFiles files =
        VirtualizedFiles.netcdf(
            List.of(file, other), Optional.empty(), FillAttribute.AS_IN_FILE, LATER);
    assertEquals(
        List.of("v", "w"), files.dataset().arrays().stream().map(VirtualArray::name).toList());
    assertEquals(java.util.Map.of("title", JsonValue.of("same")), files.dataset().attributes());
    assertEquals(1, files.containers().size());
    Path clash = write("c.nc", "v");
    assertThrows(
        AlreadyExistsException.class,
        () ->
            VirtualizedFiles.netcdf(
                List.of(file, clash), Optional.empty(), FillAttribute.AS_IN_FILE, LATER));
  }

  @Test
  void fillsAsXarrayReadsThem() {
    JsonValue stated = new JsonValue.JsonDouble((float) -1e34);
    assertEquals(stated, FillAttribute.AS_IN_FILE.of(stated, NetcdfType.FLOAT, stated));
    assertEquals(
        JsonValue.of("AAAA4JvQ/sY="), FillAttribute.AS_XARRAY.of(stated, NetcdfType.FLOAT, stated));
    assertEquals(
        JsonValue.of("AAAAAAAA+H8="),
        FillAttribute.AS_XARRAY.of(JsonValue.of("NaN"), NetcdfType.DOUBLE, JsonValue.of("NaN")));
    assertEquals(
        JsonValue.of(32),
        FillAttribute.AS_XARRAY.of(JsonValue.of(" "), NetcdfType.CHAR, JsonValue.of(32)));
  }
}
