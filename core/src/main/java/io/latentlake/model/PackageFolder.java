package io.latentlake.model;

import io.latentlake.backbone.Backbone;
import io.latentlake.backbone.FeatureOptions;
import io.latentlake.backbone.UnusableBackboneException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * A package's folder on any Hadoop file system. {@code model.yaml} makes a folder a package: where
 * renaming is one step, the folder appears whole; on object stores that file goes first and comes
 * last.
 */
final class PackageFolder {
  private static final String ARCHIVE = "model.zip";
  private static final String DESCRIPTION = "model.yaml";
  private static final String THRESHOLD = "threshold.json";
  private static final String COMPARISON = "scores.json";
  private static final String BACKBONE = "backbone.onnx";

  /** What is written beside the package later; it must not outlive what it was made from. */
  private static final String EXPORTED = "*.onnx";

  private static final int MAX_TEXT_BYTES = 1 << 20;
  private static final int MAX_ARCHIVE_BYTES = 1 << 30;
  private static final Set<String> OBJECT_STORES =
      Set.of("s3", "s3a", "s3n", "gs", "oss", "cos", "cosn", "obs", "swift", "wasb", "wasbs");

  private PackageFolder() {}

  static boolean exists(Configuration hadoop, String uri) {
    Path folder = new Path(uri);
    try {
      return folder.getFileSystem(hadoop).exists(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("looking for " + uri + " failed", e);
    }
  }

  static ModelPackage read(Configuration hadoop, String uri) {
    Path folder = new Path(uri);
    try {
      FileSystem storage = folder.getFileSystem(hadoop);
      byte[] description = file(storage, new Path(folder, DESCRIPTION), MAX_TEXT_BYTES);
      if (description == null) {
        throw new IncompatibleModelException(
            "there is no model package at " + uri + ": it has no " + DESCRIPTION);
      }
      byte[] archive = file(storage, new Path(folder, ARCHIVE), MAX_ARCHIVE_BYTES);
      if (archive == null) {
        throw new IncompatibleModelException(
            "the model package at " + uri + " is damaged: it has no " + ARCHIVE);
      }
      byte[] threshold = file(storage, new Path(folder, THRESHOLD), MAX_TEXT_BYTES);
      byte[] comparison = file(storage, new Path(folder, COMPARISON), MAX_TEXT_BYTES);
      byte[] backbone = file(storage, new Path(folder, BACKBONE), Backbone.MOST_BYTES);
      return withBackbone(
          hadoop,
          new ModelPackage(
              archive, description, orNone(threshold), orNone(comparison), new byte[0]),
          backbone);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the model package at " + uri, e);
    } catch (UnusableBackboneException e) {
      throw new IncompatibleModelException(
          "the model package at " + uri + " cannot be used: " + e.getMessage(), e);
    } catch (IncompatibleModelException e) {
      throw e.getMessage().contains(uri)
          ? e
          : new IncompatibleModelException(
              "the model package at " + uri + " cannot be used: " + e.getMessage(), e);
    }
  }

  /** With its own copy of the backbone, or the file that it was fitted with. */
  private static ModelPackage withBackbone(Configuration hadoop, ModelPackage model, byte[] copy) {
    Optional<FeatureOptions> features = model.options().features();
    return features.isEmpty()
        ? model
        : model.withBackbone(copy == null ? Backbone.read(hadoop, features.get()).file() : copy);
  }

  private static byte[] orNone(byte[] bytes) {
    return bytes == null ? new byte[0] : bytes;
  }

  static void write(Configuration hadoop, String uri, PackageFiles files) {
    Path folder = new Path(uri);
    try {
      FileSystem storage = folder.getFileSystem(hadoop);
      if (OBJECT_STORES.contains(String.valueOf(storage.getScheme()))) {
        storage.delete(new Path(folder, DESCRIPTION), false);
        storage.delete(new Path(folder, THRESHOLD), false);
        storage.delete(new Path(folder, COMPARISON), false);
        for (FileStatus exported : storage.globStatus(new Path(folder, EXPORTED))) {
          storage.delete(exported.getPath(), false);
        }
        fill(storage, folder, files);
        return;
      }
      Path beside = new Path(folder.getParent(), ".writing-" + UUID.randomUUID());
      try {
        fill(storage, beside, files);
        replace(storage, beside, folder);
      } finally {
        storage.delete(beside, true);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the model package at " + uri, e);
    }
  }

  private static void fill(FileSystem storage, Path folder, PackageFiles files) throws IOException {
    storage.mkdirs(folder);
    put(storage, new Path(folder, ARCHIVE), files.archive());
    if (files.threshold().length > 0) {
      put(storage, new Path(folder, THRESHOLD), files.threshold());
    }
    if (files.comparison().length > 0) {
      put(storage, new Path(folder, COMPARISON), files.comparison());
    }
    if (files.backbone().length > 0) {
      put(storage, new Path(folder, BACKBONE), files.backbone());
    }
    put(storage, new Path(folder, DESCRIPTION), files.description());
  }

  /** Moves a finished folder to its place; the one that was there goes when the new one stands. */
  private static void replace(FileSystem storage, Path finished, Path folder) throws IOException {
    Path retired = new Path(folder.getParent(), ".retired-" + UUID.randomUUID());
    boolean existed = storage.exists(folder);
    if (existed && !storage.rename(folder, retired)) {
      throw new IOException("cannot move " + folder + " out of the way");
    }
    if (!storage.rename(finished, folder)) {
      if (existed) {
        storage.rename(retired, folder);
      }
      throw new IOException("cannot rename " + finished + " to " + folder);
    }
    if (existed) {
      storage.delete(retired, true);
    }
  }

  private static void put(FileSystem storage, Path path, byte[] bytes) throws IOException {
    try (FSDataOutputStream out = storage.create(path, true)) {
      out.write(bytes);
    }
  }

  /** The whole file; null if there is none. */
  private static byte[] file(FileSystem storage, Path path, int limit) throws IOException {
    FileStatus status;
    try {
      status = storage.getFileStatus(path);
    } catch (FileNotFoundException e) {
      return null;
    }
    if (status.getLen() > limit) {
      throw new IncompatibleModelException(
          path + " has " + status.getLen() + " bytes; the largest allowed is " + limit);
    }
    byte[] bytes = new byte[(int) status.getLen()];
    try (FSDataInputStream in = storage.open(path)) {
      in.readFully(bytes);
    }
    return bytes;
  }
}
