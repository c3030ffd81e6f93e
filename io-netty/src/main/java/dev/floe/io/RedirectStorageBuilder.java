package dev.floe.io;

import dev.floe.io.internal.web.HttpOpening;
import dev.floe.storage.Storage;
import java.util.Objects;

/// Opens the repository's storage that a web address redirects to, to be read: an address that
/// stays, for data that moves.
///
/// ```java
/// Storage storage = new RedirectStorageBuilder("https://example.org/weather").open();
/// ```
///
/// The server answers with a redirect whose location is `s3://BUCKET/PREFIX?region=REGION`,
/// `r2://…?account_id=ID`, `tigris://…`, `gs://…` or `https+icechunk://…`, at once or after up to
/// ten other redirects. What is named is read anonymously.
public final class RedirectStorageBuilder {
  private final String url;

  /// A storage of what `url` redirects to.
  public RedirectStorageBuilder(String url) {
    this.url = Objects.requireNonNull(url, "url");
  }

  /// Opens the storage; nothing is sent yet. Whoever opens it closes it.
  public Storage open() {
    return HttpOpening.openRedirect(url);
  }
}
