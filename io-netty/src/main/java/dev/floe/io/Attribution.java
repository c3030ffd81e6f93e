package dev.floe.io;

import dev.floe.error.ErrorKind;
import dev.floe.error.InvalidInputException;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/// Who a storage's requests are for, for the logs of those who run the store: labels in the
/// `User-Agent` of every request, as the reference writes them.
///
/// ```
/// dask/2026.1 floe (workload=nightly ingest; principal=alice@lab)
/// ```
///
/// They prove nothing; they are no place for secrets. To requests for a chunk is added where it
/// belongs, as `array=temperature; chunk=0/1`, and to those for a manifest `array=temperature`. One
/// request for several chunks names the array if they have it in common, and no chunk; one that
/// writes a pack of chunks names none. The reference names arrays for nobody in particular too,
/// which Floe does not, and labels what it asks of other stores for virtual chunks as it does the
/// rest; Floe labels that as the storage of their container was told to.
///
/// @param client the program that uses this library, as `name` or `name/version`
/// @param workload what it is doing
/// @param principal for whom
public record Attribution(
    Optional<String> client, Optional<String> workload, Optional<String> principal) {
  /// Nobody in particular.
  public static final Attribution NONE =
      new Attribution(Optional.empty(), Optional.empty(), Optional.empty());

  private static final int LONGEST = 128;
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final Pattern CLIENT = Pattern.compile(TOKEN + "(/" + TOKEN + ")?");
  private static final Pattern LABEL = Pattern.compile("[ -~&&[^()\\\\;=\"]]+");

  public Attribution {
    check("client", client, CLIENT, "a product token such as name/version");
    check("workload", workload, LABEL, "printable ASCII without ( ) \\ ; = \"");
    check("principal", principal, LABEL, "printable ASCII without ( ) \\ ; = \"");
  }

  private static void check(String name, Optional<String> label, Pattern form, String expected) {
    Objects.requireNonNull(label, name);
    boolean fits =
        label.isEmpty() || label.get().length() <= LONGEST && form.matcher(label.get()).matches();
    if (!fits) {
      throw new InvalidInputException(
          ErrorKind.STORAGE_CONFIG,
          "attribution: expected as " + name + " at most " + LONGEST + " bytes, " + expected);
    }
  }

  /// For this program.
  public Attribution withClient(String name) {
    return new Attribution(Optional.of(name), workload, principal);
  }

  /// For this work.
  public Attribution withWorkload(String name) {
    return new Attribution(client, Optional.of(name), principal);
  }

  /// For this person or account.
  public Attribution withPrincipal(String name) {
    return new Attribution(client, workload, Optional.of(name));
  }

  /// The value of `User-Agent`.
  public String userAgent() {
    String labels =
        workload.map(name -> "workload=" + name).orElse("")
            + (workload.isPresent() && principal.isPresent() ? "; " : "")
            + principal.map(name -> "principal=" + name).orElse("");
    return client.map(name -> name + " ").orElse("")
        + "floe"
        + (labels.isEmpty() ? "" : " (" + labels + ")");
  }
}
