package dev.floe.io.internal.azure;

import dev.floe.error.ErrorKind;
import dev.floe.error.StorageException;
import dev.floe.io.internal.http.HttpAnswer;
import dev.floe.io.internal.http.RetryRules;

/// What an answer that is no success means.
final class AzureFailures {
  private AzureFailures() {}

  static StorageException of(
      String operation, String url, String key, HttpAnswer answer, String code) {
    int status = answer.status();
    StringBuilder text = new StringBuilder(operation + " " + url + ": " + status);
    if (!code.isEmpty()) {
      text.append(' ').append(code.replaceAll("[^\\w.-]", "?"));
    }
    answer
        .head()
        .headers()
        .first("x-ms-request-id")
        .ifPresent(id -> text.append(", request ").append(id.replaceAll("[^\\w.-]", "?")));
    String hint =
        switch (code) {
          case "ContainerNotFound" -> "create the container first, or check its name";
          case "AuthenticationFailed" -> "the key, signature or token is not one of this account";
          case "InvalidRange" -> "the range lies outside of the object";
          default ->
              status == 401 || status == 403
                  ? "the credentials may not do this; public containers are read anonymously"
                      + " (--anonymous)"
                  : "";
        };
    text.append(hint.isEmpty() ? "" : "; " + hint);
    return new StorageException(
        status == 429 || status == 503 ? ErrorKind.THROTTLED : ErrorKind.OBJECT_STORE,
        key,
        text.toString(),
        RetryRules.mayPass(status),
        null);
  }
}
