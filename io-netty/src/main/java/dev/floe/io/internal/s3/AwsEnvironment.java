package dev.floe.io.internal.s3;

import java.util.Optional;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.regions.providers.InstanceProfileRegionProvider;

/// What the environment and the profile files say of servers and regions, as for any tool of AWS.
///
/// @param variables the environment: a name to its value or null
/// @param profiles the files
record AwsEnvironment(UnaryOperator<String> variables, ProfileFile profiles) {
  /// Of this process.
  static AwsEnvironment ofProcess() {
    return new AwsEnvironment(System::getenv, ProfileFile.defaultProfileFile());
  }

  /// The server, if another than the one of AWS.
  ///
  /// @param profile the profile that was asked for
  Optional<String> endpoint(Optional<String> profile) {
    if ("true".equalsIgnoreCase(variables.apply("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"))) {
      return Optional.empty();
    }
    return variable("AWS_ENDPOINT_URL_S3")
        .or(() -> variable("AWS_ENDPOINT_URL"))
        .or(() -> property(profile, "endpoint_url"));
  }

  /// The region. A profile that was asked for goes before the environment.
  Optional<String> region(Optional<String> profile) {
    Optional<String> asked = profile.flatMap(_ -> property(profile, "region"));
    return asked
        .or(() -> variable("AWS_REGION"))
        .or(() -> variable("AWS_DEFAULT_REGION"))
        .or(() -> property(profile, "region"));
  }

  /// The region of the machine, if it is one of AWS; asks the network.
  Optional<String> regionOfMachine() {
    try {
      return Optional.ofNullable(new InstanceProfileRegionProvider().getRegion()).map(r -> r.id());
    } catch (SdkException _) {
      return Optional.empty();
    }
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(variables.apply(name)).filter(value -> !value.isBlank());
  }

  private Optional<String> property(Optional<String> profile, String name) {
    String profileName = profile.or(() -> variable("AWS_PROFILE")).orElse("default");
    return profiles.profile(profileName).flatMap((Profile found) -> found.property(name));
  }
}
