package io.latentlake.jobs;

import io.latentlake.picture.PictureFiles;
import io.latentlake.table.Forgetting;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;

/** The pictures that the command {@code pictures} wrote of images that are to be forgotten. */
final class ForgottenPictures {
  private ForgottenPictures() {}

  /**
   * The pictures in one folder.
   *
   * @param folder Hadoop URI
   * @param files how to reach it
   * @param paths the pictures, at least one
   */
  record Found(String folder, PictureFiles files, List<Path> paths) {
    void delete() throws IOException {
      files.delete(paths);
    }

    String inWords() {
      return paths.size() + (paths.size() == 1 ? " picture in " : " pictures in ") + folder;
    }
  }

  /** Looks into the usual folders of the image sets, and into the one that the options name. */
  static List<Found> find(SparkSession spark, PipelineOptions options, Forgetting forgetting)
      throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Set<String> folders = new LinkedHashSet<>();
    for (String dataId : forgetting.dataIds()) {
      folders.addAll(PictureFiles.folders(hadoop, options.output().path(), dataId));
    }
    options.pictures().path().ifPresent(folders::add);
    List<Found> all = new ArrayList<>();
    for (String folder : folders) {
      PictureFiles files = new PictureFiles(hadoop, folder);
      List<Path> paths = files.of(forgetting.begunBy(files.hashes()));
      if (!paths.isEmpty()) {
        all.add(new Found(folder, files, paths));
      }
    }
    return all;
  }
}
