package dev.floe.io.internal.s3;

import dev.floe.internal.concurrent.Futures;
import dev.floe.io.internal.http.HttpCall.Repetition;
import dev.floe.io.internal.s3.S3Answers.Listed;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Answers.Page;
import dev.floe.storage.ObjectInfo;
import dev.floe.storage.ObjectVersion;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// The objects below a prefix, page by page: a page is asked for when the one before it has been
/// read. One thread reads.
final class S3Listing implements Iterator<ObjectInfo> {
  private final S3Client client;
  private final S3Requests requests;
  private final S3Keys keys;
  private final String wholePrefix;
  private Iterator<Listed> page;
  private Optional<String> token = Optional.empty();
  private ObjectInfo ahead;

  private S3Listing(S3Client client, S3Requests requests, S3Keys keys, String wholePrefix) {
    this.client = client;
    this.requests = requests;
    this.keys = keys;
    this.wholePrefix = wholePrefix;
  }

  static Stream<ObjectInfo> stream(
      S3Client client, S3Requests requests, S3Keys keys, String wholePrefix) {
    S3Listing listing = new S3Listing(client, requests, keys, wholePrefix);
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(listing, Spliterator.NONNULL), false);
  }

  @Override
  public boolean hasNext() {
    while (ahead == null) {
      if (page == null || !page.hasNext() && token.isPresent()) {
        Page fetched = fetch();
        page = fetched.objects().iterator();
        token = fetched.next();
      } else if (page.hasNext()) {
        ahead = info(page.next()).orElse(null);
      } else {
        return false;
      }
    }
    return true;
  }

  @Override
  public ObjectInfo next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    ObjectInfo next = ahead;
    ahead = null;
    return next;
  }

  private Page fetch() {
    var answered =
        Futures.await(client.send(requests.page(wholePrefix, token), Repetition.READ, wholePrefix));
    if (!answered.succeeded()) {
      throw client.failure("list", wholePrefix, answered);
    }
    try {
      return S3Answers.page(answered.answer().document());
    } catch (Malformed e) {
      throw client.strange("list", wholePrefix, e.getMessage());
    }
  }

  /// What is listed of an object; nothing if it is none of this storage's, such as `directory/`.
  private Optional<ObjectInfo> info(Listed listed) {
    if (!listed.key().startsWith(wholePrefix)) {
      throw client.strange("list", wholePrefix, "the key " + listed.key());
    }
    return keys.relative(listed.key())
        .map(key ->
            new ObjectInfo(
                key,
                listed.sizeBytes(),
                listed.lastModified(),
                listed.etag().map(ObjectVersion::etag),
                Map.of()));
  }
}
