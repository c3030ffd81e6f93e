package dev.floe.cli;

import picocli.CommandLine.IVersionProvider;

/// What `floe --version` prints: the version in the jar's manifest and the Java that runs it.
final class FloeVersion implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Floe.class.getPackage().getImplementationVersion();
    return new String[] {
      "floe " + (version == null ? "(unpackaged)" : version), "Java " + Runtime.version()
    };
  }
}
