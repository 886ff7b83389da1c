package io.latentlake.table;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;

/**
 * Values that stay the same throughout a row group, known from the statistics in Parquet footers.
 */
final class RowGroupConstants {
  private RowGroupConstants() {}

  /** The combinations of values of the columns; empty if any footer lacks them. */
  static Optional<Set<List<String>>> of(
      List<FileStatus> files, Configuration hadoop, List<String> columns) {
    // Footers are small and far away: many at once.
    List<Optional<Set<List<String>>>> found =
        files.parallelStream().map(file -> of(file, hadoop, columns)).toList();
    Set<List<String>> all = new HashSet<>();
    for (Optional<Set<List<String>>> ofFile : found) {
      if (ofFile.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(ofFile.get());
    }
    return Optional.of(all);
  }

  private static Optional<Set<List<String>>> of(
      FileStatus file, Configuration hadoop, List<String> columns) {
    Set<List<String>> found = new HashSet<>();
    try (ParquetFileReader reader =
        ParquetFileReader.open(HadoopInputFile.fromStatus(file, hadoop))) {
      for (BlockMetaData block : reader.getRowGroups()) {
        List<String> values = new ArrayList<>();
        for (String column : columns) {
          Optional<String> value = only(block, column);
          if (value.isEmpty()) {
            return Optional.empty();
          }
          values.add(value.get());
        }
        found.add(values);
      }
      return Optional.of(found);
    } catch (FileNotFoundException e) {
      throw ConcurrentRunException.replaced(file.getPath(), e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + file.getPath() + " failed", e);
    }
  }

  /** The one value that every row of a row group has. */
  private static Optional<String> only(BlockMetaData block, String column) {
    for (ColumnChunkMetaData chunk : block.getColumns()) {
      Statistics<?> statistics = chunk.getStatistics();
      if (chunk.getPath().toDotString().equals(column)
          && statistics != null
          && statistics.hasNonNullValue()
          && statistics.isNumNullsSet()
          && statistics.getNumNulls() == 0
          && Arrays.equals(statistics.getMinBytes(), statistics.getMaxBytes())) {
        return Optional.of(statistics.minAsString());
      }
    }
    return Optional.empty();
  }
}
