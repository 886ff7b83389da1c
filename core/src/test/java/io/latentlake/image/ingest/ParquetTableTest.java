package io.latentlake.image.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectsTable;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Tables that hold images, in the shapes that people write them. */
class ParquetTableTest extends IngestCase {
  @Test
  void filesOfATableMayDifferInTheTypesOfTheirColumns() throws Exception {
    String[] labels = {"1L", "cast(2 as int)", "3.0D", "'four'"};
    byte[] png = Pictures.png(2, 2, 1);
    Dataset<Row> image =
        spark()
            .createDataFrame(
                List.of(RowFactory.create(png)), new StructType().add("image", "binary"));
    for (int i = 0; i < labels.length; i++) {
      image
          .selectExpr("image", labels[i] + " as label", "'test' as split")
          .write()
          .mode("append")
          .partitionBy("split")
          .parquet(input().toString());
    }
    image
        .selectExpr("'test' as split", "image")
        .write()
        .mode("append")
        .partitionBy("split")
        .parquet(input().toString());
    ingest();
    assertThat(column(ImagesTable.LABEL).values())
        .containsExactlyInAnyOrder("1", "2", "3", "four", "null");
    assertThat(column(ImagesTable.SPLIT).values()).containsOnly("test");
    assertThat(Ingest.of(spark(), store(), options(), SEED).understood())
        .contains("splits from column split")
        .filteredOn(line -> line.contains("no labels: no column label"))
        .singleElement()
        .asString()
        .startsWith("in file:");
  }

  @Test
  void columnNamesOfTablesIgnoreCaseAndSpaces() throws Exception {
    write("0.png", Pictures.png(2, 2, 10));
    Dataset<Row> files = spark().read().format("binaryFile").load(input().toString());
    for (String image :
        List.of(
            "content as Image",
            "named_struct('Path', 'x.png', 'Bytes', content) as ` IMAGE `",
            "struct(content as Content, path as Path) as col1")) {
      Dataset<Row> named = files.selectExpr(image, "'a' as ID", "'good' as LABEL");
      ingest(
          image.startsWith("struct") ? named.selectExpr("col1.*", "ID", "LABEL") : named,
          "id-column=id");
      assertThat(column(ImagesTable.LABEL)).as(image).isEqualTo(Map.of("a", "good"));
    }
    String manifest = folder.resolve("manifest").toString();
    spark().sql("select '0.png' as Path, 'good' as `Label `").write().parquet(manifest);
    write("../manifest/0.png", Pictures.png(2, 2, 10));
    ingest("path=" + manifest);
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.png", "good"));
    Dataset<Row> table = files.selectExpr("content as Image", "'good' as Label", "'a' as ID");
    assertThat(
            new TableSource(
                    spark(), table, options(), Optional.empty(), List.of(), Optional.empty())
                .understood())
        .containsExactly(
            "image ids are file names with row numbers (data.id-column)",
            "labels from column Label",
            "no splits: no column split (data.split-column)");
  }

