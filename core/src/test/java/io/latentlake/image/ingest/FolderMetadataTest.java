package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** Files of lines about the images beside them. */
class FolderMetadataTest extends IngestCase {
  @Test
  void metadataBesideTheImagesOfASplitGivesLabelsAndFactors() throws Exception {
    images("train/0.png", "train/a, b.png", "train/2.png", "test/0.png");
    sheet(
        "train/metadata.csv",
        "file_name,Label,text,factor_scale",
        "0.png,good,\"two\nlines\",0.5",
        "\"a, b.png\",bad,,",
        "gone.png,bad,,1",
        "0.png,again,,1");
    sheet("test/Metadata.CSV", "\ufefffile_name;label", "./0.png;bad");

    IngestResult result = ingest();

    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "train/0.png", "again",
                "train/a, b.png", "bad",
                "train/2.png", "null",
                "test/0.png", "bad"));
    assertThat(image("train/0.png").<String>getAs(ImagesTable.SPLIT)).isEqualTo("train");
    assertThat(factors("train/0.png")).isEqualTo(Map.of("scale", 1.0));
    assertThat(rejects()).isEqualTo(Map.of("gone.png", "missing", "0.png", "duplicate_id"));
    assertThat(result.items()).isEqualTo(6);
    assertThat(understood())
        .contains(
            "train  3 images",
            "  again  1",
            "  bad  1",
            "  (no label)  1",
            "without a line of metadata  1 image",
            "train/metadata.csv",
            "  labels from column Label",
            "  factors from columns factor_scale")
        .doesNotContain("  no splits: no column split (data.split-column)");
  }

  @Test
  void metadataAboveTheFoldersOfImagesNamesSplitsToo() throws Exception {
    images("photos/0.png", "photos/1.png", "photos/deep/2.png");
    sheet(
        "metadata.jsonl",
        "{\"file_name\": \"photos/0.png\", \"label\": 7, \"split\": \"test\", \"boxes\": [1, 2]}",
        "no object",
        "{\"file_name\": \"photos/deep/2.png\", \"label\": \"x\", \"split\": \"holdout\"}");
    ingest("validation-fraction=0");
    // The folder is no label where others are told theirs
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(Map.of("photos/0.png", "7", "photos/1.png", "null"));
    assertThat(image("photos/0.png").<String>getAs(ImagesTable.SPLIT)).isEqualTo("test");
    assertThat(rejects()).isEqualTo(Map.of("2.png", "unknown_split", "metadata.jsonl", "missing"));
  }

  @Test
  void metadataWithoutLabelsLeavesThoseOfTheFolders() throws Exception {
    images("good/0.png", "good/1.png");
    sheet("metadata.csv", "path,factor_x", "good/0.png,2");
    ingest();
    assertThat(column(ImagesTable.LABEL).values()).containsOnly("good");
    assertThat(factors("good/0.png")).isEqualTo(Map.of("x", 2.0));
  }

  @Test
  void metadataThatNamesNoImagesIsAFileOfAnotherType() throws Exception {
    images("good/0.png");
    sheet("metadata.csv", "picture,label", "0.png,bad");
    ingest();
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("good/0.png", "good"));
    assertThat(rejects()).isEqualTo(Map.of("metadata.csv", "other_file_type"));
    assertThat(understood())
        .contains(
            "  not read: no column file_name or path (data.path-column); its columns are picture,"
                + " label");
  }

  @Test
  void metadataInAnotherEncodingIsRefused() {
    images("0.png");
    write("metadata.csv", "file_name,label\n0.png,gr\u00fcn".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("metadata.csv is not UTF-8");
  }

  private Map<String, Double> factors(String id) {
    Row image = image(id);
    return image.getJavaMap(image.fieldIndex(ImagesTable.FACTORS));
  }

  private List<String> understood() {
    return Ingest.of(spark(), store(), options(), SEED).understood();
  }

  private void images(String... names) {
    for (String name : names) {
      write(name, Pictures.png(2, 2, 9));
    }
  }

  private void sheet(String name, String... lines) {
    write(name, String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
  }
}
