package io.latentlake.image.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists of images, and where their files are looked for. */
class ManifestTest extends IngestCase {
  @ParameterizedTest
  @ValueSource(strings = {"_list.csv", ".list.csv", "lot [1]/list.csv", "{a,b}/q?*.csv"})
  void aManifestMayLieAnywhereAndHoldLineBreaksWithinQuotes(String name) throws Exception {
    write("0.png", Pictures.png(2, 2, 10));
    String lines = "\ufeff\"path\",label\r\n\r\n%s/0.png,\"a\r\n\"\"b\"\"\"\r\n";
    write(name, String.format(lines, input()).getBytes(UTF_8));
    ingest("path=" + input().resolve(name));
    assertThat(column(ImagesTable.LABEL).values()).containsExactly("a\n\"b\"");
  }

  @Test
  void linesWithMoreValuesThanColumnsAreRejectedByTheirNumber() throws Exception {
    write("0.png", Pictures.png(2, 2, 10));
    write("1.png", Pictures.png(2, 2, 10));
    String lines = "path,label\n\n0.png,\"a\nb\",,\n1.png,good, very good\n2.png";
    write("manifest.csv", lines.getBytes());
    ingest();
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.png", "a\nb"));
    assertThat(rejects()).isEqualTo(Map.of("1.png", "unreadable", "2.png", "missing"));
    assertThat(rejectRows().stream().map(row -> row.<String>getAs(RejectsTable.DETAIL)))
        .contains("line 5 has 3 values, the header 2 columns; put values that hold a , in quotes");
  }

  @Test
  void anUnclosedQuoteIsNamed() {
    write("0.png", Pictures.png(2, 2, 10));
    write("manifest.csv", ("path,label\n0.png,\"a" + "b\n".repeat(1 << 20)).getBytes());
    assertThatThrownBy(() -> ingest())
        .hasStackTraceContaining("manifest.csv: the record that begins in line 2")
        .hasStackTraceContaining("a quote that is not closed");
    write("manifest.csv", new byte[0]);
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("manifest.csv is empty");
  }

  @Test
  void aManifestMayLieElsewhereThanWhatItsPathsAreRelativeTo() throws Exception {
    write("candle/Data/Images/Normal/0.png", Pictures.png(2, 2, 10));
    write("candle/Data/Images/Anomaly/1.png", Pictures.png(2, 2, 10));
    write("candle/Data/Masks/Anomaly/1.png", Pictures.png(2, 2, 255));
    write(
        "split_csv/1cls.csv",
        String.join(
                "\n",
                "object,split,label,image,mask",
                "candle,train,normal,candle/Data/Images/Normal/0.png,",
                "candle,test,anomaly,candle/Data/Images/Anomaly/1.png,"
                    + "candle/Data/Masks/Anomaly/1.png",
                "candle,test,normal,candle/none.png,")
            .getBytes());
    String path = "path=" + input().resolve("split_csv/1cls.csv");
    String missing = "does not exist; relative paths begin at file:%s (data.root)";
    assertThatThrownBy(() -> ingest(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(String.format(missing, input().resolve("split_csv")));

    ingest(path, "root=" + input());

    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "candle/Data/Images/Normal/0.png", "normal",
                "candle/Data/Images/Anomaly/1.png", "anomaly"));
    assertThat(image("candle/Data/Images/Anomaly/1.png").<byte[]>getAs(ImagesTable.MASK))
        .containsOnly(1);
    assertThat(rejectRows().get(0).<String>getAs(RejectsTable.DETAIL))
        .isEqualTo(String.format(missing, input()));
    assertThat(Ingest.of(spark(), store(), options(path), SEED).understood())
        .startsWith("paths from column image", "labels from column label");
  }

