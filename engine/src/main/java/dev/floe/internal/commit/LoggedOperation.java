package dev.floe.internal.commit;

import dev.floe.format.UpdateType;
import java.time.Instant;
import java.util.Optional;

/// An entry of the operations log and the saved file in which it is the newest, by its name below
/// `overwritten/`; the newest entry of all is in the live file and has none.
public record LoggedOperation(Instant time, UpdateType type, Optional<String> backup) {}
