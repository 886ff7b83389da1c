package io.latentlake.image.ingest;

import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Something that holds images. */
interface ImageSource {
  /** What it holds, in rows of {@link Items#SCHEMA}; computed on the executors. */
  Dataset<Row> items();

  /** Whether the rows bring the images along, rather than say where they lie. */
  boolean bringsContent();

  /** What the structure of the source was taken to mean, a line each, before anything is read. */
  default List<String> understood() {
    return List.of();
  }

  /** What to look at for a change, where it is a manifest that names the images. */
  default Optional<ManifestFiles> manifest() {
    return Optional.empty();
  }

  /** Whether two items can come with one id. */
  boolean mayRepeatIds();
}
