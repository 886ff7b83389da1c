package io.latentlake.image.ingest;

import io.latentlake.table.RejectReason;
import java.util.Locale;
import java.util.Set;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/** Something with files at paths below it, of which {@link FolderLayout} makes sense. */
interface ImageTree {
  /** Where it lies. */
  String root();

  /**
   * Its files, listed on the executors: rows of {@link Items#SCHEMA}, the path below the root as
   * the id, without what the path says.
   */
  JavaRDD<Row> files();

  /**
   * What is known of a file before anything is read.
   *
   * @param path where it lies below the root
   * @param endings of images, in lower case
   */
  static Row item(Listed file, String path, Set<String> endings) {
    Items.Builder item =
        new Items.Builder(path, file.path().toString())
            .set(Items.BYTES, file.bytes())
            .set(Items.MODIFIED, file.modified());
    if (file.system()) {
      return item.fault(
              RejectReason.SYSTEM_FILE,
              "was left by an operating system or a program; not looked into")
          .row();
    }
    String ending = FolderLayout.ending(path);
    if (!endings.contains(ending.toLowerCase(Locale.ROOT))) {
      item.fault(
          RejectReason.OTHER_FILE_TYPE,
          "the ending "
              + (ending.isEmpty() ? "is missing" : ending + " is not among data.extensions"));
    }
    file.fault().ifPresent(fault -> item.fault(fault.reason(), fault.getMessage()));
    return item.row();
  }
}
