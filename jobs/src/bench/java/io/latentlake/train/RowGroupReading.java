package io.latentlake.train;

import io.latentlake.bench.DrawnImages;
import io.latentlake.bench.ImageCount;
import io.latentlake.bench.Network;
import io.latentlake.table.ImagesTable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What the size of row groups costs: a file of table {@code images} in groups of that many rows,
 * read as training does, group by group in any order, and as a query does.
 */
@State(Scope.Thread)
public class RowGroupReading {
  /** The network whose images they are. */
  @Param public Network network;

  /** Rows in a row group. */
  @Param({"1024"})
  public int rows;

  /** Images in the file. */
  @Param({"65536"})
  public int images;

  private final Configuration hadoop = new Configuration();
  private SparkSession spark;
  private final List<Integer> groups = new ArrayList<>();
  private Path folder;
  private String file;

  /**
   * Writes the file.
   *
   * @throws IOException if that fails
   */
  @Setup
  public void setUp() throws IOException {
    spark =
        SparkSession.builder()
            .master("local[1]")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.ui.enabled", false)
            .getOrCreate();
    spark.sparkContext().setLogLevel("ERROR");
    folder = Files.createTempDirectory("row-groups");
    DrawnImages drawn = DrawnImages.of(network.shape(), images, 1);
    List<Row> table = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      table.add(image("train/7/" + i + ".png", drawn.pixels()[i]));
    }
    spark
        .createDataFrame(
            new JavaSparkContext(spark.sparkContext()).parallelize(table, 1), ImagesTable.SCHEMA)
        .write()
        .options(ImagesTable.parquetOptions(network.shape().values(), rows))
        .mode(SaveMode.Overwrite)
        .parquet(folder.toUri().toString());
    try (Stream<Path> files = Files.list(folder)) {
      file =
          files
              .filter(path -> path.toString().endsWith(".parquet"))
              .findFirst()
              .orElseThrow()
              .toUri()
              .toString();
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(file), hadoop))) {
      for (int group = 0; group < reader.getRowGroups().size(); group++) {
        groups.add(group);
      }
    }
    Collections.shuffle(groups, new Random(1));
    System.out.printf(
        "%d images in %d row groups, %d bytes%n",
        images, groups.size(), Files.size(Path.of(URI.create(file))));
  }

  private Row image(String id, byte[] pixels) {
    return RowFactory.create(
        id,
        "file:/data/" + id,
        "train",
        "7",
        network.shape().height(),
        network.shape().width(),
        network.shape().channels(),
        pixels,
        null,
        null,
        (long) pixels.length,
        1_700_000_000_000L,
        8,
        0x9E3779B97F4A7C15L * id.hashCode(),
        null);
  }

  /**
   * Reads every group by itself, the file opened anew each time.
   *
   * @param count told of the images
   * @param hole takes the images
   * @throws IOException if the file cannot be read
   */
  @Benchmark
  public void readGroups(ImageCount count, Blackhole hole) throws IOException {
    for (int group : groups) {
      ImageGroup read = ImageGroup.read(hadoop, file, group);
      hole.consume(read);
      count.images += read.pixels().size();
    }
  }

  /**
   * Scans the file with Spark, pixels and ids.
   *
   * @param count told of the images
   * @return a sum over them
   */
  @Benchmark
  public Row scanGroups(ImageCount count) {
    count.images += images;
    return spark
        .read()
        .schema(ImagesTable.SCHEMA)
        .parquet(file)
        .selectExpr("sum(length(pixels))", "sum(length(image_id))")
        .head();
  }

  /**
   * Removes the file.
   *
   * @throws IOException if that fails
   */
  @TearDown
  public void tearDown() throws IOException {
    spark.stop();
    FileUtils.deleteDirectory(folder.toFile());
  }
}
