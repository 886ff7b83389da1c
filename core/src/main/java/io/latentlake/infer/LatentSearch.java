package io.latentlake.infer;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.LongAccumulator;

/** Finds something for every embedded image; to be closed when its rows have been written. */
public interface LatentSearch extends AutoCloseable {
  /**
   * What is found.
   *
   * @param done counts the images, for showing progress
   * @return rows of the search's table, made when they are asked for
   */
  Dataset<Row> rows(LongAccumulator done);

  /**
   * Number of rows that there will be.
   *
   * @param images rows of the embeddings table
   * @return rows of the search's table
   */
  long rowCount(long images);

  @Override
  void close();
}
