package io.latentlake.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.latentlake.export.ExportPart;
import io.latentlake.image.ingest.FolderWalk;
import io.latentlake.image.ingest.Listed;
import io.latentlake.image.ingest.ManifestFiles;
import io.latentlake.provenance.Checksum;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Row;

/**
 * A summary of a file or folder that can be compared with a later one. Its size does not depend on
 * the number of files.
 *
 * @param uri the place
 * @param files how many files; 0 if there is nothing
 * @param names checksum of the relative names
 * @param lengths checksum of names and lengths
 * @param times checksum of names and modification times
 */
record PlaceListing(
    @JsonProperty("uri") String uri,
    @JsonProperty("files") long files,
    @JsonProperty("names") String names,
    @JsonProperty("lengths") String lengths,
    @JsonProperty("times") String times) {

  /**
   * Lists a folder of tables, or a model's; ignores names that begin with a dot or an underscore,
   * and what was exported from a model: it says nothing new, and can be written at any time.
   */
  static PlaceListing of(Configuration hadoop, String uri) throws IOException {
    return of(hadoop, uri, FolderWalk::deep, name -> !name.endsWith(ExportPart.EXTENSION));
  }

  /** Lists a file, whatever its name. */
  static PlaceListing ofFile(Configuration hadoop, String uri) throws IOException {
    return of(hadoop, uri, FolderWalk::deep, name -> true);
  }

  /** Lists a folder of images; ignores files that systems and programs left there. */
  static PlaceListing ofImages(Configuration hadoop, String uri) throws IOException {
    return of(
        hadoop, uri, (files, folder) -> FolderWalk.everything(files, folder, true), name -> true);
  }

  /** Lists a manifest with the files it names, unless it states their lengths. */
  static PlaceListing ofManifest(Configuration hadoop, String uri, ManifestFiles manifest)
      throws IOException {
    Sums sums =
        manifest
            .named()
            .map(rows -> rows.toJavaRDD().treeAggregate(new Sums(), Sums::add, Sums::merge))
            .orElseGet(Sums::new);
    for (Path file : manifest.own()) {
      FileStatus status = file.getFileSystem(hadoop).getFileStatus(file);
      sums.add(file.getName(), status.getLen(), status.getModificationTime());
    }
    return sums.at(uri);
  }

  private static PlaceListing of(
      Configuration hadoop,
      String uri,
      BiFunction<FileSystem, Path, FolderWalk> walks,
      Predicate<String> counts)
      throws IOException {
    Path root = new Path(uri);
    FileSystem fileSystem = root.getFileSystem(hadoop);
    Sums sums = new Sums();
    try {
      FileStatus status = fileSystem.getFileStatus(root);
      if (status.isFile()) {
        if (counts.test(root.getName())) {
          sums.add(root.getName(), status.getLen(), status.getModificationTime());
        }
      } else {
        String base = status.getPath().toUri().getPath();
        FolderWalk walk = walks.apply(fileSystem, status.getPath());
        while (walk.hasNext()) {
          Listed file = walk.next();
          if (file.system()) {
            continue;
          }
          String name = file.path().toUri().getPath().substring(base.length());
          if (counts.test(name)) {
            sums.add(name, file.bytes(), file.modified());
          }
        }
      }
    } catch (FileNotFoundException e) {
      return nothing(uri);
    } catch (UncheckedIOException e) {
      if (e.getCause() instanceof FileNotFoundException) {
        return nothing(uri);
      }
      throw e.getCause();
    }
    return sums.at(uri);
  }

  private static PlaceListing nothing(String uri) {
    return new PlaceListing(uri, 0, "", "", "");
  }

  /** How this place differs from an earlier listing; empty if it does not. */
  String changeSince(PlaceListing before) {
    if (!uri.equals(before.uri)) {
      return "is read from " + uri + ", no longer from " + before.uri;
    }
    if (files != before.files) {
      return "has " + files + " files instead of " + before.files;
    }
    if (!names.equals(before.names)) {
      return "has other files than before";
    }
    if (!lengths.equals(before.lengths)) {
      return "has files of another length";
    }
    return times.equals(before.times) ? "" : "has files that were modified";
  }

  /** Whether names and lengths are the same; modification times do not count. */
  boolean holdsSameFilesAs(PlaceListing other) {
    return files == other.files && names.equals(other.names) && lengths.equals(other.lengths);
  }

  /** Sums of checksums, so that the order of listing does not matter. */
  private static final class Sums implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int WORDS = 2;

    private final long[] ofNames = new long[WORDS];
    private final long[] ofLengths = new long[WORDS];
    private final long[] ofTimes = new long[WORDS];
    private long files;

    /** A file's name, length and modification time, null if it has none. */
    Sums add(Row file) {
      long none = -1;
      add(
          file.getString(0),
          file.isNullAt(1) ? none : file.getLong(1),
          file.isNullAt(2) ? none : file.getLong(2));
      return this;
    }

    Sums merge(Sums other) {
      files += other.files;
      for (int i = 0; i < WORDS; i++) {
        ofNames[i] += other.ofNames[i];
        ofLengths[i] += other.ofLengths[i];
        ofTimes[i] += other.ofTimes[i];
      }
      return this;
    }

    void add(String name, long bytes, long modified) {
      files++;
      ByteBuffer digest = ByteBuffer.wrap(Checksum.sha256(name));
      for (int i = 0; i < WORDS; i++) {
        long word = digest.getLong();
        ofNames[i] += word;
        ofLengths[i] += scrambled(word ^ bytes);
        ofTimes[i] += scrambled(word ^ modified);
      }
    }

    /** Mixes the bits, so that sums of such words differ for different files. */
    private static long scrambled(long word) {
      // The finaliser of SplitMix64
      long half = (word ^ (word >>> 30)) * 0xbf58476d1ce4e5b9L;
      half = (half ^ (half >>> 27)) * 0x94d049bb133111ebL;
      return half ^ (half >>> 31);
    }

    PlaceListing at(String uri) {
      return new PlaceListing(uri, files, hex(ofNames), hex(ofLengths), hex(ofTimes));
    }

    private static String hex(long[] sums) {
      StringBuilder text = new StringBuilder();
      for (long sum : sums) {
        text.append(String.format(Locale.ROOT, "%016x", sum));
      }
      return text.toString();
    }
  }
}
