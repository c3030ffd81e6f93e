package dev.floe.io.internal.s3;

import dev.floe.config.S3Options;
import dev.floe.config.StorageSettings;
import dev.floe.io.S3Credentials;
import dev.floe.io.internal.http.Headers;
import dev.floe.io.internal.remote.ClientSetup;
import java.util.Optional;
import java.util.OptionalLong;

/// What is said of a bucket, one thing after the other.
final class Setups {
  private final Flavour flavour;
  private S3Options options = S3Options.NONE;
  private S3Credentials credentials = new S3Credentials.Ambient();
  private Access access = Access.READ_WRITE;
  private Headers reading = Headers.NONE;
  private Headers writing = Headers.NONE;
  private StorageSettings settings = StorageSettings.empty();

  Setups(Flavour flavour) {
    this.flavour = flavour;
  }

  Setups options(S3Options said) {
    this.options = said;
    return this;
  }

  Setups credentials(S3Credentials said) {
    this.credentials = said;
    return this;
  }

  Setups access(Access said) {
    this.access = said;
    return this;
  }

  Setups headers(Headers ofReads, Headers ofWrites) {
    this.reading = ofReads;
    this.writing = ofWrites;
    return this;
  }

  Setups settings(StorageSettings said) {
    this.settings = said;
    return this;
  }

  S3Setup made() {
    return new S3Setup(
        "bucket",
        "p",
        options,
        credentials,
        new S3Setup.Layout(flavour, access, Optional.empty()),
        reading,
        writing,
        ClientSetup.of(settings),
        OptionalLong.empty(),
        OptionalLong.empty());
  }
}
