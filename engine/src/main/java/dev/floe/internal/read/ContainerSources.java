package dev.floe.internal.read;

import dev.floe.config.VirtualChunkContainer;
import dev.floe.error.ErrorKind;
import dev.floe.error.VirtualChunkException;
import dev.floe.storage.Storage;
import dev.floe.virtual.VirtualChunkAccess;
import java.util.Map;
import java.util.function.Function;

/// Placeholder.
public final class ContainerSources implements VirtualSources {
  private ContainerSources() {}

  /// Sources.
  public static ContainerSources of(
      Map<String, VirtualChunkContainer> containers,
      VirtualChunkAccess access,
      Function<String, Storage> opener) {
    return new ContainerSources();
  }

  @Override
  public Source resolve(String location) {
    throw new VirtualChunkException(ErrorKind.NO_CONTAINER_FOR_VIRTUAL_CHUNK, location);
  }

  @Override
  public String normalized(String location) {
    return location;
  }

  @Override
  public void requireContainer(String location) {}

  @Override
  public void close() {}
}
