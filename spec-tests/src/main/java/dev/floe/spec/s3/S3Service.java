package dev.floe.spec.s3;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/// What a server does with a request: checks who sent it and what came with it, and carries it out.
final class S3Service {
  private static final int LONGEST_KEY_BYTES = 1024;
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private final Authentication authentication;
  private final Buckets buckets;
  private final ObjectReads reads;
  private final ObjectWrites writes;
  private final BatchDeletes deletes;
  private final Listings listings;
  private final Uploads uploads;

  S3Service(S3ServerOptions options) {
    this.authentication = new Authentication(options);
    this.buckets = new Buckets(options);
    this.reads = new ObjectReads(buckets);
    this.writes = new ObjectWrites(buckets, options);
    this.deletes = new BatchDeletes(buckets);
    this.listings = new Listings(buckets);
    this.uploads = new Uploads(buckets, options);
  }

  /// The answer to a request, a refusal among others.
  ///
  /// @param raw the body as it came; stays the caller's
  /// @param fault bends ranges, listings and deletions; the rest of it is not the service's
  S3Answer answer(S3Request request, ByteBuf raw, S3Fault fault) {
    try {
      return carriedOut(request, raw, fault);
    } catch (S3Error e) {
      return refusal(request, e);
    }
  }

  static S3Answer refusal(S3Request request, S3Error error) {
    S3Answer answer = S3Answer.error(error, request.path(), id(request.number()));
    if (request.method().equals("HEAD")) {
      answer.body().clear();
      answer.with("content-length", 0);
    }
    return answer;
  }

  static String id(long number) {
    return HEX.toHexDigits(number);
  }

  private S3Answer carriedOut(S3Request request, ByteBuf raw, S3Fault fault) {
    Optional<Authentication.Verified> verified = authentication.verify(request);
    if (request.key().getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY_BYTES) {
      throw new S3Error(400, "KeyTooLongError", "Your key is too long.");
    }
    S3Operation operation = request.operation();
    if ((operation == S3Operation.PUT_OBJECT || operation == S3Operation.UPLOAD_PART)
        && !request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)
        && !request.headers().contains("x-amz-decoded-content-length")) {
      throw new S3Error(
          411, "MissingContentLength", "You must provide the Content-Length HTTP header.");
    }
    SentBody sent = SentBody.of(request, verified, raw);
    try {
      return carriedOut(request, sent, fault);
    } finally {
      sent.content().release();
    }
  }

  private S3Answer carriedOut(S3Request request, SentBody sent, S3Fault fault) {
    return switch (request.operation()) {
      case LIST_BUCKETS -> buckets.list();
      case CREATE_BUCKET -> buckets.creation(request);
      case HEAD_BUCKET -> buckets.head(request);
      case DELETE_BUCKET -> buckets.deletion(request);
      case BUCKET_LOCATION -> buckets.location(request);
      case LIST_OBJECTS -> listings.list(request, fault);
      case LIST_UPLOADS -> uploads.list(request);
      case DELETE_OBJECTS -> deletes.delete(request, sent, fault);
      case GET_OBJECT -> reads.get(request, fault);
      case HEAD_OBJECT -> reads.head(request, fault);
      case PUT_OBJECT -> writes.put(request, sent);
      case COPY_OBJECT -> writes.copy(request);
      case DELETE_OBJECT -> writes.delete(request);
      case CREATE_UPLOAD -> uploads.create(request);
      case UPLOAD_PART -> uploads.part(request, sent);
      case UPLOAD_PART_COPY -> uploads.partCopy(request);
      case COMPLETE_UPLOAD -> uploads.complete(request, sent);
      case ABORT_UPLOAD -> uploads.abort(request);
      case LIST_PARTS -> uploads.parts(request);
      case UNKNOWN -> throw S3Error.notImplemented("A " + request.method() + " of this kind");
    };
  }

  void releaseAll() {
    buckets.releaseAll();
  }
}
