package dev.floe.io.internal.s3;

import dev.floe.io.internal.crt.CrtSigning;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.Origin;
import dev.floe.io.internal.http.UrlEscapes;
import dev.floe.io.internal.remote.ClientSetup;
import dev.floe.io.internal.transfer.BulkTransfers;
import dev.floe.io.internal.transfer.TransferNames;
import dev.floe.io.internal.transfer.TransferSetup;
import dev.floe.memory.SegmentPool;
import dev.floe.storage.FileTransfers;
import dev.floe.storage.PutOptions;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.util.Optional;

/// What of a bucket's bulk copies the manager of transfers carries.
///
/// @param setup how; empty for nothing
record S3Transfers(Optional<TransferSetup> setup) {
  private static final MemorySegment NOTHING = MemorySegment.ofArray(new byte[0]);

  /// @param onTime whether the storage lives by this machine's clock
  static S3Transfers of(
      S3Setup said, S3Place place, ClientSetup client, CrtSigning signing, boolean onTime) {
    if (said.transfersFromBytes().isEmpty()) {
      return new S3Transfers(Optional.empty());
    }
    if (!onTime) {
      BulkTransfers.sayUnused("the storage has a clock of its own");
      return new S3Transfers(Optional.empty());
    }
    boolean inPath = !place.base().isEmpty() && place.base().endsWith(bucketPath(place));
    return new S3Transfers(
        Optional.of(
            new TransferSetup(
                said.transfersFromBytes().getAsLong(),
                place.origin(),
                endpoint(place, inPath),
                inPath,
                signing,
                said.options().checksumAlgorithm(),
                client.http())));
  }

  private static String bucketPath(S3Place place) {
    return "/" + UrlEscapes.segment(place.bucket());
  }

  /// The server without the bucket.
  private static URI endpoint(S3Place place, boolean inPath) {
    Origin origin = place.origin();
    String path = place.base();
    if (inPath) {
      path = path.substring(0, path.length() - bucketPath(place).length());
    } else {
      origin =
          new Origin(
              origin.tls(), origin.host().substring(place.bucket().length() + 1), origin.port());
    }
    return URI.create(origin + path);
  }

  /// Transfers of one bulk copy.
  Optional<FileTransfers> begin(S3Requests requests, SegmentPool memory) {
    return setup.map(how -> BulkTransfers.of(how, new Names(requests), memory));
  }

  private record Names(S3Requests requests) implements TransferNames {
    @Override
    public String bucket() {
      return requests.place().bucket();
    }

    @Override
    public String whole(String key) {
      return requests.keys().whole(key);
    }

    @Override
    public String url(String key) {
      return requests.place().url(requests.keys().whole(key));
    }

    @Override
    public HttpRequest get(String key) {
      return requests.get(key);
    }

    /// Without the checksum of a body: the manager makes it of each part.
    @Override
    public HttpRequest put(String key, PutOptions options) {
      return requests.unchecked().put(key, NOTHING, options, Headers.NONE);
    }
  }
}