  @Test
  void onlyFilesAndFoldersBelowTheTableNameSplits() throws Exception {
    Dataset<Row> rows =
        spark()
            .createDataFrame(
                List.of(RowFactory.create((Object) Pictures.png(2, 2, 1))),
                new StructType().add("image", "binary"));
    String table = input().resolve("test/images.parquet").toString();
    rows.coalesce(1).write().parquet(table);
    ingest("path=" + table, "validation-fraction=0");
    assertThat(column(ImagesTable.SPLIT).values()).containsOnly("train");
    assertThat(said())
        .contains(
            "ingest: splits from names of files and of their folders below data.path that end in"
                + " one: no column split (data.split-column)");

    Path file;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(table), "*.parquet")) {
      file = files.iterator().next();
    }
    ingest("path=" + file, "validation-fraction=0");
    assertThat(column(ImagesTable.SPLIT).values()).containsOnly("train");
    Files.createDirectories(input().resolve("test/a/val"));
    Files.copy(file, input().resolve("test/a/val/0.parquet"));
    Files.copy(file, input().resolve("test/a/mnist_test.parquet"));
    ingest("path=" + input().resolve("test/a/mnist_test.parquet"));
    assertThat(column(ImagesTable.SPLIT).values()).containsOnly("test");
    ingest("path=" + input().resolve("test/a/val"), "validation-fraction=0");
    assertThat(column(ImagesTable.SPLIT).values()).containsOnly("train");
    Files.delete(input().resolve("test/a/mnist_test.parquet"));
    ingest("path=" + input().resolve("test/a"));
    assertThat(column(ImagesTable.SPLIT).values()).containsOnly("validation");
  }

  @Test
  void aFolderAboveACsvFileOfPixelsNamesNoSplit() throws Exception {
    write("test/digits.csv", "label,pixel0\n7,255\n".getBytes(UTF_8));
    ingest("path=" + input().resolve("test/digits.csv"), "validation-fraction=0");
    assertThat(column(ImagesTable.SPLIT)).isEqualTo(Map.of("digits.csv#0", "train"));
    assertThat(said()).anyMatch(line -> line.contains("splits from names of files"));
    write("digits_test.csv", "label,pixel0\n7,255\n".getBytes(UTF_8));
    ingest("path=" + input().resolve("digits_test.csv"));
    assertThat(column(ImagesTable.SPLIT)).isEqualTo(Map.of("digits_test.csv#0", "test"));
  }

  @Test
  void aTableThatSparkIgnoresIsRefused() {
    spark().range(1).write().parquet(folder.resolve("_table").toString());
    assertThatThrownBy(() -> ingest("path=" + folder.resolve("_table"), "format=parquet"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rename it");
  }

  @Test
  void imagesInTablesThatAreNotBytesAreRefusedByTheirType() {
    String png = Base64.getEncoder().encodeToString(Pictures.png(9, 9, 10));
    assertImagesRefused("array(binary('x'))", "of type array<binary>", "explode");
    assertImagesRefused("named_struct('bytes', 'x')", "of type struct<bytes:string>", "unbase64");
    assertImagesRefused("1", "column image (data.image-column) is of type int");
    assertImagesRefused("'" + png + "'", "holds the image itself as base64 text", "unbase64");
    assertImagesRefused("'data:image/png;base64," + png + "'", "as base64 text");
  }

  private void assertImagesRefused(String image, String... words) {
    spark()
        .sql("select " + image + " as image")
        .write()
        .mode("overwrite")
        .parquet(input().toString());
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words);
  }

  @Test
  void onlyATableWithoutTheBytesOfARowNamesFiles() throws Exception {
    write("0.png", Pictures.png(2, 2, 7));
    String held = "select named_struct('bytes', binary('x'), 'path', '0.png') as image";
    String named = "select named_struct('bytes', cast(null as binary), 'path', '0.png') as image";
    String empty = "select cast(null as struct<bytes:binary,path:string>) as image";
    String table = folder.resolve("table").toString();
    String[] where = {"path=" + table, "root=" + input()};
    spark().sql(held + " union all " + empty).write().parquet(table);
    assertThat(Ingest.of(spark(), store(), options(where), SEED).manifest()).isEmpty();

    spark().sql(named).write().mode("append").parquet(table);
    spark().sql(named + ", 'a' as label").write().mode("append").parquet(table);
    ManifestFiles files = Ingest.of(spark(), store(), options(where), SEED).manifest().get();

    assertThat(files.own()).hasSize(4).allMatch(file -> file.getName().endsWith(".parquet"));
    assertThat(files.apart()).isFalse();
    List<Row> rows = files.named().get().collectAsList();
    assertThat(rows).hasSize(2);
    assertThat(rows.get(0).getString(0)).endsWith("/in/0.png");
    assertThat(rows.get(0).getLong(1)).isEqualTo(Files.size(input().resolve("0.png")));
  }

  @Test
  void whereARowHoldsNoBytesTheFileOfItsPathIsRead() throws Exception {
    String table = input().resolve("table.parquet").toString();
    write("table.parquet/pics/0.png", Pictures.png(2, 2, 7));
    write("elsewhere/1.png", Pictures.png(2, 2, 9));
    String image = "named_struct('bytes', cast(null as binary), 'path', '%s') as image, '%s' as id";
    spark()
        .sql(
            String.join(
                " union all select ",
                "select " + String.format(image, "pics/0.png", "0"),
                String.format(image, "1.png", "1"),
                String.format(image, "http://127.0.0.1:9/2.png", "2")))
        .write()
        .mode("append")
        .parquet(table);
    ingest("path=" + table, "id-column=id");
    assertThat(image("0").<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(7);
    assertThat(image("0").<String>getAs(ImagesTable.URI)).endsWith("/table.parquet/pics/0.png");
    assertThat(rejectRows().stream().map(row -> row.<String>getAs(RejectsTable.REASON)))
        .containsExactlyInAnyOrder("missing", "unreadable");
    assertThat(rejectRows().stream().map(row -> row.<String>getAs(RejectsTable.DETAIL)))
        .anyMatch(
            detail -> detail.startsWith("the row holds no bytes, and its file 1.png does not"));
    ingest("path=" + table, "id-column=id", "root=" + input().resolve("elsewhere"));
    assertThat(image("1").<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(9);
  }

  @Test
  void onlyCurrentFilesOfADeltaTableAreRead() throws Exception {
    byte[] png = Pictures.png(2, 2, 1);
    StructType schema = new StructType().add("image", "binary").add("label", "string");
    spark()
        .createDataFrame(
            List.of(RowFactory.create(png, "a b"), RowFactory.create(png, "gone")), schema)
        .repartition(1)
        .write()
        .partitionBy("label")
        .parquet(input().toString());
    String kept = file("label=a b");
    String gone = file("label=gone");
    write(
        "_delta_log/00000000000000000000.json",
        String.format(
                "{\"protocol\": {\"minReaderVersion\": 1}}%n{\"add\": {\"path\": \"%s\"}}%n"
                    + "{\"add\": {\"path\": \"%s\"}}",
                gone, kept.replace(" ", "%20"))
            .getBytes());
    write(
        "_delta_log/00000000000000000001.json",
        String.format("{\"remove\": {\"path\": \"%s\"}}", gone).getBytes());
    ingest();
    assertThat(column(ImagesTable.LABEL).values()).containsExactly("a b");

    String vector = "{\"add\": {\"path\": \"%s\", \"deletionVector\": {\"cardinality\": 1}}}";
    write("_delta_log/00000000000000000002.json", String.format(vector, gone).getBytes());
    assertDeltaRefused("which uses deletion vectors");
    write(
        "_delta_log/00000000000000000002.json",
        "{\"protocol\":{\"minReaderVersion\":2}}".getBytes());
    assertDeltaRefused("beyond version 1");
    Files.delete(input().resolve("_delta_log/00000000000000000000.json"));
    assertDeltaRefused("does not begin with version 0");
  }

  private String file(String folder) throws Exception {
    try (DirectoryStream<java.nio.file.Path> files =
        Files.newDirectoryStream(input().resolve(folder), "*.parquet")) {
      return input().relativize(files.iterator().next()).toString();
    }
  }

  private void assertDeltaRefused(String why) {
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(why, "write its rows out as Parquet");
  }

  @Test
  void wholeNumberLabelsAreTheSameTextForEveryType() throws Exception {
    write("0.png", Pictures.png(2, 2, 10));
    for (String value : List.of("1.0D", "cast(1 as float)", "1.00BD", "1L", "'1'")) {
      String table = folder.resolve(value).toString();
      spark()
          .sql("select '" + input().resolve("0.png") + "' as path, " + value + " as label")
          .write()
          .parquet(table);
      ingest("path=" + table);
      assertThat(column(ImagesTable.LABEL).values()).as(value).containsExactly("1");
    }
    Dataset<Row> images =
        spark().read().format("binaryFile").load(input().toString()).selectExpr("content as image");
    ingest(images.selectExpr("image", "2.0D as label", "'a' as id"), "id-column=id");
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("a", "2"));
    ingest(images.selectExpr("image", "2.5D as label", "'a' as id"), "id-column=id");
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("a", "2.5"));
    ingest(images.selectExpr("image", "double('NaN') as label", "'a' as id"), "id-column=id");
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("a", "null"));
  }

  @Test
  void labelsThatAreListsAreRefused() {
    Dataset<Row> table = spark().sql("select binary('x') as image, array(0L, 1L) as label");
    assertThatThrownBy(() -> ingest(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column label (data.label-column) is of type array<bigint>");
    spark()
        .sql("select 'a.png' as path, named_struct('x', 1) as label")
        .write()
        .parquet(input().resolve("list").toString());
    assertThatThrownBy(() -> ingest("path=" + input().resolve("list")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("column label (data.label-column) is of type struct<x:int>");
  }
}
