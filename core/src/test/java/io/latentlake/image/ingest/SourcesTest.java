package io.latentlake.image.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latentlake.image.ImageShape;
import io.latentlake.image.Pictures;
import io.latentlake.progress.Progress;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.TableStore;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroupFactory;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.util.HadoopOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourcesTest extends IngestCase {
  @Test
  void csvManifestGivesLabelSplitMaskAndFactors() throws Exception {
    write("pics/0.png", Pictures.png(2, 2, 10));
    write("pics/1, one.png", Pictures.png(2, 2, 11));
    write("pics/2.png", Pictures.png(2, 2, 12));
    write("masks/0.png", Pictures.png(2, 2, 255));
    write(
        "manifest.csv",
        String.join(
                "\n",
                "path,label,split,mask,factor_scale,factor_x",
                "pics/0.png,disc,train,masks/0.png,0.5,-1",
                "\"pics/1, one.png\",\"a \"\"quoted\"\" label\",val,,1.5,",
                "pics/2.png,,test,,,",
                "pics/missing.png,disc,train,,1,1",
                "pics/2.png,again,train,,1,1",
                input().resolve("pics/0.png") + ",absolute,holdout,,1,1",
                input().resolve("pics/2.png") + ",absolute,train,,wide,1",
                "pics/1.png,disc,train,masks/none.png,1,1",
                "pics,disc,train,,1,1")
            .getBytes());

    IngestResult result = ingest("height=2", "width=2");

    assertThat(result.items()).isEqualTo(9);
    assertThat(result.images().rows() + result.rejects().rows()).isEqualTo(9);
    assertThat(result.rejectsByReason())
        .isEqualTo(
            Map.of(
                "missing",
                2L,
                "duplicate_id",
                1L,
                "unknown_split",
                1L,
                "bad_factor",
                1L,
                "unreadable",
                1L));
    assertThat(column(ImagesTable.SPLIT))
        .isEqualTo(
            Map.of("pics/0.png", "train", "pics/1, one.png", "validation", "pics/2.png", "test"));
    assertThat(column(ImagesTable.LABEL).get("pics/1, one.png")).isEqualTo("a \"quoted\" label");
    assertThat(image("pics/0.png").getJavaMap(9)).isEqualTo(Map.of("scale", 0.5, "x", -1.0));
    assertThat(image("pics/0.png").<byte[]>getAs(ImagesTable.MASK)).containsOnly(1);
    assertThat(image("pics/1, one.png").getJavaMap(9)).isEqualTo(Map.of("scale", 1.5));
    assertThat(image("pics/2.png").<Object>getAs(ImagesTable.FACTORS)).isNull();

    IngestResult again = ingest("height=2", "width=2");
    assertThat(again.unchanged()).isEqualTo(3);
    assertThat(again.rejects().rows()).isEqualTo(6);
    assertThat(image("pics/0.png").getJavaMap(9)).isEqualTo(Map.of("scale", 0.5, "x", -1.0));
  }

  @Test
  void lengthsInAManifestAreTrustedUntilTheFilesAreRead() throws Exception {
    byte[] png = Pictures.png(2, 2, 10);
    for (String name : new String[] {"0.png", "1.png", "2.png", "3.png"}) {
      write(name, png);
    }
    int length = png.length;
    write(
        "manifest.csv",
        String.join(
                "\n",
                "path,size,changed",
                "0.png," + length + ",1700000000000",
                "1.png," + length + ",2023-11-14T22:13:20Z",
                "2.png," + (length + 1) + ",",
                "3.png," + (length - 1) + ",",
                "4.png," + length + ",",
                "5.png,long,",
                "6.png,-1,",
                "7.png," + Long.MAX_VALUE + ",")
            .getBytes());

    ingest("bytes-column=size", "modified-column=changed");

    assertThat(column(ImagesTable.SOURCE_MODIFIED))
        .isEqualTo(Map.of("0.png", "1700000000000", "1.png", "1700000000000"));
    assertThat(rejects())
        .isEqualTo(
            Map.of(
                "2.png", "corrupt",
                "3.png", "corrupt",
                "4.png", "missing",
                "5.png", "unreadable",
                "6.png", "unreadable",
                "7.png", "too_many_bytes"));
    assertThatThrownBy(() -> ingest("bytes-column=length"))
        .hasMessageContaining("the manifest has no column length (data.bytes-column)");
  }

  @Test
  void filesWithoutATimeInTheManifestAreReadAgain() throws Exception {
    byte[] bmp = Pictures.encode(Pictures.grey(2, 2, 7), "bmp");
    write("0.bmp", bmp);
    write("1.bmp", bmp);
    write("manifest.csv", ("path,size\n0.bmp," + bmp.length + "\n1.bmp," + bmp.length).getBytes());
    ingest("bytes-column=size");
    Map<String, String> before = column(ImagesTable.SOURCE_KEY);
    byte[] other = Pictures.encode(Pictures.grey(2, 2, 9), "bmp");
    assertThat(other).hasSameSizeAs(bmp);
    write("1.bmp", other);

    ingest("bytes-column=size");

    assertThat(image("1.bmp").<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(9);
    Map<String, String> after = column(ImagesTable.SOURCE_KEY);
    assertThat(after.get("0.bmp")).isEqualTo(before.get("0.bmp"));
    assertThat(after.get("1.bmp")).isNotEqualTo(before.get("1.bmp"));
  }

  @Test
  void parquetManifestMayNameItsColumns() throws Exception {
    write("0.png", Pictures.png(1, 1, 10));
    Dataset<Row> manifest =
        spark().sql("select '0.png' as file, 3 as kind, 'test' as part, 2.5D as size");
    manifest.write().parquet(input().resolve("list").toString());
    write("list/0.png", Pictures.png(1, 1, 10));
    ingest(
        "path=" + input().resolve("list"),
        "format=parquet",
        "path-column=file",
        "label-column=kind",
        "split-column=part",
        "factor-columns=[size]");
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.png", "3"));
    assertThat(image("0.png").getJavaMap(9)).isEqualTo(Map.of("size", 2.5));
    write("manifest.csv", "picture\n0.png\n".getBytes());
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the manifest has no column path (data.path-column); its columns are picture");
  }

  @Test
  void hubParquetGivesNamesToItsClassLabels() throws Exception {
    hubFile("data/train-00000-of-00001.parquet", new long[] {1, 0, -1, 7});
    hubFile("data/test-00000-of-00001.parquet", new long[] {0});
    IngestResult result = ingest();
    assertThat(result.images().rows()).isEqualTo(5);
    assertThat(column(ImagesTable.LABEL))
        .isEqualTo(
            Map.of(
                "data/train-00000-of-00001.parquet#0", "dog",
                "data/train-00000-of-00001.parquet#1", "cat",
                "data/train-00000-of-00001.parquet#2", "null",
                "data/train-00000-of-00001.parquet#3", "7",
                "data/test-00000-of-00001.parquet#0", "cat"));
    assertThat(image("data/test-00000-of-00001.parquet#0").<String>getAs(ImagesTable.SPLIT))
        .isEqualTo("test");
    assertThat(image("data/train-00000-of-00001.parquet#3").<byte[]>getAs(ImagesTable.PIXELS))
        .containsOnly(3);
    assertThat(ingest().unchanged()).isEqualTo(5);
    hubFile("data/test-00000-of-00001.parquet", new long[] {1});
    assertThat(ingest().changed()).isEqualTo(1);
  }

  @Test
  void filesThatGiveTheirLabelsDifferentNamesAreRefused() throws Exception {
    hubFile("train-00000-of-00002.parquet", new long[] {0});
    hubFile("train-00001-of-00002.parquet", new long[] {0}, "dog", "cat");
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train-00000-of-00002.parquet has cat, dog")
        .hasMessageContaining(
            "train-00001-of-00002.parquet has dog, cat; write the labels as text");
    write("train-00002-of-00002.parquet", "not Parquet, whatever it is called".getBytes());
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("train-00002-of-00002.parquet cannot be read as Parquet");
  }

  private void hubFile(String name, long[] labels) throws Exception {
    hubFile(name, labels, "cat", "dog");
  }

  private void hubFile(String name, long[] labels, String... names) throws Exception {
    Path file = new Path(input().resolve(name).toUri());
    Files.deleteIfExists(input().resolve(name));
    MessageType schema =
        MessageTypeParser.parseMessageType(
            "message m { optional group image { optional binary bytes; optional binary path"
                + " (STRING); } optional int64 label; }");
    String notes =
        "{\"info\": {\"features\": {\"image\": {\"_type\": \"Image\"}, \"label\": {\"names\": [\""
            + String.join("\", \"", names)
            + "\"], \"_type\": \"ClassLabel\"}}}}";
    try (ParquetWriter<Group> writer =
        ExampleParquetWriter.builder(HadoopOutputFile.fromPath(file, new Configuration()))
            .withType(schema)
            .withExtraMetaData(Map.of("huggingface", notes))
            .build()) {
      for (int i = 0; i < labels.length; i++) {
        Group row = new SimpleGroupFactory(schema).newGroup();
        byte[] png = Pictures.png(2, 2, i);
        row.addGroup("image")
            .append("bytes", Binary.fromConstantByteArray(png))
            .append("path", "x.png");
        row.append("label", labels[i]);
        writer.write(row);
      }
    }
  }

  @Test
  void binaryFilesAndSparkImagesGiveTheSamePixels() throws Exception {
    BufferedImage picture = new BufferedImage(3, 2, BufferedImage.TYPE_3BYTE_BGR);
    for (int i = 0; i < 6; i++) {
      picture.setRGB(i % 3, i / 3, 0x102030 * i + i);
    }
    write("test/cat/1.png", Pictures.encode(picture, "png"));
    write("train/dog/2.png", Pictures.encode(picture, "png"));
    Dataset<Row> binary = spark().read().format("binaryFile").load(input() + "/*/*");
    Dataset<Row> image = spark().read().format("image").load(input() + "/*/*");
    ingest(binary);
    Map<String, String> labels = column(ImagesTable.LABEL);
    List<Row> expected = images();
    assertThat(labels.values()).containsExactly("cat", "dog");
    assertThat(expected.get(0).<String>getAs(ImagesTable.SPLIT)).isEqualTo("test");
    byte[] pixels = expected.get(0).getAs(ImagesTable.PIXELS);
    assertThat(pixels[1] & 0xff).isEqualTo(0x10);
    assertThat(pixels[6 + 1] & 0xff).isEqualTo(0x20);
    assertThat(pixels[12 + 1] & 0xff).isEqualTo(0x31);

    ingest(image);
    assertThat(column(ImagesTable.LABEL).values()).containsExactly("cat", "dog");
    for (Row row : images()) {
      assertThat(row.<byte[]>getAs(ImagesTable.PIXELS)).isEqualTo(pixels);
    }

    binary.write().parquet(folder.resolve("table.parquet").toString());
    ingest("path=" + folder.resolve("table.parquet"));
    assertThat(images().get(1).<byte[]>getAs(ImagesTable.PIXELS)).isEqualTo(pixels);
    assertThat(column(ImagesTable.LABEL).values()).containsExactly("cat", "dog");
  }

  @Test
  void rowsOfTableImagesAreTakenFromAFrameButNotFromFiles() throws Exception {
    write("test/cat/1.png", Pictures.png(2, 3, 5));
    ingest();
    List<Row> before = images();
    Dataset<Row> rows = spark().createDataFrame(before, before.get(0).schema());
    ingest(rows);
    for (String column :
        List.of(ImagesTable.IMAGE_ID, ImagesTable.SPLIT, ImagesTable.LABEL, ImagesTable.PIXELS)) {
      assertThat(images().get(0).<Object>getAs(column))
          .as(column)
          .isEqualTo(before.get(0).getAs(column));
    }

    String files = folder.resolve("stored.parquet").toString();
    rows.write().parquet(files);
    assertThatThrownBy(() -> ingest("path=" + files))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("which holds rows of table images; they have been ingested already");
  }

  @Test
  void tableWithoutImagesIsRefused() {
    Dataset<Row> table = spark().sql("select 1 as a, 'x' as b");
    assertThatThrownBy(() -> ingest(table))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "no column of the table holds images; looked for image (data.image-column), for"
                + " content and for the columns of table images; its columns are a, b");
  }

  @Test
  void duplicateIdsOfATableAreRejected() throws Exception {
    byte[] png = Pictures.png(1, 1, 5);
    Dataset<Row> table =
        spark()
            .createDataFrame(
                List.of(
                    RowFactory.create("a", png),
                    RowFactory.create("b", png),
                    RowFactory.create("a", png),
                    RowFactory.create("c", null)),
                new org.apache.spark.sql.types.StructType()
                    .add("sku", "string")
                    .add("image", "binary"));
    IngestResult result = ingest(table, "id-column=sku");
    assertThat(column(ImagesTable.SPLIT)).containsOnlyKeys("a", "b");
    assertThat(result.rejectsByReason()).isEqualTo(Map.of("duplicate_id", 1L, "empty", 1L));
  }

  @Test
  void idxFilesGiveImagesAndLabelsAlsoGzipped() throws Exception {
    write("train-images-idx3-ubyte.gz", gzip(ImageLayoutTest.idxImages(12, 2, 3)));
    write("train-labels-idx1-ubyte.gz", gzip(ImageLayoutTest.idxLabels(12)));
    write("t10k-images-idx3-ubyte", ImageLayoutTest.idxImages(5, 2, 3));
    write("t10k-labels.idx1-ubyte", ImageLayoutTest.idxLabels(5));
    IngestResult result = ingest("validation-fraction=0");
    assertThat(result.shape()).isEqualTo(new ImageShape(1, 2, 3));
    assertThat(result.imagesBySplit()).isEqualTo(Map.of("train", 12L, "test", 5L));
    Row eleventh = image("train-images-idx3-ubyte.gz#11");
    assertThat(eleventh.<String>getAs(ImagesTable.LABEL)).isEqualTo("1");
    assertThat(eleventh.<byte[]>getAs(ImagesTable.PIXELS)).containsOnly(11);
    assertThat(image("t10k-images-idx3-ubyte#4").<String>getAs(ImagesTable.LABEL)).isEqualTo("4");
    assertThat(ingest("validation-fraction=0").unchanged()).isEqualTo(17);
  }

  @Test
  void brokenIdxFilesAreRejected() throws Exception {
    byte[] whole = ImageLayoutTest.idxImages(10, 2, 2);
    write("train-images-idx3-ubyte", Arrays.copyOf(whole, 16 + 4 * 7 + 1));
    write("cut-images-idx3-ubyte.gz", Arrays.copyOf(gzip(whole), 30));
    byte[] magic = whole.clone();
    magic[3] = 1;
    write("magic-images-idx3-ubyte", magic);
    byte[] large = whole.clone();
    ByteBuffer.wrap(large).putInt(8, 60_000).putInt(12, 60_000);
    write("large-images-idx3-ubyte", large);
    write("labels-images-idx3-ubyte", whole);
    write("labels-labels-idx1-ubyte", ImageLayoutTest.idxLabels(9));
    write("short-images-idx3-ubyte", new byte[] {0, 0, 8, 3, 0});
    IngestResult result = ingest("height=2", "width=2");
    assertThat(result.images().rows()).isEqualTo(7);
    Map<String, String> rejects = rejects();
    assertThat(rejects)
        .containsEntry("train-images-idx3-ubyte#7", "corrupt")
        .containsEntry("magic-images-idx3-ubyte", "not_an_image")
        .containsEntry("large-images-idx3-ubyte", "too_many_pixels")
        .containsEntry("labels-images-idx3-ubyte", "corrupt")
        .containsEntry("short-images-idx3-ubyte", "corrupt");
    assertThat(rejects).hasSize(6);
    assertThat(result.items()).isEqualTo(13);
  }

  @Test
  void imagesWhoseGzippedLabelsAreCutOffAreRejectedSliceBySlice() throws Exception {
    write("train-images-idx3-ubyte", ImageLayoutTest.idxImages(12_000, 1, 1));
    byte[] labels = gzip(ImageLayoutTest.idxLabels(12_000));
    write("train-labels-idx1-ubyte.gz", Arrays.copyOf(labels, labels.length / 2));
    ingest("height=1", "width=1", "validation-fraction=0");
    assertThat(rejects())
        .containsEntry("train-images-idx3-ubyte#10000", "corrupt")
        .allSatisfy((uri, reason) -> assertThat(reason).isEqualTo("corrupt"));
  }

  @Test
  void columnNamesIgnoreCaseAndSpaces() throws Exception {
    write("0.png", Pictures.png(2, 2, 10));
    write("manifest.csv", "Path, LABEL , Split ,Factor_Scale\n0.png,good,Testing,2\n".getBytes());
    ingest();
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.png", "good"));
    assertThat(column(ImagesTable.SPLIT)).isEqualTo(Map.of("0.png", "test"));
    assertThat(image("0.png").getJavaMap(9)).isEqualTo(Map.of("Scale", 2.0));
    assertThat(Ingest.of(spark(), store(), options(), SEED).understood())
        .containsExactly(
            "paths from column Path",
            "labels from column LABEL",
            "splits from column Split",
            "no masks: no column mask (data.mask-column)",
            "factors from columns Factor_Scale");
  }

  @ParameterizedTest
  @ValueSource(strings = {";", "\t", "|"})
  void manifestsMayBeSeparatedByOtherCharacters(String separator) throws Exception {
    write("a, b.png", Pictures.png(2, 2, 10));
    write("MANIFEST.CSV", String.join(separator, "path", "label\na, b.png", "good").getBytes());
    ingest("path=" + input().resolve("MANIFEST.CSV"));
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("a, b.png", "good"));
  }

  @Test
  void aManifestMayBeCompressedAndHoldWindowsPaths() throws Exception {
    write("img/a 0.png", Pictures.png(2, 2, 10));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(file)) {
      out.write("path,label\nimg\\a 0.png,good\nimg\\none.png,good\n".getBytes());
    }
    write("list.csv.gz", file.toByteArray());
    ingest("path=" + input().resolve("list.csv.gz"));
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("img\\a 0.png", "good"));
    assertThat(rejectRows()).hasSize(1);
  }

  @Test
  void aManifestThatIsNotUtf8IsRefusedRatherThanLabelsBroken() {
    write("0.png", Pictures.png(2, 2, 10));
    write("manifest.csv", "path,label\n0.png,d\u00e9faut\n".getBytes(ISO_8859_1));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not UTF-8")
        .hasMessageContaining("save it as UTF-8");
    write("manifest.csv", "path,label\n0.png,good\n".getBytes(UTF_16));
    assertThatThrownBy(() -> ingest())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("UTF-16");
  }

  @Test
  void aLaterLineThatIsNotUtf8IsRejected() throws Exception {
    write("0.png", Pictures.png(2, 2, 10));
    String lines = "path,label\n" + "0.png,good\n".repeat(7_000) + "1.png,d\u00e9faut\n";
    write("1.png", Pictures.png(2, 2, 10));
    write("manifest.csv", lines.getBytes(ISO_8859_1));
    ingest();
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("0.png", "good"));
    assertThat(rejects()).containsEntry("1.png", "unreadable");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lot?", "folder [1]", "lot {a,b}", "q*"})
  void pathsAreLiteral(String name) throws Exception {
    write("lotA/0.png", Pictures.png(2, 2, 1));
    write("lotA/manifest.csv", "path,label\n0.png,another lot\n".getBytes());
    write(name + "/0.png", Pictures.png(2, 2, 2));
    write(name + "/manifest.csv", "path,label\n0.png,this lot\n".getBytes());
    Ingest.of(
            spark(),
            new TableStore(spark(), folder.resolve(name).toString()),
            options("path=" + input().resolve(name)),
            SEED)
        .run("r", Progress.NONE);
    Dataset<Row> written =
        new TableStore(spark(), folder.resolve(name).toString())
            .read(ImagesTable.key("d"), ImagesTable.SCHEMA);
    assertThat(written.select(ImagesTable.LABEL).collectAsList())
        .containsExactly(RowFactory.create("this lot"));

    String table = input().resolve("table " + name).toString();
    written
        .selectExpr("pixels as content", "image_id as path", "label")
        .coalesce(1)
        .write()
        .parquet(table);
    assertThat(ImageSources.open(spark(), options("path=" + table)).items().count()).isEqualTo(1);
  }

  @Test
  void partitionValuesStayText() throws Exception {
    String table = input().resolve("table").toString();
    StructType schema =
        new StructType().add("image", "binary").add("label", "string").add("split", "string");
    spark()
        .createDataFrame(
            java.util.List.of(
                RowFactory.create(Pictures.png(2, 2, 1), "007", "train"),
                RowFactory.create(Pictures.png(2, 2, 2), "1e3", "test")),
            schema)
        .write()
        .partitionBy("split", "label")
        .parquet(table);
    ingest("path=" + table);
    assertThat(column(ImagesTable.LABEL).values()).containsExactlyInAnyOrder("007", "1e3");
  }

  @Test
  void tablesWithLogsAndFilesOfOtherKindsAreRefusedInOneLine() {
    write("delta/part.parquet", new byte[4]);
    write("delta/_delta_log/0.json", "{}".getBytes());
    assertRefused("delta", "a Delta table", "write its rows out as Parquet");
    write("ice/part.parquet", new byte[4]);
    write("ice/metadata/v1.metadata.json", "{}".getBytes());
    assertRefused("ice", "an Iceberg table", "write its rows out as Parquet");
    write("a.npz", "PK".getBytes());
    assertRefused("a.npz", "an array of NumPy", "images, folders, zip and tar files of them");
    write("a.zip", "PK".getBytes());
    assertRefused("a.zip", "cannot be read as an archive", "unpack it");
    write("a.tar", "<html>".getBytes());
    assertRefused("a.tar", "it is not a tar file", "unpack it");
    write("a.tar.gz", "PK".getBytes());
    assertRefused(
        "a.tar.gz", "does not allow random access", "unpack it (from .tar.gz to .tar is enough)");
    assertThatThrownBy(() -> ingest("path=~/images"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("~ and $ are not expanded");
  }

  private void assertRefused(String name, String... words) {
    assertThatThrownBy(() -> ingest("path=" + input().resolve(name)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll(words)
        .hasMessageNotContaining("magic");
  }

  @Test
  void trainLabelsLeaveOutOtherImagesToLearnFromButKeepThoseToTest() throws Exception {
    for (String split : List.of("train", "test")) {
      for (String label : List.of("good", "odd")) {
        for (int i = 0; i < 6; i++) {
          write(split + "/" + label + "/" + i + ".png", Pictures.png(2, 2, i));
        }
      }
    }

    IngestResult result = ingest("train-labels=[good]", "validation-fraction=0.4");

    assertThat(result.items()).isEqualTo(18);
    Map<String, Long> learntFrom =
        images().stream()
            .filter(row -> !row.getAs(ImagesTable.SPLIT).equals(ImagesTable.TEST))
            .collect(groupingBy(row -> row.getAs(ImagesTable.LABEL), counting()));
    assertThat(learntFrom).isEqualTo(Map.of("good", 6L));
    assertThat(result.imagesBySplit()).containsEntry(ImagesTable.TEST, 12L);
    assertThat(result.imagesBySplit().get(ImagesTable.VALIDATION)).isPositive();
    assertThatThrownBy(() -> ingest("train-labels=[good, fine]"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "data.train-labels names fine, which no image to learn from has; their labels are:"
                + " good, odd");
  }

  @Test
  void imagesWithoutALabelAreNotOfferedAsALabelToLearnFrom() throws Exception {
    write("train/good/0.png", Pictures.png(2, 2, 0));
    write("train/1.png", Pictures.png(2, 2, 1));
    write("train/2.png", Pictures.png(2, 2, 2));
    write("train/odd/notes.txt", "no image".getBytes());

    assertThatThrownBy(() -> ingest("train-labels=[none]"))
        .isInstanceOf(InvalidSourceException.class)
        .hasMessage(
            "data.train-labels names none, which no image to learn from has; their labels are:"
                + " good; 2 have no label and are left out by data.train-labels");
    assertThatThrownBy(() -> ingest("path=" + input().resolve("train/good"), "train-labels=[good]"))
        .hasMessage(
            "data.train-labels names good, which no image to learn from has; none of them has a label");

    write("train/none/3.png", Pictures.png(2, 2, 3));
    ingest("train-labels=[none]", "validation-fraction=0");
    assertThat(column(ImagesTable.LABEL)).isEqualTo(Map.of("train/none/3.png", "none"));
  }
}
