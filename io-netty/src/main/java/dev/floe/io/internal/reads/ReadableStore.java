package dev.floe.io.internal.reads;

import dev.floe.error.StorageException;
import dev.floe.io.internal.http.AnswerHead;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.HttpRequest;
import dev.floe.io.internal.http.RequestSigner;
import dev.floe.storage.ObjectVersion;

/// How a store is asked for objects, and what its answers mean. Any thread may call; nothing waits.
public interface ReadableStore {
  /// Where an object is, for messages, without secrets.
  String url(String key);

  /// A request for a whole object.
  HttpRequest get(String key);

  /// A request for what is said of an object.
  HttpRequest head(String key);

  /// Signs both.
  RequestSigner signer();

  /// The version that an answer speaks of; fails if it says nothing that could be one, or brings
  /// something else than the object's bytes.
  ObjectVersion version(String key, AnswerHead head);

  /// The fields of a request that is to fail unless the object is at a version; none where the
  /// store knows no such condition of it.
  Headers onlyAt(ObjectVersion version);

  /// The fields of a request that is to bring nothing if the object is at a version.
  Headers unlessAt(ObjectVersion version);

  /// Whether an answer says that there is no such object.
  boolean isMissing(HttpAnswer answer);

  /// What an answer means that is no success.
  StorageException failure(String operation, String key, HttpAnswer answer);
}
