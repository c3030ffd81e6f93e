package dev.floe.io.internal.s3;

import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.s3.S3Answers.Malformed;
import dev.floe.io.internal.s3.S3Client.Answered;
import dev.floe.io.internal.s3.S3Documents.Part;
import dev.floe.io.internal.s3.S3Writes.Write;
import java.util.Optional;

/// The parts of an upload: of one size, the last of which has the rest.
sealed interface S3Parts {
  int MOST_PARTS = 10_000;

  /// How many there are.
  int count();

  /// The request that begins the upload.
  HttpRequest begin();

  /// The request for a part.
  ///
  /// @param index from 0
  HttpRequest request(String uploadId, int index);

  /// What arrived, by an answer of success.
  Part arrived(HttpRequest request, Answered answered);

  /// Parts of a body.
  static S3Parts ofBody(S3Writes writes, Write write) {
    return new OfBody(writes, write, partBytes(writes, write.body().byteSize()));
  }

  /// Parts of an object that is there.
  ///
  /// @param etag what it must be at
  static S3Parts ofCopy(S3Writes writes, Write write, String from, String etag, long sizeBytes) {
    return new OfCopy(writes, write, from, etag, sizeBytes, partBytes(writes, sizeBytes));
  }

  private static long partBytes(S3Writes writes, long sizeBytes) {
    long ideal = writes.requests().settings().concurrency().idealConcurrentRequestSize();
    long least = Math.max(S3Multipart.LEAST_PART_BYTES, Math.ceilDiv(sizeBytes, MOST_PARTS));
    return Math.max(least, ideal);
  }

  /// Parts of a body, which is borrowed.
  record OfBody(S3Writes writes, Write write, long partBytes) implements S3Parts {
    @Override
    public int count() {
      return Math.toIntExact(Math.ceilDiv(write.body().byteSize(), partBytes));
    }

    @Override
    public HttpRequest begin() {
      return writes.requests().createUpload(write.key(), write.options(), true);
    }

    @Override
    public HttpRequest request(String uploadId, int index) {
      long offset = index * partBytes;
      long length = Math.min(partBytes, write.body().byteSize() - offset);
      return writes
          .requests()
          .uploadPart(write.key(), uploadId, index + 1, write.body().asSlice(offset, length));
    }

    @Override
    public Part arrived(HttpRequest request, Answered answered) {
      String etag =
          answered
              .answer()
              .head()
              .headers()
              .first("ETag")
              .orElseThrow(() -> writes.client().strange("put a part of", write.key(), "no etag"));
      return new Part(etag, writes.requests().checksumOf(request));
    }
  }

  /// Parts of an object, which the store copies.
  record OfCopy(
      S3Writes writes, Write write, String from, String etag, long sizeBytes, long partBytes)
      implements S3Parts {
    @Override
    public int count() {
      return Math.toIntExact(Math.ceilDiv(sizeBytes, partBytes));
    }

    /// The store reckons the checksums of what it copies, if it wants them.
    @Override
    public HttpRequest begin() {
      return writes.requests().createUpload(write.key(), write.options(), false);
    }

    @Override
    public HttpRequest request(String uploadId, int index) {
      long offset = index * partBytes;
      long last = Math.min(offset + partBytes, sizeBytes) - 1;
      return writes
          .requests()
          .copyPart(
              write.key(),
              uploadId,
              index + 1,
              new S3Requests.CopySource(from, etag, "bytes=" + offset + "-" + last));
    }

    @Override
    public Part arrived(HttpRequest request, Answered answered) {
      try {
        return new Part(S3Answers.etag(answered.answer().document()), Optional.empty());
      } catch (Malformed e) {
        throw writes.client().strange("copy a part to", write.key(), e.getMessage());
      }
    }
  }
}
