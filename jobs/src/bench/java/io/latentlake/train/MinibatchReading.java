package io.latentlake.train;

import io.latentlake.bench.ImageCount;
import io.latentlake.bench.Network;
import io.latentlake.model.KeyedNoise;
import io.latentlake.model.TrainingArrays;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * From the Parquet files of table {@code images} to the arrays of minibatches, with the noise of a
 * VAE: a worker's way, without the row groups it keeps from the minibatch before.
 */
@State(Scope.Thread)
public class MinibatchReading {
  private static final long SEED = 1;

  /** The network that the arrays are for. */
  @Param public Network network;

  /** Images in a minibatch. */
  @Param({"32", "128", "512"})
  public int minibatch;

  /** Folder of an images table of the network's image size. */
  @Param("")
  public String table;

  private record Group(String file, int index) {}

  private final Configuration hadoop = new Configuration();
  private final List<Group> groups = new ArrayList<>();
  private TrainingArrays arrays;

  /**
   * Finds the row groups.
   *
   * @throws IOException if the table cannot be read
   */
  @Setup
  public void setUp() throws IOException {
    arrays = new TrainingArrays(network.options(), network.shape(), Optional.empty());
    List<Path> files;
    try (Stream<Path> all = Files.walk(Path.of(table))) {
      files = all.filter(path -> path.toString().endsWith(".parquet")).sorted().toList();
    }
    for (Path file : files) {
      String uri = file.toUri().toString();
      try (ParquetFileReader reader =
          ParquetFileReader.open(
              HadoopInputFile.fromPath(new org.apache.hadoop.fs.Path(uri), hadoop))) {
        for (int i = 0; i < reader.getRowGroups().size(); i++) {
          groups.add(new Group(uri, i));
        }
      }
    }
    if (groups.isEmpty()) {
      throw new IOException("no Parquet file lies below " + table);
    }
  }

  /**
   * Reads the whole table, and so an epoch.
   *
   * @param count told of the images
   * @param hole takes the arrays
   * @throws IOException if the table cannot be read
   */
  @Benchmark
  public void readMinibatches(ImageCount count, Blackhole hole) throws IOException {
    List<String> ids = new ArrayList<>();
    List<byte[]> pixels = new ArrayList<>();
    for (Group group : groups) {
      ImageGroup read = ImageGroup.read(hadoop, group.file(), group.index());
      ids.addAll(read.imageIds());
      pixels.addAll(read.pixels());
      count.images += read.pixels().size();
      while (ids.size() >= minibatch) {
        take(ids.subList(0, minibatch), pixels.subList(0, minibatch), hole);
      }
    }
    if (!ids.isEmpty()) {
      take(ids, pixels, hole);
    }
  }

  private void take(List<String> ids, List<byte[]> pixels, Blackhole hole) {
    float[] noise =
        new KeyedNoise(KeyedNoise.Purpose.TRAINING, SEED)
            .minibatch(ids.toArray(String[]::new), 0, arrays.noiseSize());
    hole.consume(
        arrays.minibatch(
            pixels.toArray(byte[][]::new), noise, SplittableRandom::new, arrays.weights()));
    ids.clear();
    pixels.clear();
  }
}
