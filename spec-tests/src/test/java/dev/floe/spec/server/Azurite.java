package dev.floe.spec.server;

/// The one account of an Azurite server, whose key its documentation tells everybody.
public final class Azurite {
  /// The account's name, which is also the first segment of every path.
  public static final String ACCOUNT = "devstoreaccount1";

  /// The account's key, in base 64.
  public static final String KEY =
      "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

  private Azurite() {}
}
