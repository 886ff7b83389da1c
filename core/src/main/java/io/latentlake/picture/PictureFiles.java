package io.latentlake.picture;

import io.latentlake.image.Picture;
import io.latentlake.table.AtomicFile;
import java.awt.image.BufferedImage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalogUtils;

/**
 * The PNG files of images in one folder. A name begins with what can be read of the image's id, and
 * with the beginning of its hash, by which {@code forget} finds the files of an image again.
 */
public final class PictureFiles {
  /** Letters of the hash in a file's name. */
  public static final int HASH = 16;

  private static final String FOLDER = "maps";
  private static final int LONGEST = 80;
  private static final Pattern NAME = Pattern.compile("[^.]*-([0-9a-f]{16})(\\.[^/]*)?\\.png");

  private final FileSystem files;
  private final Path folder;

  /**
   * Of a folder, which need not exist.
   *
   * @param hadoop how to reach it
   * @param folder Hadoop URI
   * @throws IOException if its file system cannot be reached
   */
  public PictureFiles(Configuration hadoop, String folder) throws IOException {
    this.folder = new Path(folder);
    this.files = this.folder.getFileSystem(hadoop);
  }

  /**
   * Where pictures go unless told otherwise.
   *
   * @param outputPath any Hadoop URI
   * @param dataId the image set
   * @param modelId the model
   * @return Hadoop URI of a folder
   */
  public static String location(String outputPath, String dataId, String modelId) {
    return location(outputPath, dataId) + "/" + ExternalCatalogUtils.escapePathName(modelId);
  }

  private static String location(String outputPath, String dataId) {
    return outputPath.replaceAll("/+$", "")
        + "/"
        + FOLDER
        + "/"
        + ExternalCatalogUtils.escapePathName(dataId);
  }

  /**
   * The usual folders of an image set, one a model.
   *
   * @param hadoop how to reach them
   * @param outputPath any Hadoop URI
   * @param dataId the image set
   * @return Hadoop URIs of those that exist
   * @throws IOException if they cannot be listed
   */
  public static List<String> folders(Configuration hadoop, String outputPath, String dataId)
      throws IOException {
    Path parent = new Path(location(outputPath, dataId));
    return list(parent.getFileSystem(hadoop), parent).stream()
        .filter(FileStatus::isDirectory)
        .map(entry -> entry.getPath().toString())
        .toList();
  }

  /**
   * The beginning of a file's name, safe in every file system, and different for each image.
   *
   * @param imageId any text
   * @return what can be read of its end, and the beginning of its SHA-256; no full stop
   */
  static String stem(String imageId) {
    String readable = safe(imageId.replaceFirst("\\.[A-Za-z0-9]{1,5}$", ""));
    String end = readable.substring(Math.max(0, readable.length() - LONGEST));
    String readableEnd = end.replaceFirst("^[_-]+", "");
    return (readableEnd.isEmpty() ? "image" : readableEnd) + "-" + hash(imageId);
  }

  private static String safe(String name) {
    return name.replaceAll("[^A-Za-z0-9_-]", "_");
  }

  private static String hash(String imageId) {
    try {
      byte[] sha =
          MessageDigest.getInstance("SHA-256").digest(imageId.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha).substring(0, HASH);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Java has no SHA-256", e);
    }
  }

  /**
   * Writes a picture; replaces a file of the same name.
   *
   * @param imageId the image it belongs to
   * @param parts what it shows, if it is not the whole strip
   * @param picture the picture
   * @return where it is
   * @throws IOException if it cannot be written
   */
  Path write(String imageId, List<String> parts, BufferedImage picture) throws IOException {
    StringBuilder name = new StringBuilder(stem(imageId));
    parts.forEach(part -> name.append('.').append(safe(part)));
    Path file = new Path(folder, name + ".png");
    byte[] png = Picture.png(picture);
    AtomicFile.write(files, file, out -> out.write(png));
    return file;
  }

  /**
   * The images that the folder has files of.
   *
   * @return the first {@value #HASH} digits of the SHA-256 of the id of each
   * @throws IOException if the folder cannot be listed
   */
  public List<String> hashes() throws IOException {
    return list(files, folder).stream()
        .flatMap(file -> hash(file.getPath()).stream())
        .distinct()
        .toList();
  }

  /**
   * The files of images.
   *
   * @param hashes as {@link #hashes} has them
   * @return their paths
   * @throws IOException if the folder cannot be listed
   */
  public List<Path> of(List<String> hashes) throws IOException {
    List<Path> found = new ArrayList<>();
    for (FileStatus file : list(files, folder)) {
      if (hash(file.getPath()).filter(hashes::contains).isPresent()) {
        found.add(file.getPath());
      }
    }
    return found;
  }

  /**
   * Deletes files.
   *
   * @param paths files of the folder
   * @throws IOException if one cannot be deleted
   */
  public void delete(List<Path> paths) throws IOException {
    for (Path path : paths) {
      files.delete(path, false);
    }
  }

  private static Optional<String> hash(Path file) {
    Matcher name = NAME.matcher(file.getName());
    return name.matches() ? Optional.of(name.group(1)) : Optional.empty();
  }

  private static List<FileStatus> list(FileSystem files, Path folder) throws IOException {
    try {
      return Arrays.asList(files.listStatus(folder));
    } catch (FileNotFoundException none) {
      return List.of();
    }
  }
}
