package io.latentlake.jobs;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.latentlake.provenance.Checksum;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;

/**
 * What lies in a file or folder, in so few words that two of them can be compared. Takes the same
 * memory for any number of files.
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

  /** Lists a place; names that begin with a dot or an underscore do not count. */
  static PlaceListing of(Configuration hadoop, String uri) throws IOException {
    Path root = new Path(uri);
    FileSystem fileSystem = root.getFileSystem(hadoop);
    Sums sums = new Sums();
    try {
      FileStatus status = fileSystem.getFileStatus(root);
      if (status.isFile()) {
        sums.add(root.getName(), status);
      } else {
        String base = status.getPath().toUri().getPath();
        RemoteIterator<LocatedFileStatus> files = fileSystem.listFiles(status.getPath(), true);
        while (files.hasNext()) {
          FileStatus file = files.next();
          String name = file.getPath().toUri().getPath().substring(base.length());
          if (!isHidden(name)) {
            sums.add(name, file);
          }
        }
      }
    } catch (FileNotFoundException e) {
      return new PlaceListing(uri, 0, "", "", "");
    }
    return new PlaceListing(uri, sums.files, sums.names(), sums.lengths(), sums.times());
  }

  private static boolean isHidden(String name) {
    return name.contains("/_") || name.contains("/.");
  }

  /** Why this place differs from what it was, or the empty text if it does not. */
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

  /** Whether the files are still those, whatever their modification times. */
  boolean holdsSameFilesAs(PlaceListing other) {
    return files == other.files && names.equals(other.names) && lengths.equals(other.lengths);
  }

  /** Sums of checksums, so that the order of listing does not matter. */
  private static final class Sums {
    private static final int WORDS = 2;

    private final long[] ofNames = new long[WORDS];
    private final long[] ofLengths = new long[WORDS];
    private final long[] ofTimes = new long[WORDS];
    private long files;

    void add(String name, FileStatus file) {
      files++;
      add(ofNames, name);
      add(ofLengths, name + "\n" + file.getLen());
      add(ofTimes, name + "\n" + file.getModificationTime());
    }

    private static void add(long[] sums, String text) {
      ByteBuffer digest = ByteBuffer.wrap(Checksum.sha256(text));
      for (int i = 0; i < WORDS; i++) {
        sums[i] += digest.getLong();
      }
    }

    String names() {
      return hex(ofNames);
    }

    String lengths() {
      return hex(ofLengths);
    }

    String times() {
      return hex(ofTimes);
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
