package io.latentlake.image.ingest;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Something that holds images. */
interface ImageSource {
  /** What it holds, in rows of {@link Items#SCHEMA}; computed on the executors. */
  Dataset<Row> items();

  /** Whether the rows bring the images along, rather than say where they lie. */
  boolean bringsContent();

  /** Whether two items can come with one id. */
  boolean mayRepeatIds();
}
