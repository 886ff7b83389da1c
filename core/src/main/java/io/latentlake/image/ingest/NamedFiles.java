package io.latentlake.image.ingest;

import io.latentlake.image.DataOptions;
import io.latentlake.image.ImageRejectedException;
import io.latentlake.table.RejectReason;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.UnsupportedFileSystemException;
import org.apache.hadoop.security.AccessControlException;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/**
 * Files that a manifest or table names, found on an executor.
 *
 * @param folder what relative paths are relative to
 * @param hadoop how to look for them
 */
record NamedFiles(String folder, SerializableConfiguration hadoop) implements Serializable {
  private static final Set<String> SHARED_STORAGE = Set.of("hdfs", "s3a");

  /** Files named in a manifest or table in a folder; {@code data.root} replaces that folder. */
  static NamedFiles of(SparkSession spark, DataOptions options, Path own) {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    Path folder = options.root().map(Path::new).orElse(own);
    try {
      return new NamedFiles(
          folder.getFileSystem(hadoop).makeQualified(folder).toString(),
          new SerializableConfiguration(hadoop));
    } catch (IOException e) {
      throw new UncheckedIOException("opening " + folder + " failed", e);
    }
  }

  /** Where a name points to; empty if no file can have it. */
  Optional<Path> resolve(String name) {
    // Resolving keeps a path with a scheme or a leading slash unchanged.
    Path base = new Path(folder + "/");
    try {
      return Optional.of(new Path(base, new Path(name)));
    } catch (IllegalArgumentException e) {
      // A colon need not end a scheme.
      return plain(base, name);
    }
  }

  private static Optional<Path> plain(Path base, String name) {
    try {
      return Optional.of(new Path(base, new Path(null, null, name)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Resolves a name, also if Windows wrote it with backslashes, which may also be part of a name
   * here.
   */
  Optional<Path> existing(String name) throws IOException {
    Optional<Path> literal = resolve(name);
    boolean windows = name.indexOf('\\') > 0 && name.indexOf('/') < 0 && name.indexOf(':') < 0;
    if (!windows || literal.isPresent() && exists(literal.get())) {
      return literal;
    }
    return resolve(name.replace('\\', '/')).filter(this::existsUnchecked).or(() -> literal);
  }

  private boolean exists(Path path) throws IOException {
    return path.getFileSystem(hadoop.value()).exists(path);
  }

  private boolean existsUnchecked(Path path) {
    try {
      return exists(path);
    } catch (IOException e) {
      throw new UncheckedIOException("looking for " + path + " failed", e);
    }
  }

  /**
   * Length and time of a file.
   *
   * @throws ImageRejectedException if there is none that can be read
   */
  FileStatus locate(Optional<Path> path) throws IOException, ImageRejectedException {
    requireKnownStorage(path);
    try {
      FileStatus file = path.get().getFileSystem(hadoop.value()).getFileStatus(path.get());
      if (file.isDirectory()) {
        throw new ImageRejectedException(RejectReason.UNREADABLE, "is a folder");
      }
      return file;
    } catch (FileNotFoundException e) {
      throw new ImageRejectedException(RejectReason.MISSING, missing(path.get()));
    } catch (AccessControlException | UnsupportedFileSystemException e) {
      throw new ImageRejectedException(RejectReason.UNREADABLE, e.getMessage());
    } catch (IllegalArgumentException e) {
      // Such as a character that is not allowed in names, or an unknown host.
      throw new ImageRejectedException(RejectReason.UNREADABLE, e.toString());
    }
  }

  private String missing(Path path) {
    return path.toString().startsWith(folder + "/")
        ? "does not exist; relative paths begin at " + folder + " (data.root)"
        : "does not exist";
  }

  /**
   * A manifest may be untrusted. It must not make an executor read its own disk, or contact servers
   * in its network.
   */
  void requireKnownStorage(Optional<Path> path) throws ImageRejectedException {
    if (path.isEmpty()) {
      throw new ImageRejectedException(RejectReason.MISSING, "no file can have this name");
    }
    String own = new Path(folder).toUri().getScheme();
    String scheme = path.get().toUri().getScheme();
    if (scheme != null && !scheme.equals(own) && !SHARED_STORAGE.contains(scheme)) {
      throw new ImageRejectedException(
          RejectReason.UNREADABLE,
          "is on "
              + scheme
              + ":; a manifest on "
              + (own == null ? "the default file system" : own + ":")
              + " may name files there, on hdfs: or on s3a:");
    }
  }
}
