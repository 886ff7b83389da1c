package io.latentlake.image.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** A folder and everything below it; or a single file, as if it were alone in a folder. */
final class FolderTree implements ImageTree {
  /** A part of the listing: the files of a folder and, if deep, of the folders below it. */
  private record Branch(String folder, boolean deep) implements Serializable {}

  private final SparkSession spark;
  private final Path root;
  private final Set<String> endings;

  /**
   * Opens a tree.
   *
   * @param extensions endings of images
   */
  FolderTree(SparkSession spark, Path root, List<String> extensions) {
    this.spark = spark;
    this.root = root;
    this.endings = new HashSet<>();
    extensions.forEach(ending -> endings.add(ending.toLowerCase(Locale.ROOT)));
  }

  /** Whether anything below the folder looks like an image; stops at the first that does. */
  boolean holdsImages() {
    FolderWalk walk = FolderWalk.everything(fileSystem(), root, true);
    while (walk.hasNext()) {
      Listed file = walk.next();
      String name = file.path().getName();
      if (!file.system() && endings.contains(FolderLayout.ending(name).toLowerCase(Locale.ROOT))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String root() {
    return root.toString();
  }

  @Override
  public JavaRDD<Row> files() {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    try {
      FileStatus status = fileSystem().getFileStatus(root);
      return status.isDirectory()
          ? list(context, branches())
          : context.parallelize(List.of(item(Listed.of(status), root.getName(), endings)), 1);
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + root + " failed", e);
    }
  }

  private List<Branch> branches() throws IOException {
    List<Branch> branches = new ArrayList<>();
    branch(fileSystem(), root, branches);
    return branches;
  }

  /** Whether to list subfolders by separate tasks. */
  private static void branch(FileSystem files, Path folder, List<Branch> branches)
      throws IOException {
    branches.add(new Branch(folder.toString(), false));
    for (Path below : FolderWalk.foldersOfImages(files, folder)) {
      if (FolderLayout.isKnown(below.getName())) {
        branch(files, below, branches);
      } else {
        branches.add(new Branch(below.toString(), true));
      }
    }
  }

  private JavaRDD<Row> list(JavaSparkContext context, List<Branch> branches) {
    SerializableConfiguration hadoop =
        new SerializableConfiguration(spark.sparkContext().hadoopConfiguration());
    String prefix = root.toUri().getPath();
    Set<String> wanted = endings;
    // A folder may hold from none to a million files: a few folders per task.
    int tasks = Math.min(branches.size(), 8 * spark.sparkContext().defaultParallelism());
    return context
        .parallelize(IntStream.range(0, branches.size()).boxed().toList(), tasks)
        .flatMap(index -> walk(branches.get(index), hadoop, prefix, wanted));
  }

  private static Iterator<Row> walk(
      Branch branch, SerializableConfiguration hadoop, String prefix, Set<String> endings)
      throws IOException {
    Path folder = new Path(branch.folder());
    FileSystem fileSystem = folder.getFileSystem(hadoop.value());
    FolderWalk walk = FolderWalk.everything(fileSystem, folder, branch.deep());
    int start = prefix.endsWith("/") ? prefix.length() : prefix.length() + 1;
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return walk.hasNext();
      }

      @Override
      public Row next() {
        Listed file = walk.next();
        return item(file, file.path().toUri().getPath().substring(start), endings);
      }
    };
  }

  private static Row item(Listed file, String path, Set<String> endings) {
    Items.Builder item =
        ImageTree.item(path, file.path().toString(), file.system(), endings)
            .set(Items.BYTES, file.bytes())
            .set(Items.MODIFIED, file.modified());
    if (!file.system()) {
      file.fault().ifPresent(fault -> item.fault(fault.reason(), fault.getMessage()));
    }
    return item.row();
  }

  private FileSystem fileSystem() {
    try {
      return root.getFileSystem(spark.sparkContext().hadoopConfiguration());
    } catch (IOException e) {
      throw new UncheckedIOException("opening " + root + " failed", e);
    }
  }
}
