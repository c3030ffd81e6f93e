package dev.floe.virtual;

import java.util.Objects;

/// How the files behind a container may be read. No variant holds a secret: credentials stay where
/// the machine keeps them.
public sealed interface VirtualCredentials {
  /// As the container says: local files and web servers as they are, S3 without credentials if the
  /// container is anonymous and with those of the environment if it is not, Google without. Azure
  /// needs one of the others.
  record AsContainerSays() implements VirtualCredentials {}

  /// Without credentials.
  record Anonymous() implements VirtualCredentials {}

  /// With the credentials of the environment, whatever the container says.
  record FromEnvironment() implements VirtualCredentials {}

  /// With the credentials of a profile of the environment's configuration files.
  record Profile(String name) implements VirtualCredentials {
    public Profile {
      Objects.requireNonNull(name, "name");
    }
  }
}
