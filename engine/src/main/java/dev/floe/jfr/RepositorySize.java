package dev.floe.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A commit to a repository that has very many snapshots: its file is written with every commit,
/// and there is a limit to it.
@Name("dev.floe.RepositorySize")
@Label("Repository Size")
@Description("A commit to a repository that has very many snapshots")
@Category("Floe")
@StackTrace(false)
public final class RepositorySize extends Event {
  private static final RepositorySize PROBE = new RepositorySize();

  @Label("Repository")
  @Description("Where the repository is")
  String repository;

  @Label("Snapshots")
  int snapshots;

  @Label("Entries")
  @Description("Entries of all kinds in the repository's file")
  int entries;

  @Label("Limit")
  @Description("With more entries no commit is accepted")
  int limit;

  private RepositorySize() {}

  /// Records the size after a commit, if anybody wants to know.
  public static void emit(String repository, int snapshots, int entries, int limit) {
    if (PROBE.isEnabled()) {
      RepositorySize event = new RepositorySize();
      event.repository = repository;
      event.snapshots = snapshots;
      event.entries = entries;
      event.limit = limit;
      event.commit();
    }
  }
}
