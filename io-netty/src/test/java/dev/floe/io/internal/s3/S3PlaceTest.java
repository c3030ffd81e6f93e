package dev.floe.io.internal.s3;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.floe.error.InvalidInputException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Where requests go, and the keys in them.
class S3PlaceTest {
  private static String url(String bucket, String region, String endpoint, boolean pathStyle) {
    S3Place place = S3Place.of(bucket, region, Optional.ofNullable(endpoint), pathStyle, true);
    return place.origin() + place.object("a/b", "");
  }

  @Test
  void bucketsStandInTheHostOrInThePath() {
    assertEquals(
        "https://bucket.s3.eu-west-1.amazonaws.com/a/b", url("bucket", "eu-west-1", null, false));
    assertEquals(
        "https://s3.eu-west-1.amazonaws.com/bucket/a/b", url("bucket", "eu-west-1", null, true));
    assertEquals(
        "https://bucket.s3.cn-north-1.amazonaws.com.cn/a/b",
        url("bucket", "cn-north-1", null, false));
    assertEquals(
        "https://s3.us-east-1.amazonaws.com/with.dots/a/b",
        url("with.dots", "us-east-1", null, false),
        "no certificate covers names with dots");
    assertEquals(
        "https://bucket.store.example/a/b", url("bucket", "auto", "https://store.example/", false));
    assertEquals(
        "https://store.example/base/bucket/a/b",
        url("bucket", "auto", "https://store.example/base/", true));
  }

  @Test
  void addressesAndPlainNamesHaveNoNamesBelowThem() {
    assertEquals(
        "http://127.0.0.1:9101/bucket/a/b", url("bucket", "x", "http://127.0.0.1:9101", false));
    assertEquals("http://[::1]:9/bucket/a/b", url("bucket", "x", "http://[::1]:9", false));
    assertEquals("http://minio:9/bucket/a/b", url("bucket", "x", "http://minio:9", false));
  }

  @Test
  void whatCannotBeIsRefused() {
    assertRefused("b", "x", null, "bucket name");
    assertRefused("b?c", "x", null, "bucket name");
    assertRefused("bu", "a b", null, "region");
    for (String url :
        new String[] {
          "ftp://a", "nothing", "https://", "https://user:secret@h", "http://h?secret", ":"
        }) {
      assertRefused("bu", "x", url, "endpoint");
    }
    assertRefused("bu", "x", "http://h", "--allow-http");
  }

  private static void assertRefused(String bucket, String region, String endpoint, String why) {
    String message =
        assertThrows(
                InvalidInputException.class,
                () -> S3Place.of(bucket, region, Optional.ofNullable(endpoint), false, false))
            .getMessage();
    assertTrue(message.contains(why), message);
    assertFalse(message.contains("secret"), message);
  }

  @Test
  void prefixesLoseOneSlashAtTheEnd() {
    assertEquals("a/b/repo", S3Keys.below("a/b").whole("repo"));
    assertEquals("a/b/repo", S3Keys.below("a/b/").whole("repo"));
    assertEquals("a//repo", S3Keys.below("a//").whole("repo"));
    assertEquals("repo", S3Keys.below("").whole("repo"));
    assertEquals("/repo", S3Keys.below("").rooted().whole("repo"));
    assertEquals("a/chunks/", S3Keys.below("a").wholePrefix("chunks"));
    assertEquals("a/", S3Keys.below("a").wholePrefix(""));
    assertEquals("", S3Keys.below("").wholePrefix(""));
  }

  @Test
  void onlyForeignKeysMayBeAnyText() {
    assertThrows(InvalidInputException.class, () -> S3Keys.below("p").check("a//b"));
    assertThrows(InvalidInputException.class, () -> S3Keys.foreign("").check(""));
    S3Keys.foreign("").check("a//../b/");
    assertEquals("a//../b/", S3Keys.foreign("").whole("a//../b/"));
  }

  @Test
  void whatIsNoKeyIsNotListed() {
    assertEquals(Optional.of("repo"), S3Keys.below("p").relative("p/repo"));
    assertEquals(Optional.empty(), S3Keys.below("p").relative("p/"));
    assertEquals(Optional.empty(), S3Keys.below("p").relative("p/chunks/"));
    assertEquals(Optional.empty(), S3Keys.below("p").relative("q/repo"));
  }
}
