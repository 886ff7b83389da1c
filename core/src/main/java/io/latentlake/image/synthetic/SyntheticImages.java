package io.latentlake.image.synthetic;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.observe.JobDescription;
import io.latentlake.progress.Progress;
import io.latentlake.table.RowProgress;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Draws synthetic datasets on the executors and writes them as PNG files to any Hadoop filesystem.
 *
 * <p>The same options and seed give the same pixels on every machine and for any number of
 * executors.
 */
public final class SyntheticImages {
  /** Images a task draws: a few seconds of work at the default size. */
  private static final long IMAGES_PER_TASK = 5_000;

  /** Marker file of a generated dataset; a folder without it is never changed. */
  private static final String MARKER = "_synthetic.json";

  /** The entries of a dataset's folder; nothing else is ever deleted. */
  private static final List<String> OWN_ENTRIES =
      List.of("train", "test", "ground_truth", "images", "manifest.csv", MARKER);

  private final GenerateOptions options;
  private final long seed;
  private final Path root;

  /**
   * Describes what to draw.
   *
   * @param options kind, place, size and counts
   * @param seed seed of every draw
   * @throws IllegalArgumentException if the options name no path
   */
  public SyntheticImages(GenerateOptions options, long seed) {
    this.options = options;
    this.seed = seed;
    this.root =
        new Path(
            options
                .path()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "generate.path is missing; name the folder to write the images into")));
  }

  /**
   * Says what {@link #write} would write.
   *
   * @return one entry for each dataset
   */
  public List<Written> planned() {
    List<Written> planned = new ArrayList<>();
    for (SyntheticDataset dataset : datasets()) {
      planned.add(
          new Written(
              dataset.folder(), folder(dataset).toString(), dataset.images(), dataset.files()));
    }
    return planned;
  }

  /**
   * Refuses a folder that is not empty.
   *
   * @param hadoop configuration of the filesystems
   * @throws IllegalArgumentException if a folder to be written holds files, unless an earlier run
   *     wrote them and {@code generate.replace} is set
   * @throws IOException if the filesystem cannot be asked
   */
  public void requireWritable(Configuration hadoop) throws IOException {
    for (SyntheticDataset dataset : datasets()) {
      Path folder = folder(dataset);
      FileSystem files = folder.getFileSystem(hadoop);
      if (!files.exists(folder) || !holdsAnything(files, folder)) {
        continue;
      }
      if (!files.exists(new Path(folder, MARKER))) {
        throw new IllegalArgumentException(
            "generate.path: "
                + folder
                + " holds files that no run of generate wrote; choose another folder");
      }
      if (!options.replace()) {
        throw new IllegalArgumentException(
            "generate.path: "
                + folder
                + " is not empty; set generate.replace=true to replace the images there, or choose"
                + " another folder");
      }
    }
  }

  private static boolean holdsAnything(FileSystem files, Path folder) throws IOException {
    return Arrays.stream(files.listStatus(folder))
        .map(entry -> entry.getPath().getName())
        .anyMatch(name -> !name.startsWith("_") && !name.startsWith("."));
  }

  /**
   * Draws and writes everything, replacing what an earlier run wrote if the options say so.
   *
   * @param spark runs the tasks
   * @param progress shows every image
   * @return what was written, one entry for each dataset
   * @throws Exception if a file cannot be written
   */
  public List<Written> write(SparkSession spark, Progress progress) throws Exception {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    requireWritable(hadoop);
    List<Written> written = new ArrayList<>();
    for (SyntheticDataset dataset : datasets()) {
      Path folder = folder(dataset);
      try (FileSystem files = withoutChecksums(folder, hadoop);
          Progress.Bar bar = progress.begin("generate", dataset.images(), "images")) {
        clear(files, folder);
        long count = 0;
        try {
          writeMarker(files, folder, dataset);
          RowProgress rows = new RowProgress(spark.sparkContext(), bar);
          count =
              JobDescription.during(
                  spark.sparkContext(),
                  "generate: drawing " + JobDescription.counted(dataset.images(), "image"),
                  () -> rows.during(() -> draw(spark, dataset, folder, rows.rows())));
          writeManifest(files, folder, dataset);
        } finally {
          if (count != dataset.files()) {
            clear(files, folder);
          }
        }
        written.add(
            new Written(
                dataset.folder(), files.makeQualified(folder).toString(), dataset.images(), count));
      }
    }
    return written;
  }

  private static void clear(FileSystem files, Path folder) throws IOException {
    for (String entry : OWN_ENTRIES) {
      files.delete(new Path(folder, entry), true);
    }
  }

  private static void writeMarker(FileSystem files, Path folder, SyntheticDataset dataset)
      throws IOException {
    try (OutputStream out = files.create(new Path(folder, MARKER), true)) {
      out.write(
          (new ObjectMapper().writeValueAsString(dataset) + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }

  private long draw(
      SparkSession spark, SyntheticDataset dataset, Path folder, LongAccumulator drawn) {
    long images = dataset.images();
    long tasks =
        Math.max(
            Math.min(images, spark.sparkContext().defaultParallelism()),
            (images + IMAGES_PER_TASK - 1) / IMAGES_PER_TASK);
    String target = folder.toString();
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    return spark
        .range(0, images, 1, (int) Math.min(tasks, 1_000_000))
        .toJavaRDD()
        .mapPartitions(
            indices -> List.of(drawAll(dataset, indices, target, hadoop, drawn)).iterator())
        .fold(0L, Long::sum);
  }

  private static long drawAll(
      SyntheticDataset dataset,
      Iterator<Long> indices,
      String target,
      SerializableConfiguration hadoop,
      LongAccumulator drawn)
      throws IOException {
    Path folder = new Path(target);
    try (FileSystem files = withoutChecksums(folder, hadoop.value())) {
      long written = 0;
      while (indices.hasNext()) {
        for (DrawnFile file : dataset.draw(indices.next())) {
          try (OutputStream out = files.create(new Path(folder, file.path()), true)) {
            out.write(file.png());
          }
          written++;
        }
        drawn.add(1);
      }
      return written;
    }
  }

  /** A separate filesystem, because settings of Hadoop's shared one affect all its users. */
  private static FileSystem withoutChecksums(Path folder, Configuration hadoop) throws IOException {
    FileSystem files = FileSystem.newInstance(folder.toUri(), hadoop);
    // on local disk Hadoop would write a .crc file beside every image
    files.setWriteChecksum(false);
    return files;
  }

  private static void writeManifest(FileSystem files, Path folder, SyntheticDataset dataset)
      throws IOException {
    try (Stream<String> manifest = dataset.manifest()) {
      Iterator<String> lines = manifest.iterator();
      if (!lines.hasNext()) {
        return;
      }
      try (BufferedWriter out =
          new BufferedWriter(
              new OutputStreamWriter(
                  files.create(new Path(folder, "manifest.csv"), true), StandardCharsets.UTF_8))) {
        while (lines.hasNext()) {
          out.write(lines.next());
          out.write('\n');
        }
      }
    }
  }

  private List<SyntheticDataset> datasets() {
    SyntheticDataset tiles =
        new TileDataset(seed, options.size(), options.train(), options.test(), options.defects());
    SyntheticDataset sprites =
        new SpriteDataset(seed, options.size(), options.train(), options.test());
    return switch (options.kind()) {
      case "tiles" -> List.of(tiles);
      case "sprites" -> List.of(sprites);
      case "all" -> List.of(tiles, sprites);
      default ->
          throw new IllegalArgumentException(
              "generate.kind is " + options.kind() + "; allowed are tiles, sprites and all");
    };
  }

  private Path folder(SyntheticDataset dataset) {
    return options.kind().equals("all") ? new Path(root, dataset.folder()) : root;
  }

  /**
   * A dataset on disk.
   *
   * @param name {@code tiles} or {@code sprites}
   * @param folder its folder
   * @param images how many images it has, masks not counted
   * @param files how many image files, masks counted
   */
  public record Written(String name, String folder, long images, long files) {}
}
