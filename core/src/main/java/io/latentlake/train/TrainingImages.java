package io.latentlake.train;

import io.latentlake.image.ImageShape;
import io.latentlake.table.ConcurrentRunException;
import io.latentlake.table.ImagesTable;
import io.latentlake.table.InvalidTableException;
import io.latentlake.table.TableStore;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Where the images of a set lie, from the footers of their files: no image is read to know it.
 *
 * @param files URIs of the files, in the order of their names
 * @param shape size of every image
 * @param groups row groups of each split
 */
record TrainingImages(List<String> files, ImageShape shape, Map<String, List<RowGroup>> groups) {
  static final String TRAIN = ImagesTable.TRAIN;
  static final String VALIDATION = ImagesTable.VALIDATION;

  /** What a footer says of a row group. */
  private record Group(RowGroup rows, String split, ImageShape shape) {}

  /**
   * Looks at the newest run of an image set.
   *
   * @param hadoop how to reach the files
   * @param store the tables
   * @param dataId the image set
   * @return where its images lie
   * @throws InvalidTableException if there are none, or they differ in size, or a row group mixes
   *     splits
   */
  static TrainingImages find(Configuration hadoop, TableStore store, String dataId) {
    List<Path> runs = store.committedRuns(ImagesTable.key(dataId));
    if (runs.isEmpty()) {
      throw new InvalidTableException(
          "there are no images of data.id " + dataId + "; run ingest with this data.id first");
    }
    try {
      List<FileStatus> files = new ArrayList<>();
      for (Path run : runs) {
        FileSystem system = run.getFileSystem(hadoop);
        files.addAll(List.of(system.listStatus(run, path -> path.getName().endsWith(".parquet"))));
      }
      files.sort(null);
      return of(dataId, files, hadoop);
    } catch (FileNotFoundException e) {
      throw ConcurrentRunException.replaced(new Path(ImagesTable.NAME), e);
    } catch (IOException e) {
      throw new UncheckedIOException("the images of " + dataId + " cannot be listed", e);
    }
  }

  private static TrainingImages of(String dataId, List<FileStatus> files, Configuration hadoop) {
    // Footers are small and far away: many at once.
    List<Group> all =
        IntStream.range(0, files.size())
            .parallel()
            .mapToObj(file -> groups(hadoop, files.get(file), file))
            .flatMap(List::stream)
            .toList();
    List<ImageShape> shapes = all.stream().map(Group::shape).distinct().toList();
    if (shapes.size() != 1) {
      throw new InvalidTableException(
          "images of data.id "
              + dataId
              + (shapes.isEmpty() ? " are none" : " differ in size: " + shapes)
              + "; one network takes images of one size: ingest them with data.height and"
              + " data.width");
    }
    Map<String, List<RowGroup>> groups = new TreeMap<>();
    for (Group group : all) {
      groups.computeIfAbsent(group.split(), split -> new ArrayList<>()).add(group.rows());
    }
    List<String> uris = files.stream().map(file -> file.getPath().toString()).toList();
    return new TrainingImages(uris, shapes.get(0), groups);
  }

  private static List<Group> groups(Configuration hadoop, FileStatus file, int index) {
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
      List<Group> groups = new ArrayList<>();
      List<BlockMetaData> blocks = reader.getRowGroups();
      for (int group = 0; group < blocks.size(); group++) {
        BlockMetaData block = blocks.get(group);
        int rows = Math.toIntExact(block.getRowCount());
        if (rows > 0) {
          ImageShape shape =
              new ImageShape(
                  Integer.parseInt(only(file, block, ImagesTable.CHANNELS)),
                  Integer.parseInt(only(file, block, ImagesTable.HEIGHT)),
                  Integer.parseInt(only(file, block, ImagesTable.WIDTH)));
          groups.add(
              new Group(
                  new RowGroup(index, group, rows), only(file, block, ImagesTable.SPLIT), shape));
        }
      }
      return groups;
    } catch (FileNotFoundException e) {
      throw ConcurrentRunException.replaced(file.getPath(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(file.getPath() + " cannot be read", e);
    }
  }

  /** The one value a column has in a row group. */
  private static String only(FileStatus file, BlockMetaData block, String column) {
    Statistics<?> statistics =
        block.getColumns().stream()
            .filter(chunk -> chunk.getPath().toDotString().equals(column))
            .map(ColumnChunkMetaData::getStatistics)
            .findFirst()
            .orElseThrow(
                () -> new InvalidTableException(file.getPath() + " has no column " + column));
    if (!statistics.hasNonNullValue()
        || !Arrays.equals(statistics.getMinBytes(), statistics.getMaxBytes())) {
      throw new InvalidTableException(
          file.getPath()
              + " holds different values of "
              + column
              + " in one row group; ingest these images again");
    }
    return statistics.minAsString();
  }

  /** Row groups of a split; none if it has no images. */
  List<RowGroup> split(String name) {
    return groups.getOrDefault(name, List.of());
  }

  /** Images of a split. */
  long images(String split) {
    return split(split).stream().mapToLong(RowGroup::rows).sum();
  }
}
