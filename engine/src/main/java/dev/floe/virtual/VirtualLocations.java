package dev.floe.virtual;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.error.VirtualChunkException;
import dev.floe.format.UrlText;
import java.util.Locale;
import java.util.Set;

/// The locations of virtual chunks as manifests store them (reference §8.1). With a scheme and
/// `://` they stay as they are but for the case of the scheme; `file:` URLs, and whatever else has
/// no `://`, are normalised as the WHATWG URL standard says. `vcc://name/path` is a path below the
/// container of that name.
public final class VirtualLocations {
  private static final Set<String> SPECIAL = Set.of("http", "https", "ws", "wss", "ftp");

  private VirtualLocations() {}

  /// A location as it is to be stored: the very one, if it is written so.
  ///
  /// @throws InvalidInputException of kind `invalid-virtual-ref` if it is no absolute URL with a
  ///   host
  /// @throws VirtualChunkException of kind `no-container-for-virtual-chunk` if it is `vcc://`
  ///   without a name
  public static String normalized(String location) {
    int separator = location.indexOf("://");
    String scheme = separator < 0 ? "" : location.substring(0, separator).toLowerCase(Locale.ROOT);
    if (separator < 0 || scheme.equals("file")) {
      return parsed(location);
    }
    int rest = separator + 3;
    if (rest == location.length() || "/?#".indexOf(location.charAt(rest)) >= 0) {
      if (scheme.equals("vcc")) {
        throw noContainerNamed(location, "");
      }
      throw invalid(location, "a bucket or host behind ://");
    }
    return location.startsWith(scheme) ? location : scheme + location.substring(separator);
  }

  /// `vcc://name/path`.
  ///
  /// @param path below the container, without a leading slash; empty segments are left out
  public static String relative(String containerName, String path) {
    if (containerName.isEmpty() || containerName.indexOf('/') >= 0) {
      throw invalid("vcc://" + containerName, "the name of a container, without slashes");
    }
    StringBuilder location = new StringBuilder("vcc://").append(containerName);
    for (String segment : path.split("/")) {
      if (!segment.isEmpty()) {
        location.append('/').append(segment);
      }
    }
    return location.toString();
  }

  /// What stands before the first slash, question mark or hash.
  static String authority(String behindScheme) {
    int end = 0;
    while (end < behindScheme.length() && "/?#".indexOf(behindScheme.charAt(end)) < 0) {
      end++;
    }
    return behindScheme.substring(0, end);
  }

  /// What stands before the query and the fragment.
  static String withoutQuery(String url) {
    int end = 0;
    while (end < url.length() && url.charAt(end) != '?' && url.charAt(end) != '#') {
      end++;
    }
    return url.substring(0, end);
  }

  static InvalidInputException invalid(String location, String expected) {
    return new InvalidInputException(
        ErrorKind.INVALID_VIRTUAL_REF,
        "virtual chunk location \""
            + UrlText.withoutSecrets(location)
            + "\": expected "
            + expected);
  }

  static VirtualChunkException noContainerNamed(String location, String name) {
    return new VirtualChunkException(
        ErrorKind.NO_CONTAINER_FOR_VIRTUAL_CHUNK,
        "virtual chunk "
            + UrlText.withoutSecrets(location)
            + ": the repository's configuration has no usable container named \""
            + name
            + "\"; add one with RepositoryConfig.Builder.virtualChunkContainer");
  }

  private static String parsed(String location) {
    String text = trimmed(location);
    int colon = text.indexOf(':');
    if (colon < 1 || !isScheme(text, colon)) {
      throw invalid(location, "an absolute URL");
    }
    String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
    String rest = text.substring(colon + 1);
    if (scheme.equals("file")) {
      return file(location, rest);
    }
    if (SPECIAL.contains(scheme)) {
      return special(location, scheme, rest);
    }
    if (rest.startsWith("/")) {
      throw invalid(location, "a bucket or host behind ://");
    }
    throw invalid(location, "a URL with a path");
  }

  private static String trimmed(String location) {
    int from = 0;
    int to = location.length();
    while (from < to && location.charAt(from) <= ' ') {
      from++;
    }
    while (to > from && location.charAt(to - 1) <= ' ') {
      to--;
    }
    return location.substring(from, to).replaceAll("[\t\n\r]", "");
  }

  private static boolean isScheme(String text, int length) {
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && (i == 0 || !other)) {
        return false;
      }
    }
    return true;
  }

  private static String file(String location, String behindScheme) {
    String path = withoutQuery(behindScheme);
    String query = behindScheme.substring(path.length());
    path = path.replace('\\', '/');
    String host = "";
    if (path.startsWith("//")) {
      host = authority(path.substring(2));
      path = path.substring(2 + host.length());
      if (isDrive(host)) {
        path = "/" + host + path;
        host = "";
      }
    }
    // the empty segments at the front belong to the slashes that a URL may have too many of
    String resolved = UrlPath.resolved(path, true);
    int start = 0;
    while (resolved.startsWith("//", start)) {
      start++;
    }
    return "file://"
        + fileHost(location, host)
        + PercentText.encodedPath(resolved.substring(start))
        + query;
  }

  private static boolean isDrive(String text) {
    return text.length() == 2
        && Character.isLetter(text.charAt(0))
        && (text.charAt(1) == ':' || text.charAt(1) == '|');
  }

  private static String fileHost(String location, String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (!lower.chars().allMatch(VirtualLocations::isInHost)) {
      throw invalid(location, "a host name or none");
    }
    return lower.equals("localhost") ? "" : lower;
  }

  private static boolean isInHost(int c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
  }

  private static String special(String location, String scheme, String behindScheme) {
    String path = withoutQuery(behindScheme);
    String query = behindScheme.substring(path.length());
    path = path.replace('\\', '/');
    int start = 0;
    while (start < path.length() && path.charAt(start) == '/') {
      start++;
    }
    String host = authority(path.substring(start)).toLowerCase(Locale.ROOT);
    if (host.isEmpty()) {
      throw invalid(location, "a host");
    }
    String resolved = UrlPath.resolved(path.substring(start + host.length()), false);
    return scheme + "://" + host + PercentText.encodedPath(resolved) + query;
  }
}
