package dev.floe.spec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.spec.AttributedWork.Written;
import dev.floe.spec.s3.S3Server;
import dev.floe.spec.s3.S3ServerOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The logs of a store say the same of Floe's requests as of the reference's.
@Tag("live")
class AttributionLiveTest {
  private static final List<Written> ARRAYS =
      List.of(
          new Written("plain", "0/1"),
          new Written("grp/été arr", "7"),
          new Written("a;b(c)=\"d%20~!", "0"),
          new Written("back\\slash", "0"),
          new Written("q".repeat(200) + "/" + "z".repeat(57), "0"),
          new Written("é".repeat(42) + "abcdb", "0"),
          new Written("aa" + "é".repeat(100), "1"),
          new Written("deep", "123456789/".repeat(9) + "3"));

  @AutoClose private final S3Server server = S3Server.start();

  private TreeSet<String> reference(List<Written> arrays, String prefix) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("attributed", server.endpoint(), S3ServerOptions.TEST_BUCKET, prefix));
    arrays.forEach(each -> arguments.addAll(List.of(each.name(), each.chunk(), each.document())));
    server.requests().clear();
    Reference.NEWER.run("over_s3.py", arguments.toArray());
    return AttributedWork.seen(server, prefix);
  }

  private TreeSet<String> floe(List<Written> arrays, String prefix) {
    server.requests().clear();
    AttributedWork.run(server, prefix, AttributedWork.WHO, arrays);
    return AttributedWork.seen(server, prefix);
  }

  private void same(List<Written> arrays, String name) {
    TreeSet<String> reference = reference(arrays, name + "/reference");
    assertEquals(4 * arrays.size(), reference.size(), reference::toString);
    assertTrue(reference.toString().contains("principal=bob; array="), reference::toString);
    assertEquals(reference, floe(arrays, name + "/floe"));
  }

  @Test
  void arraysAndChunksAreNamedAsTheReferenceNamesThem() {
    same(ARRAYS, "many");
  }

  @Test
  void theRootIsNamedAsTheReferenceNamesIt() {
    same(List.of(new Written("", "2")), "root");
  }
}
