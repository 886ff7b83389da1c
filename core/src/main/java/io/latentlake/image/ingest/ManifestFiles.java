package io.latentlake.image.ingest;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What shows whether anything changed where a manifest names the images.
 *
 * @param own the files of the manifest
 * @param named the files it names, images and masks, in columns {@code uri}, {@code bytes} and
 *     {@code modified}, null of those that are not there; looked at one by one, on the executors.
 *     Empty if the manifest states lengths, for then it is it that changes.
 */
public record ManifestFiles(List<Path> own, Optional<Dataset<Row>> named) {
  /** Copies the list. */
  public ManifestFiles {
    own = List.copyOf(own);
  }
}
