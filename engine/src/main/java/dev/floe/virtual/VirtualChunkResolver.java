package dev.floe.virtual;

import dev.floe.config.ObjectStoreConfig;
import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.UrlText;
import dev.floe.storage.StorageOptions;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// From the location of a virtual chunk, as a manifest stores it, to the container it lies in and
/// the object to read (reference §8.2 to §8.4). Knows the repository's usable containers, the most
/// specific first; the others are left out with a warning, for the list may have been written by
/// anyone. Immutable, safe on any thread.
public final class VirtualChunkResolver {
  private static final String FILE = "file://";
  private static final Logger LOG = System.getLogger(VirtualChunkResolver.class.getName());

  /// A usable container and how it is opened; no options means that it may not be read.
  private record Entry(VirtualChunkContainer container, Optional<StorageOptions> options) {}

  /// A container that a location lies in, and the object there.
  private record Place(Entry entry, String storageUrl, String key) {}

  private final List<Entry> entries;
  private final Map<String, Entry> byName = new HashMap<>();

  private VirtualChunkResolver(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    entries.forEach(
        entry -> entry.container.name().ifPresent(name -> byName.putIfAbsent(name, entry)));
  }

  /// A resolver for a repository's containers and what its user allowed.
  ///
  /// @throws VirtualChunkException of kind `invalid-credentials` if a container was allowed in a
  ///   way that its kind of store does not know
  public static VirtualChunkResolver of(
      Collection<VirtualChunkContainer> containers, VirtualChunkAccess access) {
    List<Entry> entries = new ArrayList<>();
    for (VirtualChunkContainer persisted : containers) {
      VirtualChunkContainer container =
          new VirtualChunkContainer(
              persisted.name(),
              VirtualChunkAccess.withSlash(persisted.urlPrefix()),
              persisted.store());
      Optional<String> problem = ContainerRules.problem(container);
      if (problem.isPresent()) {
        LOG.log(
            Level.WARNING,
            "virtual chunk container {0} in the configuration is left out: {1}",
            UrlText.withoutSecrets(container.urlPrefix()),
            problem.get());
        continue;
      }
      entries.add(
          new Entry(
              container,
              access
                  .credentials(container.urlPrefix())
                  .map(credentials -> AccessSettings.options(container, credentials))));
    }
    entries.sort(
        Comparator.comparingInt((Entry entry) -> entry.container.urlPrefix().length()).reversed());
    return new VirtualChunkResolver(entries);
  }

  /// The usable containers, the longest prefix first.
  public List<VirtualChunkContainer> containers() {
    return entries.stream().map(Entry::container).toList();
  }

  /// The usable containers that may not be read, for want of an authorization.
  public List<VirtualChunkContainer> unauthorized() {
    return entries.stream().filter(entry -> entry.options.isEmpty()).map(Entry::container).toList();
  }

  /// The object of a stored location.
  ///
  /// @throws VirtualChunkException if no container has it (`no-container-for-virtual-chunk`) or the
  ///   one that does was not authorized (`unauthorized-virtual-chunk-container`)
  /// @throws InvalidInputException of kind `invalid-virtual-ref` if it is no location, or not one
  ///   that the container's kind of store can hold
  public ForeignObject resolve(String location) {
    Place place = place(location);
    StorageOptions options =
        place.entry.options.orElseThrow(() -> unauthorized(location, place.entry.container));
    return new ForeignObject(place.entry.container, place.storageUrl, options, place.key);
  }

  /// Refuses a location that [#resolve] would refuse, but does not ask for an authorization: to
  /// write a reference reads nothing.
  public void requireContainer(String location) {
    place(location);
  }

  /// A stored location with its container's prefix in place of `vcc://name/`.
  public String expanded(String location) {
    if (!location.startsWith("vcc://")) {
      return location;
    }
    String rest = location.substring("vcc://".length());
    int slash = rest.indexOf('/');
    String name = slash < 0 ? rest : rest.substring(0, slash);
    Entry entry = byName.get(name);
    if (entry == null || slash < 0) {
      throw VirtualLocations.noContainerNamed(location, name);
    }
    return entry.container.urlPrefix() + rest.substring(slash + 1);
  }

