package io.latentlake.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Finds the committed runs below a folder, and reads their markers and footers. */
final class CommittedRuns {
  private static final String PARQUET = ".parquet";

  private final Configuration hadoop;
  private final Path root;

  /** Searches below {@code root}, which need not exist. */
  CommittedRuns(Configuration hadoop, Path root) {
    this.hadoop = hadoop;
    this.root = root;
  }

  /** The newest committed run of every folder of runs at or below a key, sorted. */
  List<Path> of(TableKey key) {
    try {
      List<Path> found = new ArrayList<>();
      collect(root.getFileSystem(hadoop), key.folder(root), found);
      found.sort(Comparator.naturalOrder());
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + key + " below " + root + " failed", e);
    }
  }

  private static void collect(FileSystem files, Path folder, List<Path> found) throws IOException {
    Path newest = null;
    for (FileStatus entry : list(files, folder)) {
      String name = entry.getPath().getName();
      if (!entry.isDirectory() || !name.contains("=")) {
        continue;
      }
      if (!name.startsWith(TableKey.RUN_ID + "=")) {
        collect(files, entry.getPath(), found);
      } else if (CommitMarker.existsIn(files, entry.getPath())
          && (newest == null || name.compareTo(newest.getName()) > 0)) {
        newest = entry.getPath();
      }
    }
    if (newest != null) {
      found.add(newest);
    }
  }

  /** Every folder of a run at or below a key that {@link #of} does not give, sorted. */
  List<Path> others(TableKey key) {
    try {
      List<Path> found = new ArrayList<>();
      collectAll(root.getFileSystem(hadoop), key.folder(root), found);
      found.removeAll(of(key));
      found.sort(Comparator.naturalOrder());
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException("listing " + key + " below " + root + " failed", e);
    }
  }

  private static void collectAll(FileSystem files, Path folder, List<Path> found)
      throws IOException {
    for (FileStatus entry : list(files, folder)) {
      String name = entry.getPath().getName();
      if (entry.isDirectory() && name.startsWith(TableKey.RUN_ID + "=")) {
        found.add(entry.getPath());
      } else if (entry.isDirectory() && name.contains("=")) {
        collectAll(files, entry.getPath(), found);
      }
    }
  }

  /** The key of a run, from the folders above it. */
  TableKey key(TableKey table, Path run) {
    List<TableKey.Part> parts = new ArrayList<>();
    int tableDepth = new Path(root, "table").depth();
    for (Path level = run.getParent(); level.depth() > tableDepth; level = level.getParent()) {
      parts.add(0, TableKey.Part.of(level));
    }
    return new TableKey(table.table(), parts);
  }

  /** The marker of a run. */
  CommitMarker marker(Path run) {
    try {
      return CommitMarker.read(run.getFileSystem(hadoop), run);
    } catch (FileNotFoundException e) {
      throw ConcurrentRunException.replaced(run, e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + run + " failed", e);
    }
  }

  /** Values that are the same throughout each row group of some runs, from their footers. */
  Optional<Set<List<String>>> constants(List<Path> runs, List<String> columns) {
    return RowGroupConstants.of(parts(runs), hadoop, columns);
  }

  /** The Parquet files of some runs. */
  List<FileStatus> parts(List<Path> runs) {
    List<FileStatus> parts = new ArrayList<>();
    for (Path run : runs) {
      try {
        parts.addAll(parts(run.getFileSystem(hadoop), run));
      } catch (IOException e) {
        throw new UncheckedIOException("listing " + run + " failed", e);
      }
    }
    return parts;
  }

  /** Rows of a run, counted in the footers of its files. */
  long countRows(FileSystem files, Path run) throws IOException {
    long rows = 0;
    for (FileStatus file : parts(files, run)) {
      try (ParquetFileReader reader =
          ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
        rows += reader.getRecordCount();
      }
    }
    return rows;
  }

  /** The names of the folder levels above the files of a run, outermost first. */
  List<String> partitionColumns(Path run) {
    List<String> columns = new ArrayList<>();
    int tableDepth = new Path(root, "table").depth();
    for (Path level = run; level.depth() > tableDepth; level = level.getParent()) {
      columns.add(0, TableKey.Part.of(level).column());
    }
    return columns;
  }

  /** Refuses a run whose columns have other types than expected, or none of the columns. */
  void requireSameTypes(Path run, StructType expected) {
    StructType found = marker(run).columns();
    for (StructField field : found.fields()) {
      int index = Arrays.asList(expected.fieldNames()).indexOf(field.name());
      if (index >= 0
          && !field
              .dataType()
              .asNullable()
              .sameType(expected.apply(index).dataType().asNullable())) {
        throw new InvalidTableException(
            run
                + " is a table of another schema: column "
                + field.name()
                + " is "
                + field.dataType().simpleString()
                + ", expected "
                + expected.apply(index).dataType().simpleString());
      }
    }
    if (Arrays.stream(expected.fieldNames())
        .noneMatch(Arrays.asList(found.fieldNames())::contains)) {
      throw new InvalidTableException(
          run + " is a table of another schema: it has none of the columns expected");
    }
  }

  /** The entries of a folder; none if it does not exist. */
  static FileStatus[] list(FileSystem files, Path folder) throws IOException {
    try {
      return files.listStatus(folder);
    } catch (FileNotFoundException e) {
      return new FileStatus[0];
    }
  }

  private static List<FileStatus> parts(FileSystem files, Path run) throws IOException {
    return Arrays.stream(list(files, run))
        .filter(file -> file.getPath().getName().endsWith(PARQUET))
        .toList();
  }
}
