package dev.floe.virtual;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.format.UrlText;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What outside the repository may be read, by the URL prefix of the container, and how. Prefixes
/// are those of the repository's containers, to the letter; a missing slash at the end is added.
/// One that fits no container has no effect. Immutable.
public final class VirtualChunkAccess {
  private static final VirtualChunkAccess NONE = new VirtualChunkAccess(new TreeMap<>());

  private final SortedMap<String, VirtualCredentials> byPrefix;

  private VirtualChunkAccess(TreeMap<String, VirtualCredentials> byPrefix) {
    this.byPrefix = Collections.unmodifiableSortedMap(byPrefix);
  }

  /// Nothing.
  public static VirtualChunkAccess none() {
    return NONE;
  }

  /// These prefixes.
  public static VirtualChunkAccess of(Map<String, VirtualCredentials> byPrefix) {
    VirtualChunkAccess all = NONE;
    for (Map.Entry<String, VirtualCredentials> entry : byPrefix.entrySet()) {
      all = all.and(entry.getKey(), entry.getValue());
    }
    return all;
  }

  /// These and one prefix more, read as the container says.
  public VirtualChunkAccess and(String urlPrefix) {
    return and(urlPrefix, new VirtualCredentials.AsContainerSays());
  }

  /// These and one prefix more.
  public VirtualChunkAccess and(String urlPrefix, VirtualCredentials credentials) {
    TreeMap<String, VirtualCredentials> more = new TreeMap<>(byPrefix);
    more.put(withSlash(urlPrefix), Objects.requireNonNull(credentials, "credentials"));
    return new VirtualChunkAccess(more);
  }

  /// These and one more in the form of the command line: `URL-PREFIX[=anonymous|env|profile:NAME]`.
  public VirtualChunkAccess andParsed(String argument) {
    int equals = argument.lastIndexOf('=');
    String access = argument.substring(equals + 1);
    if (equals < 0 || access.indexOf('/') >= 0) {
      return and(argument);
    }
    String prefix = argument.substring(0, equals);
    if (access.startsWith("profile:") && access.length() > "profile:".length()) {
      return and(prefix, new VirtualCredentials.Profile(access.substring("profile:".length())));
    }
    return switch (access) {
      case "anonymous" -> and(prefix, new VirtualCredentials.Anonymous());
      case "env" -> and(prefix, new VirtualCredentials.FromEnvironment());
      default ->
          throw new InvalidInputException(
              ErrorKind.INVALID_CREDENTIALS,
              "authorization of "
                  + UrlText.withoutSecrets(prefix)
                  + ": expected anonymous, env or profile:NAME behind =");
    };
  }

  /// How the container of a prefix may be read; empty if it may not.
  public Optional<VirtualCredentials> credentials(String urlPrefix) {
    return Optional.ofNullable(byPrefix.get(withSlash(urlPrefix)));
  }

  /// The prefixes, each with a slash at its end.
  public SortedMap<String, VirtualCredentials> byPrefix() {
    return byPrefix;
  }

  static String withSlash(String urlPrefix) {
    return urlPrefix.endsWith("/") ? urlPrefix : urlPrefix + "/";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VirtualChunkAccess that && byPrefix.equals(that.byPrefix);
  }

  @Override
  public int hashCode() {
    return byPrefix.hashCode();
  }

  @Override
  public String toString() {
    return byPrefix.keySet().stream().map(UrlText::withoutSecrets).toList().toString();
  }
}
