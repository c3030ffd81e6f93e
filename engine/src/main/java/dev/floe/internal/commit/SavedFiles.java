package dev.floe.internal.commit;

import dev.floe.error.ConflictException;
import dev.floe.error.ErrorKind;
import dev.floe.format.Update;
import dev.floe.internal.asset.AssetManager;
import dev.floe.internal.binary.RepoInfo;
import dev.floe.internal.concurrent.Sources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Frees the operations log from its saved files, of which every change leaves one: the whole log
/// is written into one new file, and the repository file goes on from there.
///
/// ```
/// before   repo [e4, e3 B3] ─► B2 [e2, e1 B1]        B1, B2, B3 hold the log or are named by it
/// after    repo [gc] ─► N [e4, e3, e2, e1]           only N does
/// ```
public final class SavedFiles {
  private static final int MOST_RESTARTS = 20;

  private final AssetManager assets;
  private final RepoUpdateLoop updates;
  private final Sources sources;

  public SavedFiles(AssetManager assets, RepoUpdateLoop updates, Sources sources) {
    this.assets = assets;
    this.updates = updates;
    this.sources = sources;
  }

  /// Whether an object below `overwritten/` is a saved repository file.
  public static boolean isOne(String key) {
    String prefix = AssetManager.BACKUP_PREFIX + AssetManager.REPO_KEY + ".";
    return key.startsWith(prefix)
        && key.substring(prefix.length()).matches("\\d{14}\\.[0-9A-Z]{20}");
  }

  /// Writes the log anew, so that no saved file is needed but the new one.
  ///
  /// @param staying the names of saved files that stay; entries go on naming these
  /// @throws ConflictException `repo-info-updated` if others change the repository all the time
  public void free(Set<String> staying) {
    for (int restarts = 0; ; restarts++) {
      RepoInfo info = assets.repoInfo().orElseThrow(() -> RepoFile.missing(assets)).info();
      String name = BackupNames.of(AssetManager.REPO_KEY, sources);
      assets.writeRepoInfoBackup(name, withWholeLog(info, staying));
      try {
        updates.run(new RepoUpdate.RestartLog(name, info.latestUpdates().getFirst().updatedAt()));
        return;
      } catch (ConflictException e) {
        if (e.kind() != ErrorKind.REPO_INFO_UPDATED || restarts == MOST_RESTARTS) {
          throw e;
        }
      }
    }
  }

  private RepoInfo withWholeLog(RepoInfo info, Set<String> staying) {
    List<Update> log = new ArrayList<>();
    OperationsHistory history = new OperationsHistory(info, assets::repoInfoBackup);
    while (history.hasNext()) {
      LoggedOperation entry = history.next();
      Optional<String> backup = entry.backup().filter(staying::contains);
      log.add(new Update(entry.type(), entry.time(), backup));
    }
    return info.toBuilder().latestUpdates(log).repoBeforeUpdates(Optional.empty()).build();
  }
}
