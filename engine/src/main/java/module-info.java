/// The Icechunk format for the JVM: repositories, sessions and commits, chunk reads on native
/// memory, storage on local files and in memory. Other storages join as providers of
/// [dev.floe.storage.StorageProvider].
@SuppressWarnings("module") // the module of the object stores is built after this one
module dev.floe.engine {
  requires com.github.luben.zstd_jni;
  requires flatbuffers.java;
  requires transitive jdk.jfr;
  requires msgpack.core;
  requires org.snakeyaml.engine.v2;
  requires tools.jackson.core;

  exports dev.floe;
  exports dev.floe.config;
  exports dev.floe.conflict;
  exports dev.floe.error;
  exports dev.floe.format;
  exports dev.floe.inspect;
  exports dev.floe.jfr;
  exports dev.floe.maintenance;
  exports dev.floe.memory;
  exports dev.floe.storage;
  exports dev.floe.virtual;
  exports dev.floe.zarr;
  exports dev.floe.internal.backend to
      dev.floe.io;
  exports dev.floe.internal.concurrent to
      dev.floe.io;

  uses dev.floe.storage.StorageProvider;

  provides dev.floe.storage.StorageProvider with
      dev.floe.internal.backend.InMemoryProvider,
      dev.floe.internal.backend.LocalProvider;
}
