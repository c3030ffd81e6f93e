package dev.floe.inspect;

import dev.floe.format.JsonWriter;
import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.Envelope;
import java.util.Objects;
import java.util.Optional;

/// The header that every metadata file begins with.
///
/// @param writtenBy the program that wrote the file, such as `ic-2.3.0`
/// @param fileType `snapshot`, `manifest`, `attributes`, `transaction-log`, `chunk` or `repo-info`
/// @param compressed whether the body is compressed with zstd or not at all
public record FileHeader(
    String writtenBy, SpecVersion specVersion, String fileType, boolean compressed) {
  public FileHeader {
    Objects.requireNonNull(writtenBy, "writtenBy");
    Objects.requireNonNull(specVersion, "specVersion");
    Objects.requireNonNull(fileType, "fileType");
  }

  static FileHeader of(Envelope envelope) {
    return new FileHeader(
        envelope.implementation(),
        envelope.version(),
        envelope.type().text(),
        envelope.compressed());
  }

  /// The name of the program: what comes before the first dash.
  public String appName() {
    int dash = writtenBy.indexOf('-');
    return dash < 0 ? writtenBy : writtenBy.substring(0, dash);
  }

  /// The version of the program: what comes behind the first dash, if there is one.
  public Optional<String> appVersion() {
    int dash = writtenBy.indexOf('-');
    return dash < 0 ? Optional.empty() : Optional.of(writtenBy.substring(dash + 1));
  }

  void writeTo(JsonWriter json) {
    json.name("header").object();
    json.member("written_by", writtenBy).member("app_name", appName());
    appVersion().ifPresent(version -> json.member("app_version", version));
    json.member("spec_version", specVersion.text())
        .member("file_type", fileType)
        .member("compression", compressed ? "zstd" : "none")
        .end();
  }
}
