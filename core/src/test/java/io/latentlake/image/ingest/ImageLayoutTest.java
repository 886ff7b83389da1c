package io.latentlake.image.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.latentlake.image.Pictures;
import io.latentlake.table.ImagesTable;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

class ImageLayoutTest extends IngestCase {
  private static final int IMAGES = 9_000;

  @Test
  void filesHoldOneSplitInHashOrderInSmallRowGroups() throws Exception {
    // Flat images: however well they compress, the groups must not grow.
    write("train-images-idx3-ubyte", idxImages(IMAGES, 48, 48));
    write("t10k-images-idx3-ubyte", idxImages(100, 48, 48));
    IngestResult result = ingest();
    assertThat(result.images().rows()).isEqualTo(IMAGES + 100);
    assertThat(result.imagesBySplit()).containsOnlyKeys("train", "validation", "test");

    long full = ImagesTable.rowsPerGroup(48 * 48);
    int fullGroups = 0;
    Map<String, Set<String>> filesBySplit = new TreeMap<>();
    Map<String, List<Long>> hashes = new TreeMap<>();
    Path run = new Path(result.images().uri());
    FileSystem files = run.getFileSystem(spark().sparkContext().hadoopConfiguration());
    FileStatus[] written = files.listStatus(run);
    Arrays.sort(written, Comparator.comparing(FileStatus::getPath));
    for (FileStatus file : written) {
      if (!file.getPath().getName().endsWith(".parquet")) {
        continue;
      }
      long rows = 0;
      try (ParquetFileReader reader =
          ParquetFileReader.open(
              HadoopInputFile.fromStatus(file, spark().sparkContext().hadoopConfiguration()))) {
        List<BlockMetaData> groups = reader.getFooter().getBlocks();
        for (int i = 0; i < groups.size(); i++) {
          long size = groups.get(i).getRowCount();
          rows += size;
          assertThat(size).isLessThanOrEqualTo(full);
          if (i + 1 < groups.size()) {
            assertThat(size).isEqualTo(full);
            fullGroups++;
          }
        }
      }
      Dataset<Row> content =
          spark().read().schema(ImagesTable.SCHEMA).parquet(file.getPath().toString());
      List<Row> read =
          content
              .select(
                  content.col(ImagesTable.SPLIT),
                  PlannedItems.order(SEED, content.col(ImagesTable.IMAGE_ID)))
              .collectAsList();
      assertThat(read).hasSize((int) rows).isNotEmpty();
      Set<String> splits = new HashSet<>();
      read.forEach(row -> splits.add(row.getString(0)));
      assertThat(splits).hasSize(1);
      String split = splits.iterator().next();
      filesBySplit.computeIfAbsent(split, s -> new HashSet<>()).add(file.getPath().getName());
      read.forEach(
          row -> hashes.computeIfAbsent(split, s -> new ArrayList<>()).add(row.getLong(1)));
    }
    assertThat(fullGroups).isPositive();
    assertThat(filesBySplit.get("train")).hasSize(2);
    assertThat(filesBySplit.get("test")).hasSize(1);
    // Files in the order of their names continue each other.
    hashes.values().forEach(list -> assertThat(list).isSortedAccordingTo(Long::compareUnsigned));
  }

  @Test
  void rowGroupsOfLargeImagesHoldFewRows() {
    assertThat(ImagesTable.rowsPerGroup(784)).isEqualTo(4096);
    assertThat(ImagesTable.rowsPerGroup(3 * 256 * 256)).isEqualTo(42);
    assertThat(ImagesTable.rowsPerGroup(1L << 30)).isEqualTo(1);
  }

  @Test
  void resultDoesNotDependOnPartitioning() throws Exception {
    for (int i = 0; i < 40; i++) {
      write("train/" + i % 3 + "/" + i + ".png", Pictures.png(2, 3, i));
    }
    write("train/1/bad.png", new byte[0]);
    List<List<Row>> outcomes = new ArrayList<>();
    List<String> fingerprints = new ArrayList<>();
    for (int partitions : new int[] {1, 3, 17}) {
      Dataset<Row> files =
          spark()
              .read()
              .format("binaryFile")
              .option("recursiveFileLookup", "true")
              .load(input().toString())
              .repartition(partitions);
      IngestResult result = ingest(files, "color=grey");
      fingerprints.add(result.fingerprint());
      // In the order of the files, without the run's id.
      outcomes.add(
          spark()
              .read()
              .schema(ImagesTable.SCHEMA)
              .parquet(result.images().uri())
              .coalesce(1)
              .collectAsList());
      org.apache.commons.io.FileUtils.deleteDirectory(folder.resolve("out").toFile());
    }
    assertThat(fingerprints.get(1)).isEqualTo(fingerprints.get(0)).isEqualTo(fingerprints.get(2));
    assertThat(outcomes.get(1)).isEqualTo(outcomes.get(0)).hasSize(40);
    assertThat(outcomes.get(2)).isEqualTo(outcomes.get(0));
  }

  static byte[] idxImages(int count, int height, int width) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(IdxFile.IMAGES);
      out.writeInt(count);
      out.writeInt(height);
      out.writeInt(width);
      for (int i = 0; i < count * height * width; i++) {
        out.write(i / (height * width));
      }
    }
    return bytes.toByteArray();
  }

  static byte[] idxLabels(int count) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(IdxFile.LABELS);
      out.writeInt(count);
      for (int i = 0; i < count; i++) {
        out.write(i % 10);
      }
    }
    return bytes.toByteArray();
  }
}
