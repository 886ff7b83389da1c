package io.latentlake.image.ingest;

import io.latentlake.table.RejectReason;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** A tree of files, interpreted by {@link FolderLayout}. */
interface ImageTree {
  /** Where it lies. */
  String root();

  /**
   * The beginning of a remedy: what to do before {@code data.path} can name something in the tree.
   */
  default String first() {
    return "";
  }

  /**
   * Its files, listed on the executors: rows of {@link Items#SCHEMA}, the path below the root as
   * the id, without split, label and mask.
   */
  JavaRDD<Row> files();

  /**
   * What is known of a file before anything is read.
   *
   * @param path its path below the root
   * @param system whether no one made it
   * @param endings of images, in lower case
   */
  static Items.Builder item(String path, String uri, boolean system, Set<String> endings) {
    Items.Builder item = new Items.Builder(path, uri);
    if (system) {
      return item.fault(
          RejectReason.SYSTEM_FILE, "was left by an operating system or a program; not read");
    }
    String ending = FolderLayout.ending(path);
    return endings.contains(ending.toLowerCase(Locale.ROOT))
        ? item
        : item.fault(
            RejectReason.OTHER_FILE_TYPE,
            "the ending "
                + (ending.isEmpty() ? "is missing" : ending + " is not among data.extensions"));
  }
}