  @Test
  void theDefaultNameOfAColumnComesBeforeOtherNames() throws Exception {
    write("0.png", Pictures.png(2, 2, 10));
    write("manifest.csv", "image,Class,File_Name,set,path,label\na,b,c,d,0.png,good\n".getBytes());
    assertThatThrownBy(() -> ingest()).hasMessageContaining("split is d; allowed are");
    ingest("split-column=none");
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.png", "good"));
    write("manifest.csv", "image,Class,File_Name,subset\na,b,0.png,test\n".getBytes());
    ingest();
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.png", "b"));
    assertThat(column(ImagesTable.SPLIT)).isEqualTo(Map.of("0.png", "test"));
  }

  @Test
  void columnsOfPixelsAreSquareGreyImages() throws Exception {
    write(
        "test.csv",
        "label,pixel0,pixel1,pixel2,pixel3\n7,0,127,128,255\n8,1,2,3,256\n9,1,2,3\n".getBytes());
    String path = "path=" + input().resolve("test.csv");
    IngestResult result = ingest(path);
    assertThat(result.shape()).isEqualTo(new ImageShape(1, 2, 2));
    Row image = image("test.csv#0");
    assertThat(image.<byte[]>getAs(ImagesTable.PIXELS)).containsExactly(0, 127, 128, 255);
    assertThat(image.<String>getAs(ImagesTable.LABEL)).isEqualTo("7");
    assertThat(image.<String>getAs(ImagesTable.SPLIT)).isEqualTo("test");
    assertThat(rejects())
        .isEqualTo(Map.of("test.csv#1", "unsupported", "test.csv#2", "unsupported"));
    assertThat(ingest(path).unchanged()).isEqualTo(1);
    assertThat(Ingest.of(spark(), store(), options(path), SEED).understood())
        .startsWith("grey images of 2x2 from columns of pixels", "labels from column label");
    write("test.csv", "pixel0,pixel1,pixel2\n1,2,3\n".getBytes());
    assertThatThrownBy(() -> ingest(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("with 3 pixel columns; supported are square grey images");
    write("test.csv", "pixel0,pixel2,pixel1,pixel3\n1,2,3,4\n".getBytes());
    assertThatThrownBy(() -> ingest(path))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column pixel2 is in the place of pixel1");
    write("test.csv", ("a" + ",b".repeat(784) + "\n1\n").getBytes());
    assertThatThrownBy(() -> ingest(path)).hasMessageEndingWith("b, b and 765 others");
  }

  @ParameterizedTest
  @ValueSource(strings = {"manifest.tsv", "manifest.csv.gz", "MANIFEST.CSV", "Manifest.Parquet"})
  void aFolderIsReadByItsManifestInEveryFormat(String name) throws Exception {
    write("other/0.png", Pictures.png(2, 2, 10));
    String separator = name.endsWith("tsv") ? "\t" : ",";
    byte[] lines =
        String.join(separator, "path", "label", "split\nother/0.png", "good", "test").getBytes();
    if (name.endsWith("Parquet")) {
      spark()
          .sql("select 'other/0.png' as path, 'good' as label, 'test' as split")
          .coalesce(1)
          .write()
          .parquet(folder.resolve("manifest").toString());
      try (DirectoryStream<java.nio.file.Path> parts =
          Files.newDirectoryStream(folder.resolve("manifest"), "*.parquet")) {
        lines = Files.readAllBytes(parts.iterator().next());
      }
    }
    write(name, name.endsWith("gz") ? gzip(lines) : lines);
    ingest();
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("other/0.png", "good"));
    assertThat(column(ImagesTable.SPLIT)).isEqualTo(Map.of("other/0.png", "test"));
  }

  @Test
  void aFolderWithSeveralManifestsIsRefused() {
    write("0.png", Pictures.png(2, 2, 10));
    write("manifest.csv", "path\n0.png\n".getBytes());
    write("manifest.tsv", "path\n0.png\n".getBytes());
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a folder with several manifests: manifest.csv, manifest.tsv; point");
  }
}
