package dev.floe.io.internal.web;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import dev.floe.internal.concurrent.Sources;
import dev.floe.internal.concurrent.SystemSources;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpClient;
import dev.floe.io.internal.http.HttpOptions;
import dev.floe.io.internal.http.NettyHttpClient;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.remote.FoundStorage;
import dev.floe.storage.Storage;
import java.util.List;

/// From what is said of a web server to its storage.
public final class HttpOpening {
  private HttpOpening() {}

  /// Everything that is said.
  ///
  /// @param url what keys are appended to
  /// @param headers the fields of every request
  /// @param client how it is asked
  public record Setup(String url, List<Headers.Field> headers, ClientSetup client) {
    /// Without the values of the fields, which may be secrets.
    @Override
    public String toString() {
      return "web server " + url;
    }
  }

  /// Opens the storage; nothing is sent.
  public static Storage open(Setup setup) {
    String bare = setup.url.replaceAll("/+$", "");
    WebUrl base =
        WebUrl.of(bare)
            .filter(url -> url.target().indexOf('?') < 0)
            .orElseThrow(() ->
                refused(
                    withoutUser(setup.url),
                    "expected http://HOST[:PORT]/PATH or https://… without user and query"));
    WebUrl trimmed = new WebUrl(base.origin(), base.target().equals("/") ? "" : base.target());
    return new HttpStorage(
        trimmed,
        setup.client.userAgent().overriddenBy(new Headers(setup.headers)),
        NettyHttpClient.open(setup.client.http(), SystemSources.all()),
        setup.client);
  }

  /// Opens what a web address redirects to; nothing is sent.
  public static Storage openRedirect(String url) {
    WebUrl address =
        WebUrl.of(url)
            .orElseThrow(() -> refused(withoutUser(url), "expected an http or https URL"));
    Sources sources = SystemSources.all();
    HttpClient client = NettyHttpClient.open(HttpOptions.STANDARD, sources);
    RedirectSearch search = new RedirectSearch(address, client, Storage::of, sources.executor());
    return new FoundStorage(
        address.toString(), HttpStorage.CAPABILITIES, search::run, client::close);
  }

  private static String withoutUser(String url) {
    return url.replaceFirst("://[^/@]*@", "://…@").replaceFirst("\\?.*", "?…");
  }

  /// A location or a setting that cannot be.
  static InvalidInputException refused(String url, String why) {
    return new InvalidInputException(ErrorKind.STORAGE_CONFIG, "storage " + url + ": " + why);
  }
}
