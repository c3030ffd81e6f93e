package dev.floe.fuzz.hostile;

import dev.floe.format.SpecVersion;
import dev.floe.internal.binary.FileType;
import dev.floe.internal.binary.TransactionLog;
import dev.floe.internal.binary.TransactionLogReader;
import dev.floe.internal.binary.TransactionLogWriter;
import dev.floe.internal.flatbuffers.FlatBufferBuilder;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The bodies of transaction logs.
final class TransactionLogTarget implements Target {
  @Override
  public String name() {
    return "transaction-log";
  }

  @Override
  public List<byte[]> seeds() {
    return Specimens.of(SpecVersion.V2).bodies(FileType.TRANSACTION_LOG);
  }

  @Override
  public void read(byte[] input) {
    TransactionLog log =
        TransactionLogReader.read(MemorySegment.ofArray(input).asReadOnly(), "file");
    log.changeCount();
    try (FlatBufferBuilder builder = TransactionLogWriter.builder(log)) {
      Checks.same(
          log, TransactionLogReader.read(TransactionLogWriter.write(builder, log), "written"));
    }
  }
}
