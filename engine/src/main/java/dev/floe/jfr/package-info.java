/// What Floe tells the flight recorder, as API: names, fields and units stay as they are. For
/// whoever asks where the time of a slow read or commit went, on a running service and without a
/// build of their own:
///
/// ```
/// jcmd <pid> JFR.start name=floe settings=profile dev.floe.CacheLookup#enabled=true
/// jcmd <pid> JFR.dump name=floe filename=floe.jfr
/// jfr print --categories Floe floe.jfr
/// ```
///
/// | event | one per | default |
/// |---|---|---|
/// | `dev.floe.StorageRequest` | request to a storage, every attempt by itself | on |
/// | `dev.floe.HttpAttempt` | HTTP request, every attempt, hedge and part by itself | on |
/// | `dev.floe.CacheLookup` | look-up in a cache | off: hot |
/// | `dev.floe.Commit` | call of commit, with all its attempts | on |
/// | `dev.floe.CommitPhase` | phase of an attempt of a commit | on |
/// | `dev.floe.ChangeSetFlush` | change set written as files, with what it held in memory | on |
/// | `dev.floe.PoolPressure` | wait for memory | on |
/// | `dev.floe.ManifestSplit` | manifest that another writer had merged and a commit splits | on |
/// | `dev.floe.RepositorySize` | commit to a repository of very many snapshots | on |
///
/// While nobody records an event nothing is allocated and no clock is read: `started()` answers
/// null, and the code that would fill the event in is skipped.
package dev.floe.jfr;
