package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Names and paths that lead astray. */
class OddNamesTest extends IngestCase {
  @Test
  void everyLineOfAHostileManifestIsAnImageOrAReject() throws Exception {
    write("in/12:30.png", Pictures.png(2, 2, 1));
    write("in/a%2e%2e%2fb.png", Pictures.png(2, 2, 2));
    write("outside.png", Pictures.png(2, 2, 3));
    String longName = "x".repeat(200_000) + ".png";
    String[] lines = {
      "path,label",
      "12:30.png,colon",
      "a%2e%2e%2fb.png,percent",
      "../outside.png,up",
      "../../../../../../../../../../../../etc/passwd,up",
      "/etc/passwd,absolute",
      "file:/etc/passwd,scheme",
      "file:///etc/shadow%00.png,scheme",
      "%2e%2e/outside.png,percent",
      "a\0b.png,nul",
      "http://127.0.0.1:9/a.png,server",
      "ftp://127.0.0.1:9/a.png,server",
      "har:///a.har/b.png,archive",
      "jar:file:/a.jar!/b.png,archive",
      "nonsense://host/a.png,scheme",
      "://,scheme",
      ":,colon",
      "//,slash",
      "http://[::1,bracket",
      "12:30.png,again",
      "\\\\server\\share\\a.png,backslash",
      longName + ",long",
      "one,two,three,four",
      "lonely"
    };
    write("in/manifest.csv", String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    IngestResult result = ingest("path=" + input().resolve("in"), "height=2", "width=2");
    assertThat(result.items()).isEqualTo(lines.length - 1);
    assertThat(result.images().rows() + result.rejects().rows()).isEqualTo(lines.length - 1);
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of("12:30.png", "again", "a%2e%2e%2fb.png", "percent", "../outside.png", "up"));
    assertThat(result.rejectsByReason())
        .containsOnlyKeys("missing", "unreadable", "duplicate_id", "not_an_image");
    assertThat(details())
        .containsEntry(
            "http://127.0.0.1:9/a.png",
            "is on http:; a manifest on file: may name files there, on hdfs: or on s3a:");
  }

  @Test
  void masksOfAHostileManifestAreNotOpenedEverywhere() throws Exception {
    write("0.png", Pictures.png(2, 2, 1));
    write("1.png", Pictures.png(2, 2, 1));
    write("2.png", Pictures.png(2, 2, 1));
    write(
        "manifest.csv", "path,mask\n0.png,http://127.0.0.1:9/m.png\n1.png,a\0b\n2.png,".getBytes());
    ingest("height=2", "width=2");
    assertThat(column(ImagesTable.LABEL)).containsOnlyKeys("2.png");
    assertThat(rejects()).isEqualTo(Map.of("0.png", "bad_mask", "1.png", "bad_mask"));
  }

  @Test
  void namesThatTheJvmCannotDecodeAreRejected() throws Exception {
    write("a/sound.png", Pictures.png(2, 2, 1));
    write("a/with:colon.png", Pictures.png(2, 2, 2));
    write("a/with space?*[#%41.png", Pictures.png(2, 2, 3));
    shell("cp sound.png \"$(printf 'b\\377.png')\"; cp sound.png \"$(printf 'b\\376.png')\"");
    shell("mkdir \"$(printf 'c\\300')\"; cp sound.png \"$(printf 'c\\300/inside.png')\"");
    IngestResult result = ingest("height=2", "width=2");
    assertThat(column(ImagesTable.LABEL))
        .containsOnlyKeys("a/sound.png", "a/with:colon.png", "a/with space?*[#%41.png");
    assertThat(result.items()).isEqualTo(6);
    assertThat(rejects())
        .containsEntry("b%FF.png", "unreadable")
        .containsEntry("b%FE.png", "unreadable")
        .hasSize(3);
    assertThat(details().values()).allMatch(detail -> detail.contains("rename it"));
  }

  @Test
  void linksInCirclesAndToNowhereAreRejected() throws Exception {
    write("a/1.png", Pictures.png(2, 2, 1));
    write("b/2.png", Pictures.png(2, 2, 2));
    link("a/self", ".");
    link("a/up", "..");
    link("a/tob", "../b");
    link("b/toa", "../a");
    link("a/nowhere.png", "none.png");
    shell("mkfifo pipe.png");
    IngestResult result = ingest("height=2", "width=2");
    // A folder that a link leads to without a circle is read under both of its names.
    assertThat(column(ImagesTable.LABEL))
        .containsOnlyKeys("a/1.png", "b/2.png", "a/tob/2.png", "b/toa/1.png");
    assertThat(result.images().rows() + result.rejects().rows()).isEqualTo(result.items());
    assertThat(rejects())
        .containsEntry("self", "unreadable")
        .containsEntry("up", "unreadable")
        .containsEntry("nowhere.png", "missing")
        .containsEntry("pipe.png", "empty");
  }

  @Test
  void sparkImagesOfNothingAreRejected() throws Exception {
    StructType struct =
        new StructType()
            .add("origin", "string")
            .add("height", "int")
            .add("width", "int")
            .add("nChannels", "int")
            .add("mode", "int")
            .add("data", "binary");
    Dataset<Row> table =
        spark()
            .createDataFrame(
                java.util.List.of(
                    RowFactory.create(RowFactory.create("a", 1, 1, 1, 0, new byte[1])),
                    RowFactory.create(RowFactory.create("b", null, 1, 1, 0, new byte[1])),
                    RowFactory.create(RowFactory.create("c", 1, 1, 3, null, new byte[1])),
                    RowFactory.create(RowFactory.create("d", 1 << 30, 1 << 30, 4, 0, new byte[0]))),
                new StructType().add("image", struct));
    ingest(table, "height=1", "width=1");
    assertThat(column(ImagesTable.LABEL)).containsOnlyKeys("a");
    assertThat(rejects())
        .isEqualTo(Map.of("b", "unsupported", "c", "unsupported", "d", "unsupported"));
  }

  private Map<String, String> details() {
    Map<String, String> found = new TreeMap<>();
    for (Row reject : rejectRows()) {
      found.put(reject.getAs(RejectsTable.URI), reject.getAs(RejectsTable.DETAIL));
    }
    return found;
  }

  private void link(String name, String target) throws Exception {
    Files.createSymbolicLink(input().resolve(name), Path.of(target));
  }

  /** Java has no way to make such files. */
  private void shell(String commands) throws Exception {
    Process shell =
        new ProcessBuilder("sh", "-ec", commands)
            .directory(input().resolve("a").toFile())
            .inheritIO()
            .start();
    assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(shell.exitValue()).isZero();
  }
}
