package io.latentlake.image.ingest;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The files to check for changes if a manifest names the images.
 *
 * @param own the files of the manifest
 * @param named the files it names, images and masks, in columns {@code uri}, {@code bytes} and
 *     {@code modified}, null if a file does not exist; queried one by one, on the executors. Empty
 *     if the manifest states lengths, because the manifest itself then shows changes.
 */
public record ManifestFiles(List<Path> own, Optional<Dataset<Row>> named) {
  /** Copies the list. */
  public ManifestFiles {
    own = List.copyOf(own);
  }
}
