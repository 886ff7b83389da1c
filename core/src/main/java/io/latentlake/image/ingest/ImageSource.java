package io.latentlake.image.ingest;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** A source of images. */
interface ImageSource {
  /** What it holds, in rows of {@link Items#SCHEMA}; computed on the executors. */
  Dataset<Row> items();

  /** Whether the rows contain the images, rather than their locations. */
  boolean bringsContent();

  /** How the structure of the source is interpreted, in lines; no image is read. */
  default List<String> understood() {
    return List.of();
  }

  /** The files to check for changes, if a manifest, or a table in some row, names the images. */
  default Optional<ManifestFiles> manifest() {
    return Optional.empty();
  }

  /** The files of the manifest or table itself. */
  default List<Path> files() {
    return List.of();
  }

  /** Whether two items can have the same id. */
  boolean mayRepeatIds();
}
