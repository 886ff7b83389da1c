package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.Mutations;
import io.latentlake.image.SoundFiles;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.RejectReason;
import io.latentlake.table.RejectsTable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

/** Malformed files by the thousand: every one becomes a row of one of the two tables. */
class MutantIngestTest extends IngestCase {
  private static final int FILES = 10_000;
  private static final int ROWS = 1_000;
  private static final int IDX_FILES = 120;
  private static final String[] SMALL = {"height=4", "width=4", "max-pixels=50000"};

  @Test
  void everyMutantInAFolderIsAnImageOrAReject() throws Exception {
    Mutations mutations = new Mutations(SoundFiles.all(), 2);
    for (int i = 0; i < FILES; i++) {
      write(String.format("%02d/%05d.png", i % 50, i), mutations.mutant(i));
    }
    IngestResult result = ingest(SMALL);
    assertThat(result.items()).isEqualTo(FILES);
    assertThat(result.images().rows() + result.rejects().rows()).isEqualTo(FILES);
    assertThat(result.images().rows()).isGreaterThan(FILES / 20);
    Map<String, String> outcomes = outcomes();
    assertThat(outcomes).hasSize(FILES);

    IngestResult again = ingest(SMALL);
    assertThat(again.unchanged()).isEqualTo(result.images().rows());
    assertThat(again.retried()).isEqualTo(result.rejects().rows());
    assertThat(outcomes()).isEqualTo(outcomes);
  }

  @Test
  void everyMutantInATableIsAnImageOrAReject() throws Exception {
    Mutations mutations = new Mutations(SoundFiles.all(), 5);
    List<Row> rows =
        IntStream.range(0, ROWS)
            .mapToObj(i -> RowFactory.create("id" + i, mutations.mutant(i)))
            .toList();
    StructType schema = new StructType().add("sku", "string").add("image", "binary");
    Dataset<Row> table = spark().createDataFrame(rows, schema);
    String path = folder.resolve("table.parquet").toString();
    table.write().parquet(path);
    List<String> options = new ArrayList<>(List.of("path=" + path, "id-column=sku"));
    options.addAll(List.of(SMALL));
    IngestResult result = ingest(options.toArray(new String[0]));
    assertThat(result.items()).isEqualTo(ROWS);
    assertThat(result.images().rows() + result.rejects().rows()).isEqualTo(ROWS);
    assertThat(outcomes()).hasSize(ROWS);
  }

  @Test
  void everyMutantOfAnIdxFileIsImagesOrRejects() throws Exception {
    byte[] plain = ImageLayoutTest.idxImages(6, 2, 3);
    byte[] zipped = gzip(plain);
    Mutations ofPlain = new Mutations(List.of(plain), 7);
    Mutations ofZipped = new Mutations(List.of(zipped), 8);
    for (int i = 0; i < IDX_FILES / 2; i++) {
      write("a" + i + "-images-idx3-ubyte", ofPlain.mutant(i));
      write("b" + i + "-images-idx3-ubyte.gz", ofZipped.mutant(i));
    }
    write("whole-images-idx3-ubyte", plain);
    IngestResult result = ingest(SMALL);
    assertThat(result.images().rows() + result.rejects().rows()).isEqualTo(result.items());
    List<String> files =
        outcomes().keySet().stream().map(uri -> uri.replaceAll("#.*", "")).distinct().toList();
    // Of a file that holds no image, and says so in its header, there is no item.
    assertThat(files.size()).isBetween(IDX_FILES * 9 / 10, IDX_FILES + 1);
    assertThat(outcomes().keySet()).filteredOn(uri -> uri.contains("/whole-")).hasSize(6);
  }

  @Test
  void idxHeaderThatClaimsBillionsIsOneReject() throws Exception {
    byte[] file = ImageLayoutTest.idxImages(3, 2, 2);
    ByteBuffer.wrap(file).putInt(4, Integer.MAX_VALUE);
    write("train-images-idx3-ubyte", file);
    byte[] blank = new byte[16 + (40 << 20)];
    ByteBuffer.wrap(blank).putInt(0x803).putInt(40 << 20).putInt(1).putInt(1);
    write("blank-images-idx3-ubyte.gz", gzip(blank));
    IngestResult result = ingest(SMALL);
    assertThat(result.images().rows()).isEqualTo(3);
    assertThat(rejects())
        .isEqualTo(
            Map.of(
                "train-images-idx3-ubyte#3", "corrupt", "blank-images-idx3-ubyte.gz", "corrupt"));
  }

  /** What became of every item, by its URI: a reason, or a hash of the pixels. */
  private Map<String, String> outcomes() {
    Map<String, String> found = new TreeMap<>();
    for (Row image : images()) {
      byte[] pixels = image.getAs(ImagesTable.PIXELS);
      assertThat(pixels).hasSize(16 * image.<Integer>getAs(ImagesTable.CHANNELS));
      String uri = image.getAs(ImagesTable.URI);
      assertThat(found.put(uri, "image " + Arrays.hashCode(pixels))).as(uri).isNull();
    }
    assertThat(images().stream().map(image -> image.<String>getAs(ImagesTable.IMAGE_ID)))
        .doesNotHaveDuplicates();
    for (Row reject : rejectRows()) {
      String uri = reject.getAs(RejectsTable.URI);
      RejectReason reason = RejectReason.of(reject.getAs(RejectsTable.REASON));
      assertThat(found.put(uri, reason.text())).as(uri).isNull();
    }
    return found;
  }
}
