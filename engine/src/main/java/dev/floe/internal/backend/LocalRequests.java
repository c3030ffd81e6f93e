package dev.floe.internal.backend;

import dev.floe.storage.TurnRequests;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Requests at files, each a file of its own in `<file>#000`, of which its process keeps the lock.
///
/// ```
/// <id>#3 ──► <id>#1 ──► <id>#2 ──► no file         written, left, taken, ended or taken back
/// ```
///
/// A name is given, and taken away, as a whole: of two who want to take a request one does. Who
/// finds the lock free knows that the process has died, and deletes the file. Whether a request has
/// ended is [looked for][#look] while a turn is awaited; within a virtual machine it is told.
final class LocalRequests implements TurnRequests {
  /// How the names of files end that are on their way, left, and taken.
  private static final String WRITTEN = "#3";

  private static final String LEFT = "#1";
  private static final String TAKEN = "#2";

  private static final int ID_BYTES = 16;

  /// What no request is longer than.
  private static final long MOST_BYTES = 1L << 26;

  /// Those of this virtual machine, by the name of the file and by their own: their files must not
  /// be opened again, for closing one gives up the lock.
  private static final ConcurrentHashMap<String, Map<String, Left>> OWN = new ConcurrentHashMap<>();

  private final LocalLayout layout;
  private final Directories directories;
  private final RandomGenerator random;

  LocalRequests(LocalLayout layout, Directories directories, RandomGenerator random) {
    this.layout = layout;
    this.directories = directories;
    this.random = random;
  }

  /// Looks which requests of this virtual machine at a file have ended.
  static void look(String name) {
    OWN.getOrDefault(name, Map.of()).values().forEach(Left::look);
  }

  @Override
  public Optional<Request> leave(String key, Object owner, byte[] bytes, Runnable ended) {
    Path file = layout.file(ObjectKeys.checked(key));
    byte[] id = new byte[ID_BYTES];
    random.nextBytes(id);
    Path directory = LocalLayout.requestDirectory(file);
    try {
      String name = ObjectLock.name(LocalLayout.turnFile(file));
      Left left = new Left(key, name, directory, HexFormat.of().formatHex(id), owner, bytes, ended);
      try {
        left.write();
      } catch (NoSuchFileException e) {
        directories.createParent(left.left);
        left.write();
      }
      return Optional.of(left);
    } catch (IOException | OverlappingFileLockException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  @Override
  public List<Taken> take(String key, Object owner, int most) {
    Path file = layout.file(ObjectKeys.checked(key));
    List<Taken> taken = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(LocalLayout.requestDirectory(file))) {
      String name = ObjectLock.name(LocalLayout.turnFile(file));
      for (Path path : all) {
        String id = id(path);
        Left mine = OWN.getOrDefault(name, Map.of()).get(id);
        if (mine != null && mine.owner == owner || taken.size() == most) {
          continue;
        }
        if (path.toString().endsWith(LEFT)) {
          taken(path, path.resolveSibling(id + TAKEN), mine).ifPresent(taken::add);
        } else if (mine == null) {
          dropIfAbandoned(path);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // Whoever left a request that is not taken does without.
    }
    return taken;
  }

  private static String id(Path path) {
    String name = path.getFileName().toString();
    int end = name.lastIndexOf('#');
    return end < 0 ? name : name.substring(0, end);
  }

  private static Optional<Taken> taken(Path left, Path taken, Left mine) {
    try {
      Files.move(left, taken, StandardCopyOption.ATOMIC_MOVE);
      if (mine != null) {
        return Optional.of(new Other(taken, mine.bytes, mine));
      }
      return bytes(taken).map(bytes -> new Other(taken, bytes, null));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// What somebody who lives left; the file of somebody who has died is deleted.
  private static Optional<byte[]> bytes(Path path) throws IOException {
    try (FileChannel channel = opened(path)) {
      if (isAbandoned(channel)) {
        Files.deleteIfExists(path);
        return Optional.empty();
      }
      long size = channel.size();
      if (size > MOST_BYTES) {
        return Optional.of(new byte[0]);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // The rest comes with the next call.
      }
      return Optional.of(bytes.array());
    }
  }

  private static FileChannel opened(Path path) throws IOException {
    return FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static boolean isAbandoned(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  private static void dropIfAbandoned(Path path) {
    try (FileChannel channel = opened(path)) {
      if (isAbandoned(channel)) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // It is gone, or for another time.
    }
  }

  /// A request of this virtual machine.
  private final class Left implements Request {
    private final String key;
    private final String name;
    private final Path written;
    private final Path left;
    private final Path taken;
    private final String id;
    private final Object owner;
    private final byte[] bytes;
    private final Runnable ended;
    private FileChannel channel;
    private boolean hasEnded;

    /// @param name of the file, in this virtual machine
    Left(
        String key,
        String name,
        Path directory,
        String id,
        Object owner,
        byte[] bytes,
        Runnable ended) {
      this.key = key;
      this.name = name;
      this.written = directory.resolve(id + WRITTEN);
      this.left = directory.resolve(id + LEFT);
      this.taken = directory.resolve(id + TAKEN);
      this.id = id;
      this.owner = owner;
      this.bytes = bytes;
      this.ended = ended;
    }

    private synchronized void write() throws IOException {
      OWN.compute(
          name,
          (_, all) -> {
            Map<String, Left> with = all == null ? new ConcurrentHashMap<>() : all;
            with.put(id, this);
            return with;
          });
      try {
        channel =
            FileChannel.open(
                written,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
        channel.lock();
        ByteBuffer all = ByteBuffer.wrap(bytes);
        while (all.hasRemaining()) {
          channel.write(all);
        }
        Files.move(written, left, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException | RuntimeException e) {
        close();
        Files.deleteIfExists(written);
        throw e;
      }
    }

    /// The name of one that is taken meanwhile is there under one of both.
    private void look() {
      boolean found;
      synchronized (this) {
        found = channel == null || Files.exists(left) || Files.exists(taken);
      }
      if (!found) {
        finish();
      }
    }

    /// Others have ended it.
    private void finish() {
      synchronized (this) {
        if (channel == null) {
          return;
        }
        close();
        hasEnded = true;
      }
      ended.run();
    }

    private void close() {
      OWN.computeIfPresent(
          name,
          (_, all) -> {
            all.remove(id, this);
            return all.isEmpty() ? null : all;
          });
      try {
        if (channel != null) {
          channel.close();
        }
      } catch (IOException e) {
        // The lock goes with the process at the latest.
      }
      channel = null;
    }

    @Override
    public synchronized boolean hasEnded() {
      return hasEnded;
    }

    @Override
    public boolean takeBack() {
      synchronized (this) {
        if (channel == null) {
          return false;
        }
        boolean untaken = deleted(left);
        if (untaken || deleted(taken)) {
          close();
          return untaken;
        }
      }
      finish();
      return false;
    }

    @Override
    public void confirm() {
      try {
        directories.sync(left.getParent().getParent());
      } catch (IOException e) {
        throw LocalFailures.failure("made durable", key, left.getParent().getParent(), e);
      }
    }
  }

  private static boolean deleted(Path path) {
    try {
      return Files.deleteIfExists(path);
    } catch (IOException e) {
      return false;
    }
  }

  /// A request of somebody else.
  ///
  /// @param mine if somebody else in this virtual machine left it, else null
  private record Other(Path path, byte[] bytes, Left mine) implements Taken {
    @Override
    public boolean isValid() {
      return Files.exists(path);
    }

    @Override
    public void end() {
      if (deleted(path) && mine != null) {
        mine.finish();
      }
    }
  }
}
