package io.latentlake.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.latentlake.LocalSpark;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FileUtil;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What commands left in a folder of any storage, looked at by a session of the test's own.
 *
 * @param root Hadoop URI of the folder
 */
record Lake(String root) {
  private static final String HADOOP = "spark.hadoop.";

  /** Lets the test's session reach a storage. */
  static void reach(Map<String, String> settings) {
    settings.forEach(
        (key, value) -> {
          if (key.startsWith(HADOOP)) {
            hadoop().set(key.substring(HADOOP.length()), value);
          }
        });
  }

  static Configuration hadoop() {
    return LocalSpark.session().sparkContext().hadoopConfiguration();
  }

  /** Copies a local folder to one below this. */
  String upload(java.nio.file.Path from, String name) throws IOException {
    Path target = new Path(root, name);
    FileUtil.copy(from.toFile(), target.getFileSystem(hadoop()), target, false, hadoop());
    return target.toString();
  }

  Dataset<Row> table(String name) {
    return LocalSpark.session().read().parquet(root + "/" + name);
  }

  /** The reconstruction error of every image; an image that comes twice is an error. */
  Map<String, Double> scores() {
    Map<String, Double> scores = new TreeMap<>();
    for (Row row : table("scores").select("image_id", "reconstruction_error").collectAsList()) {
      if (scores.put(row.getString(0), row.getDouble(1)) != null) {
        throw new AssertionError(row.getString(0) + " was scored twice");
      }
    }
    return scores;
  }

  /** Files below a place in this folder, hidden ones among them; none if it is not there. */
  List<Path> files(String below) throws IOException {
    Path folder = new Path(root + "/" + below);
    FileSystem files = folder.getFileSystem(hadoop());
    List<Path> found = new ArrayList<>();
    if (files.exists(folder)) {
      RemoteIterator<LocatedFileStatus> all = files.listFiles(folder, true);
      while (all.hasNext()) {
        found.add(all.next().getPath());
      }
    }
    return found;
  }

  /** How Spark committed the runs of table {@code scores}, by what its {@code _SUCCESS} says. */
  List<String> committers() throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files("scores")) {
      if (file.getName().equals("_SUCCESS")) {
        try (InputStream in = file.getFileSystem(hadoop()).open(file)) {
          found.add(new ObjectMapper().readTree(in).path("committer").asText());
        }
      }
    }
    return found;
  }
}
