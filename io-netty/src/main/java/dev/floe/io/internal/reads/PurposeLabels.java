package dev.floe.io.internal.reads;

import dev.floe.format.ChunkIndices;
import dev.floe.io.internal.http.Headers;
import dev.floe.storage.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What requests are for, in their `User-Agent`, as the reference writes it there: the array's path
/// without its first slash, escaped as in a URL where it is not printable ASCII or would end the
/// label, and what is too long without its middle.
///
/// ```
/// floe (principal=bob)  →  floe (principal=bob; array=grp/%C3%A9t%C3%A9 arr; chunk=0/1)
/// ```
public final class PurposeLabels {
  private static final String AGENT = "User-Agent";
  private static final int LONGEST_ARRAY = 256;
  private static final int LONGEST_CHUNK = 64;
  private static final String GAP = "...";
  private static final int ESCAPE_LENGTH = 3;

  private PurposeLabels() {}

  /// Fields whose user agent says too what the request is for; as they are where they have none.
  public static Headers in(Headers fields, Optional<Purpose> purpose) {
    Optional<String> agent = purpose.isEmpty() ? Optional.empty() : fields.first(AGENT);
    return agent.isEmpty()
        ? fields
        : fields.overriddenBy(Headers.of(AGENT, labelled(agent.get(), purpose.get())));
  }

  private static String labelled(String agent, Purpose purpose) {
    String array = shortened(escaped(purpose.array().text().substring(1)), LONGEST_ARRAY);
    String labels = "array=" + array + purpose.chunk().map(PurposeLabels::chunk).orElse("") + ")";
    return agent.endsWith(")")
        ? agent.substring(0, agent.length() - 1) + "; " + labels
        : agent + " (" + labels;
  }

  private static String chunk(ChunkIndices chunk) {
    return "; chunk=" + shortened(chunk.keySuffix(), LONGEST_CHUNK);
  }

  private static String escaped(String path) {
    StringBuilder text = new StringBuilder();
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      if (each < ' ' || each > '~' || "%()\\;=".indexOf(each) >= 0) {
        text.append(String.format("%%%02X", each));
      } else {
        text.append((char) each);
      }
    }
    return text.toString();
  }

  /// The beginning and the end of a text, of the same length but for escapes, which stay whole.
  private static String shortened(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int half = (longest - GAP.length()) / 2;
    int head = half;
    int tail = text.length() - half;
    for (int back = 1; back < ESCAPE_LENGTH; back++) {
      head -= text.charAt(half - back) == '%' ? back : 0;
      tail += text.charAt(text.length() - half - back) == '%' ? ESCAPE_LENGTH - back : 0;
    }
    return text.substring(0, head) + GAP + text.substring(tail);
  }
}