  private Place place(String location) {
    String url = VirtualLocations.normalized(expanded(location));
    for (Entry entry : entries) {
      Optional<Place> place =
          url.startsWith("file:") ? inDirectory(entry, url) : inBucket(entry, url);
      if (place.isPresent()) {
        return accepted(location, place.get());
      }
    }
    throw new VirtualChunkException(
        ErrorKind.NO_CONTAINER_FOR_VIRTUAL_CHUNK,
        "virtual chunk "
            + UrlText.withoutSecrets(location)
            + ": the repository's configuration has no usable container for it; add one with"
            + " RepositoryConfig.Builder.virtualChunkContainer");
  }

  /// Files: the decoded path lies below the path of the prefix. Whether a prefix is percent-encoded
  /// nobody says; the reference takes it as it is, so that comes first.
  private static Optional<Place> inDirectory(Entry entry, String url) {
    String prefix = entry.container.urlPrefix();
    if (!prefix.startsWith(FILE)) {
      return Optional.empty();
    }
    String path = decoded(VirtualLocations.withoutQuery(url).substring(FILE.length()), url);
    String verbatim = prefix.substring(FILE.length());
    for (String directory : List.of(verbatim, decoded(verbatim, url))) {
      if (path.startsWith(directory)) {
        String root = FILE + PercentText.encodedPath(directory.replace("%", "%25"));
        return Optional.of(new Place(entry, root, path.substring(directory.length())));
      }
    }
    return Optional.empty();
  }

  /// Everything else: keys are opaque and decoded once. The key as it is asked for and the path as
  /// a URL means it must both lie below the prefix, so that `a/../b` is in neither `a/` nor `b/`.
  private static Optional<Place> inBucket(Entry entry, String url) {
    int separator = url.indexOf("://") + 3;
    String authority = VirtualLocations.authority(url.substring(separator));
    String path = VirtualLocations.withoutQuery(url.substring(separator + authority.length()));
    String root = root(url.substring(0, separator), authority);
    String prefix = entry.container.urlPrefix();
    String verbatim = root + decoded(path, url);
    String meant = root + decoded(UrlPath.resolved(path, false), url);
    return verbatim.startsWith(prefix) && meant.startsWith(prefix)
        ? Optional.of(new Place(entry, root, verbatim.substring(root.length() + 1)))
        : Optional.empty();
  }

  /// Web servers have names without case and a port of their own.
  private static String root(String scheme, String authority) {
    String lower = authority.toLowerCase(Locale.ROOT);
    return switch (scheme) {
      case "http://" -> scheme + without(lower, ":80");
      case "https://" -> scheme + without(lower, ":443");
      default -> scheme + authority;
    };
  }

  private static String without(String host, String port) {
    return host.endsWith(port) ? host.substring(0, host.length() - port.length()) : host;
  }

  private static String decoded(String text, String url) {
    return PercentText.decoded(text)
        .orElseThrow(() -> VirtualLocations.invalid(url, "UTF-8 behind its percent encoding"));
  }

  /// S3 takes any key; the others none with segments that mean something in a path.
  private static Place accepted(String location, Place place) {
    boolean anyKey =
        switch (place.entry.container.store()) {
          case ObjectStoreConfig.S3 _,
              ObjectStoreConfig.S3Compatible _,
              ObjectStoreConfig.Tigris _ ->
              true;
          case ObjectStoreConfig.LocalFileSystem _,
              ObjectStoreConfig.Http _,
              ObjectStoreConfig.Gcs _,
              ObjectStoreConfig.Azure _,
              ObjectStoreConfig.InMemory _ ->
              false;
        };
    if (place.key.isEmpty()) {
      throw VirtualLocations.invalid(location, "a file in its container");
    }
    if (!anyKey) {
      for (String segment : place.key.split("/", -1)) {
        if (segment.isEmpty()
            || segment.equals(".")
            || segment.equals("..")
            || segment.indexOf('\0') >= 0) {
          throw VirtualLocations.invalid(
              location, "no empty, . or .. segments in a key of its kind");
        }
      }
    }
    return place;
  }

  private static VirtualChunkException unauthorized(
      String location, VirtualChunkContainer container) {
    String prefix = UrlText.withoutSecrets(container.urlPrefix());
    return new VirtualChunkException(
        ErrorKind.UNAUTHORIZED_VIRTUAL_CHUNK_CONTAINER,
        "virtual chunk "
            + UrlText.withoutSecrets(location)
            + ": reading from "
            + prefix
            + container.name().map(name -> " (container " + name + ")").orElse("")
            + " was not authorized; if you trust it, open the repository with"
            + " RepositoryOptions.withVirtualChunkAccess(VirtualChunkAccess.none().and(\""
            + prefix
            + "\")) or pass --authorize "
            + prefix);
  }
}
