package io.latentlake.image.ingest;

import java.util.List;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The files to check for changes if a manifest, or a table in some row, names the images.
 *
 * @param own the files of the manifest or table
 * @param named the files it names, images and masks, in columns {@code uri}, {@code bytes} and
 *     {@code modified}, null if a file does not exist; queried one by one, on the executors. Empty
 *     if the manifest states lengths, because the manifest itself then shows changes.
 */
public record ManifestFiles(List<Path> own, Optional<Dataset<Row>> named) {
  /** Copies the list. */
  public ManifestFiles {
    own = List.copyOf(own);
  }

  /**
   * Whether other files of its folder are neither part of it nor listed.
   *
   * @return true if it is one file, called {@code manifest}
   */
  public boolean apart() {
    return own.size() == 1 && ManifestSource.named(own.get(0).getName());
  }
}
