package dev.floe.virtual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.S3Options;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.IcechunkException;
import dev.floe.error.InvalidInputException;
import dev.floe.error.VirtualChunkException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VirtualChunkResolverTest {
  private static final ObjectStoreConfig FILES = new ObjectStoreConfig.LocalFileSystem("");
  private static final ObjectStoreConfig S3 = new ObjectStoreConfig.S3(S3Options.NONE);
  private static final ObjectStoreConfig HTTP =
      new ObjectStoreConfig.Http(new TreeMap<>(), new TreeMap<>());
  private static final ObjectStoreConfig GCS = new ObjectStoreConfig.Gcs(new TreeMap<>());
  private static final ObjectStoreConfig AZURE = new ObjectStoreConfig.Azure(new TreeMap<>());

  private static final List<VirtualChunkContainer> CONTAINERS =
      List.of(
          new VirtualChunkContainer("file:///data/", FILES).named("local"),
          new VirtualChunkContainer("file:///data/in%20side/", FILES),
          new VirtualChunkContainer("s3://b/", S3).named("bucket"),
          new VirtualChunkContainer("s3://b/runs/", S3).named("runs"),
          new VirtualChunkContainer("s3://noslash", S3).named("noslash"),
          new VirtualChunkContainer("https://host.example/d/", HTTP),
          new VirtualChunkContainer("gs://g/", GCS),
          new VirtualChunkContainer("az://c/", AZURE));

  private static VirtualChunkAccess all() {
    VirtualChunkAccess access = VirtualChunkAccess.none();
    for (VirtualChunkContainer container : CONTAINERS) {
      access = access.and(container.urlPrefix(), new VirtualCredentials.Anonymous());
    }
    return access;
  }

  private static VirtualChunkResolver resolver() {
    return VirtualChunkResolver.of(CONTAINERS, all());
  }

  @ParameterizedTest
  @CsvSource({
    "file:///data/a.nc, file:///data/, a.nc",
    "file:///data/x/../a.nc, file:///data/, a.nc",
    "file:///data/a%20b%23.nc, file:///data/, a b#.nc",
    "file:///data/in%20side/a, file:///data/in%20side/, a",
    "file:///data/in side/a, file:///data/in%20side/, a",
    "file:///data/a?q, file:///data/, a",
    "vcc://local/x/a, file:///data/, x/a",
    "vcc://local/in%20side/a, file:///data/in%20side/, a",
    "s3://b/k, s3://b, k",
    "S3://b/runs/k, s3://b, runs/k",
    "s3://b/runs/k?x#y, s3://b, runs/k",
    "s3://b/a//b, s3://b, a//b",
    "s3://b/a%2Fb%3F, s3://b, a/b?",
    "s3://b/%zz, s3://b, %zz",
    "vcc://runs/a/b, s3://b, runs/a/b",
    "vcc://noslash/a, s3://noslash, a",
    "https://HOST.example:443/d/a%20b, https://host.example, d/a b",
    "gs://g/x, gs://g, x",
    "az://c/x, az://c, x"
  })
  void findsTheObject(String location, String storageUrl, String key) {
    ForeignObject object = resolver().resolve(location);
    assertEquals(storageUrl, object.storageUrl());
    assertEquals(key, object.key());
    resolver().requireContainer(location);
  }

  @Test
  void theLongestPrefixCounts() {
    VirtualChunkResolver resolver = resolver();
    assertEquals(Optional.of("runs"), resolver.resolve("s3://b/runs/x").container().name());
    assertEquals(Optional.of("bucket"), resolver.resolve("s3://b/run").container().name());
    VirtualChunkAccess outer = VirtualChunkAccess.none().and("s3://b/");
    VirtualChunkException inner =
        assertThrows(
            VirtualChunkException.class,
            () -> VirtualChunkResolver.of(CONTAINERS, outer).resolve("s3://b/runs/x"));
    assertEquals(ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER, inner.kind());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///data",
        "file:///database/x",
        "file:///data/../etc/passwd",
        "file:///data/%2e%2e/etc/passwd",
        "file:///data/..\\\\etc/passwd",
        "file://localhost/etc/passwd",
        "file://data/x",
        "file:///",
        "s3://b2/x",
        "s3://B/x",
        "s3://u:p@b/x",
        "s3://b:443/x",
        "https://host.example/e/x",
        "https://host.example:444/d/x",
        "https://host.example/d/../e/x",
        "http://host.example/d/x",
        "https://host.example@evil/d/x",
        "https://evil/https://host.example/d/x",
        "gcs://g/x",
        "memory://x/y",
        "vcc://nobody/x",
        "vcc://local"
      })
  void whatLiesInNoContainerIsRefused(String location) {
    VirtualChunkException thrown =
        assertThrows(VirtualChunkException.class, () -> resolver().resolve(location));
    assertEquals(ErrorKind.NO_CONTAINER_FOR_VIRTUAL_CHUNK, thrown.kind());
    assertThrows(VirtualChunkException.class, () -> resolver().requireContainer(location));
  }

  @Test
  void aKeyOfS3IsInAContainerOnlyIfItIsThereHoweverItIsRead() {
    VirtualChunkResolver resolver = resolver();
    assertEquals(Optional.of("bucket"), resolver.resolve("s3://b/a/../runs/x").container().name());
    assertEquals(
        Optional.of("bucket"), resolver.resolve("s3://b/runs/../secret").container().name());
    assertEquals("runs/../secret", resolver.resolve("s3://b/runs/../secret").key());
    assertEquals(Optional.of("runs"), resolver.resolve("s3://b/runs/./x").container().name());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "file:///data/",
        "file:///data//a",
        "file:///data/a%2f..%2f..%2fetc",
        "file:///data/a%00b",
        "file:///data/%FF",
        "gs://g/a//b",
        "gs://g/",
        "https://host.example/d//x",
        "az://c/a/%2e",
        "s3://b/",
        "relative"
      })
  void whatNoKeyCanBeIsRefused(String location) {
    InvalidInputException thrown =
        assertThrows(InvalidInputException.class, () -> resolver().resolve(location));
    assertEquals(ErrorKind.INVALID_VIRTUAL_REF, thrown.kind());
  }

  @Test
  void nothingIsReadUnlessItWasAuthorized() {
    VirtualChunkResolver resolver =
        VirtualChunkResolver.of(CONTAINERS, VirtualChunkAccess.none().and("s3://b/runs"));
    resolver.resolve("s3://b/runs/x");
    resolver.requireContainer("file:///data/x");
    VirtualChunkException thrown =
        assertThrows(VirtualChunkException.class, () -> resolver.resolve("file:///data/x"));
    assertEquals(ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER, thrown.kind());
    assertTrue(thrown.getMessage().contains("--authorize file:///data/"), thrown.getMessage());
    assertTrue(
        thrown.getMessage().contains("VirtualChunkAccess.none().and(\"file:///data/\")"),
        thrown.getMessage());
    assertEquals(7, resolver.unauthorized().size());
    assertEquals(8, resolver.containers().size());
  }

  @Test
  void containersThatCannotBeAreLeftOut() {
    List<VirtualChunkContainer> bad =
        List.of(
            new VirtualChunkContainer("tigris", new ObjectStoreConfig.Tigris(S3Options.NONE)),
            new VirtualChunkContainer("file", FILES),
            new VirtualChunkContainer("file:///", FILES),
            new VirtualChunkContainer("file://host/a/", FILES),
            new VirtualChunkContainer("file:///a/../b/", FILES),
            new VirtualChunkContainer("file:///a/%2e%2e/", FILES),
            new VirtualChunkContainer("file:///a%2f..%2fb/", FILES),
            new VirtualChunkContainer("file:///a//b/", FILES),
            new VirtualChunkContainer("s3://", S3),
            new VirtualChunkContainer("s3://u@b/", S3),
            new VirtualChunkContainer("S3://b/", S3),
            new VirtualChunkContainer("s3://b/", FILES),
            new VirtualChunkContainer("s3://b/", GCS),
            new VirtualChunkContainer("s3://b/?x", S3),
            new VirtualChunkContainer("ftp://b/", HTTP),
            new VirtualChunkContainer("memory://b/", new ObjectStoreConfig.InMemory()),
            new VirtualChunkContainer("s3://ok/", S3).named(""),
            new VirtualChunkContainer("s3://ok/", S3).named("a/b"));
    VirtualChunkAccess access = VirtualChunkAccess.none();
    for (VirtualChunkContainer container : bad) {
      access = access.and(container.urlPrefix());
    }
    assertEquals(List.of(), VirtualChunkResolver.of(bad, access).containers());
    bad.forEach(container -> assertTrue(ContainerRules.problem(container).isPresent()));
    CONTAINERS.forEach(container ->
        assertEquals(
            container.urlPrefix().endsWith("/"), ContainerRules.problem(container).isEmpty()));
  }

  @Test
  void storagesAreOpenedAsContainerAndUserSay() {
    VirtualChunkContainer anonymous =
        new VirtualChunkContainer(
            "s3://b/",
            new ObjectStoreConfig.S3Compatible(
                S3Options.NONE.anonymously().inRegion("r").atEndpoint("http://h:9")));
    Map<String, String> common =
        Map.of(
            "access",
            "foreign",
            "region",
            "r",
            "endpoint-url",
            "http://h:9",
            "allow-http",
            "true",
            "path-style",
            "true");
    assertEquals(with(common, "anonymous", "true"), settings(anonymous, "s3://b/"));
    assertEquals(with(common, "anonymous", "true"), settings(anonymous, "s3://b/=anonymous"));
    assertEquals(common, settings(anonymous, "s3://b=env"));
    assertEquals(with(common, "profile", "me"), settings(anonymous, "s3://b/=profile:me"));
    VirtualChunkContainer plain = new VirtualChunkContainer("s3://b/", S3);
    assertEquals(Map.of("access", "foreign"), settings(plain, "s3://b/"));
    VirtualChunkContainer files = new VirtualChunkContainer("file:///d/", FILES);
    assertEquals(Map.of("access", "foreign"), settings(files, "file:///d/"));
    for (String refused : List.of("file:///d/=env", "file:///d/=profile:x")) {
      VirtualChunkException thrown =
          assertThrows(VirtualChunkException.class, () -> settings(files, refused));
      assertEquals(ErrorKind.INVALID_CREDENTIALS, thrown.kind());
    }
    VirtualChunkContainer azure = new VirtualChunkContainer("az://c/", AZURE);
    assertThrows(VirtualChunkException.class, () -> settings(azure, "az://c/"));
    assertEquals(Map.of(), settings(azure, "az://c/=env"));
  }

  private static Map<String, String> settings(VirtualChunkContainer container, String argument) {
    VirtualChunkAccess access = VirtualChunkAccess.none().andParsed(argument);
    return VirtualChunkResolver.of(List.of(container), access)
        .resolve(container.urlPrefix() + "x")
        .options()
        .settings();
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> more = new TreeMap<>(map);
    more.put(key, value);
    return more;
  }

  @Test
  void argumentsOfTheCommandLineAreTold() {
    VirtualChunkAccess access =
        VirtualChunkAccess.none()
            .andParsed("s3://a")
            .andParsed("s3://b/x=y/")
            .andParsed("s3://c/=anonymous")
            .andParsed("https://u:hush@h/=env");
    assertEquals(
        List.of("https://u:hush@h/", "s3://a/", "s3://b/x=y/", "s3://c/"),
        List.copyOf(access.byPrefix().keySet()));
    assertFalse(access.toString().contains("hush"));
    assertThrows(
        InvalidInputException.class, () -> VirtualChunkAccess.none().andParsed("s3://a/=me"));
    assertThrows(
        InvalidInputException.class, () -> VirtualChunkAccess.none().andParsed("s3://a/=profile:"));
  }

  @Property(tries = 5_000)
  void noLocationLeavesItsContainer(@ForAll("locations") String location) {
    ForeignObject object;
    try {
      object = resolver().resolve(location);
    } catch (IcechunkException _) {
      return;
    }
    String prefix = object.container().urlPrefix();
    if (prefix.startsWith("file:")) {
      assertTrue(object.storageUrl().startsWith("file:///data/"), location);
      for (String segment : object.key().split("/", -1)) {
        assertFalse(segment.isEmpty() || segment.equals(".") || segment.equals(".."), location);
      }
    } else {
      assertTrue((object.storageUrl() + "/" + object.key()).startsWith(prefix), location);
    }
  }

  @Provide
  Arbitrary<String> locations() {
    Arbitrary<String> start =
        Arbitraries.of(
            "file:///data/",
            "file:/data/",
            "s3://b/",
            "s3://b/runs/",
            "vcc://local/",
            "vcc://runs/",
            "https://host.example/d/",
            "gs://g/");
    return start.flatMap(s ->
        Arbitraries.of(
                "..", ".", "/", "%2e", "%2f", "%5c", "\\", "a", "runs", "data", "%", "?", "#",
                "%00", "%25", "2e")
            .list()
            .ofMaxSize(8)
            .map(parts -> s + String.join("", parts)));
  }
}
