package dev.floe.format;

/// URLs in messages.
public final class UrlText {
  private static final String HIDDEN = "…";

  private UrlText() {}

  /// A URL as it may be shown: user, password, query and fragment are replaced.
  public static String withoutSecrets(String url) {
    int cut = 0;
    while (cut < url.length() && url.charAt(cut) != '?' && url.charAt(cut) != '#') {
      cut++;
    }
    String shown = cut == url.length() ? url : url.substring(0, cut + 1) + HIDDEN;
    int scheme = shown.indexOf("://");
    if (scheme < 0) {
      return shown;
    }
    int slash = shown.indexOf('/', scheme + 3);
    int at = shown.lastIndexOf('@', slash < 0 ? shown.length() : slash);
    return at < scheme + 3 ? shown : shown.substring(0, scheme + 3) + HIDDEN + shown.substring(at);
  }
}
